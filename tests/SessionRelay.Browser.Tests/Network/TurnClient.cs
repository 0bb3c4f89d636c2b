using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace SessionRelay.Browser.Tests.Network;

/// <summary>
/// A TURN client (RFC 8656) over TLS on 443, in the browsers' namespace, that asks for what no browser would: where may packets go with these credentials?
/// Each request answers 0 when it was granted, else the server's error code.
/// </summary>
internal sealed class TurnClient : IAsyncDisposable
{
    public const int Unauthorized = 401;
    public const int Forbidden = 403;
    public const int AddressFamilyMismatch = 443;

    private const uint MagicCookie = 0x2112_A442;
    private const int HeaderLength = 20;
    private const int Answered = 0x0100; // success: the request's type and this bit
    private const ushort Allocate = 0x0003;
    private const ushort CreatePermission = 0x0008;
    private const ushort ChannelBind = 0x0009;
    private const ushort SendIndication = 0x0016;
    private const ushort Username = 0x0006;
    private const ushort MessageIntegrity = 0x0008;
    private const ushort ErrorCode = 0x0009;
    private const ushort ChannelNumber = 0x000C;
    private const ushort XorPeerAddress = 0x0012;
    private const ushort Data = 0x0013;
    private const ushort Realm = 0x0014;
    private const ushort Nonce = 0x0015;
    private const ushort RequestedTransport = 0x0019;

    private readonly SslStream stream;
    private readonly string user;
    private readonly string password;
    private (byte[] Realm, byte[] Nonce, byte[] Key)? challenge;
    private int channel = 0x4000; // the first of RFC 8656 section 12

    private TurnClient(SslStream stream, string user, string password) => (this.stream, this.user, this.password) = (stream, user, password);

    public static async Task<TurnClient> OpenAsync(VirtualNetwork network, TestAuthority authority, string user, string password)
    {
        var socket = network.ClientSocket();
        await socket.ConnectAsync(IPAddress.Parse(VirtualNetwork.ServerAddress), 443);
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true), leaveInnerStreamOpen: false, authority.Accepts);
        await stream.AuthenticateAsClientAsync(VirtualNetwork.TurnName);
        return new TurnClient(stream, user, password);
    }

    /// <param name="transport">17 for UDP, 6 for TCP (RFC 6062).</param>
    public Task<int> AllocateAsync(byte transport = 17) => AskAsync(Allocate, (RequestedTransport, [transport, 0, 0, 0]));

    /// <summary>Asks whether packets may go to this address, whatever the port.</summary>
    public Task<int> PermitAsync(IPAddress peer) => AskAsync(CreatePermission, (XorPeerAddress, Peer(new IPEndPoint(peer, 0))));

    /// <summary>The same, for a channel of its own.</summary>
    public Task<int> BindAsync(IPEndPoint peer) => AskAsync(ChannelBind, (ChannelNumber, [(byte)(channel >> 8), (byte)channel++, 0, 0]), (XorPeerAddress, Peer(peer)));

    /// <summary>Has a packet sent. Nothing is answered: where there is no permission it is dropped.</summary>
    public async Task SendAsync(IPEndPoint peer, byte[] data) => await stream.WriteAsync(Message(SendIndication, null, (XorPeerAddress, Peer(peer)), (Data, data)));

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    /// <summary>The address of the attribute, hidden under the cookie; with zeros for a transaction's id, as IPv6 addresses would be hidden under that too.</summary>
    private static byte[] Peer(IPEndPoint peer)
    {
        var address = peer.Address.GetAddressBytes();
        var value = new byte[4 + address.Length];
        value[1] = (byte)(address.Length == 4 ? 1 : 2);
        BinaryPrimitives.WriteUInt16BigEndian(value.AsSpan(2), (ushort)(peer.Port ^ (MagicCookie >> 16)));
        BinaryPrimitives.WriteUInt32BigEndian(value.AsSpan(4), BinaryPrimitives.ReadUInt32BigEndian(address) ^ MagicCookie);
        address.AsSpan(4).CopyTo(value.AsSpan(8));
        return value;
    }

    private async Task<int> AskAsync(ushort type, params (ushort Type, byte[] Value)[] attributes)
    {
        var answer = await ExchangeAsync(type, attributes);
        if (CodeOf(answer) is not Unauthorized || challenge is not null || Find(answer, Realm) is not { } realm || Find(answer, Nonce) is not { } nonce) return Judged(type, answer);
#pragma warning disable CA5351 // the protocol's own: RFC 8489 section 9.2.2
        challenge = (realm, nonce, MD5.HashData(Encoding.UTF8.GetBytes($"{user}:{Encoding.UTF8.GetString(realm)}:{password}")));
#pragma warning restore CA5351
        return Judged(type, await ExchangeAsync(type, attributes));
    }

    private static int Judged(ushort type, byte[] answer)
    {
        if (BinaryPrimitives.ReadUInt16BigEndian(answer) == (type | Answered)) return 0;
        var code = CodeOf(answer);
        code.ShouldBeGreaterThan(0, "what is not granted is refused with a code");
        return code;
    }

    private async Task<byte[]> ExchangeAsync(ushort type, (ushort Type, byte[] Value)[] attributes)
    {
        await stream.WriteAsync(Message(type, challenge, attributes));
        var header = new byte[HeaderLength];
        await stream.ReadExactlyAsync(header);
        var answer = new byte[HeaderLength + BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(2))];
        header.CopyTo(answer, 0);
        await stream.ReadExactlyAsync(answer.AsMemory(HeaderLength));
        return answer;
    }

    /// <summary>One request at a time on a stream: the transaction's id may always be the same.</summary>
    private byte[] Message(ushort type, (byte[] Realm, byte[] Nonce, byte[] Key)? proof, params (ushort Type, byte[] Value)[] attributes)
    {
        using var written = new MemoryStream(new byte[HeaderLength + 2048], 0, HeaderLength + 2048, writable: true, publiclyVisible: true);
        written.Position = HeaderLength;
        foreach (var (its, value) in attributes) Add(written, its, value);
        if (proof is { } known)
        {
            Add(written, Username, Encoding.UTF8.GetBytes(user));
            Add(written, Realm, known.Realm);
            Add(written, Nonce, known.Nonce);
            // RFC 8489 section 14.5: the length counts the attribute that is not yet there.
            Add(written, MessageIntegrity, HMACSHA1.HashData(known.Key, Headed(written, type, 4 + HMACSHA1.HashSizeInBytes)));
        }

        return Headed(written, type, 0).ToArray();
    }

    private static Span<byte> Headed(MemoryStream written, ushort type, int more)
    {
        var message = written.GetBuffer().AsSpan(0, (int)written.Position);
        BinaryPrimitives.WriteUInt16BigEndian(message, type);
        BinaryPrimitives.WriteUInt16BigEndian(message[2..], (ushort)(message.Length - HeaderLength + more));
        BinaryPrimitives.WriteUInt32BigEndian(message[4..], MagicCookie);
        return message;
    }

    private static void Add(MemoryStream written, ushort type, byte[] value)
    {
        Span<byte> head = stackalloc byte[4];
        BinaryPrimitives.WriteUInt16BigEndian(head, type);
        BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)value.Length);
        written.Write(head);
        written.Write(value);
        while (written.Position % 4 != 0) written.WriteByte(0);
    }

    private static int CodeOf(byte[] message) => Find(message, ErrorCode) is { Length: >= 4 } code ? ((code[2] & 7) * 100) + code[3] : 0;

    private static byte[]? Find(byte[] message, ushort type)
    {
        for (var at = HeaderLength; at + 4 <= message.Length;)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(at + 2));
            if (BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(at)) == type) return message[(at + 4)..(at + 4 + length)];
            at += 4 + ((length + 3) & ~3);
        }

        return null;
    }
}

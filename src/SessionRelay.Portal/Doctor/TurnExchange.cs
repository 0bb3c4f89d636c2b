using System.Buffers.Binary;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace SessionRelay.Portal.Doctor;

/// <summary>As much of a TURN client (RFC 8656) as it takes to see whether a server would serve: one allocation, with long-term credentials (RFC 8489 section 9.2).</summary>
internal sealed class TurnExchange : IAsyncDisposable
{
    private const uint MagicCookie = 0x2112_A442;
    private const ushort AllocateRequest = 0x0003;
    private const ushort RefreshRequest = 0x0004;
    private const ushort AllocateSuccess = 0x0103;
    private const ushort Username = 0x0006;
    private const ushort MessageIntegrity = 0x0008;
    private const ushort ErrorCode = 0x0009;
    private const ushort Lifetime = 0x000D;
    private const ushort Realm = 0x0014;
    private const ushort Nonce = 0x0015;
    private const ushort RequestedTransport = 0x0019;
    private const int HeaderLength = 20;
    private const int Unauthorized = 401;
    private static readonly TimeSpan RepeatAfter = TimeSpan.FromMilliseconds(500); // RFC 8489 section 6.2.1

    private readonly Socket socket;
    private readonly Stream? stream;
    private readonly TimeProvider time;

    private TurnExchange(Socket socket, Stream? stream, TimeProvider time) => (this.socket, this.stream, this.time) = (socket, stream, time);

    public static async Task<TurnExchange> OpenAsync(TurnAddress address, TimeProvider time, CancellationToken cancel)
    {
        var socket = address.IsTcp ? new Socket(SocketType.Stream, ProtocolType.Tcp) : new Socket(SocketType.Dgram, ProtocolType.Udp);
        try
        {
            await socket.ConnectAsync(address.Host, address.Port, cancel);
            if (!address.IsTcp) return new TurnExchange(socket, null, time);
            var plain = new NetworkStream(socket);
            if (!address.IsTls) return new TurnExchange(socket, plain, time);
            var secured = new SslStream(plain);
            await secured.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = address.Host }, cancel);
            return new TurnExchange(socket, secured, time);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <returns>0 when there was an allocation, else the error code of the server.</returns>
    /// <exception cref="InvalidDataException">It answers, but not with STUN.</exception>
    public async Task<int> AllocateAsync(string user, string password, CancellationToken cancel)
    {
        var udp = new byte[] { 17, 0, 0, 0 }; // the protocol's number, and three bytes for later
        var first = await AskAsync(Message(AllocateRequest, null, (RequestedTransport, udp)), cancel);
        if (TypeOf(first) == AllocateSuccess) return 0; // it asks nobody for credentials
        if (CodeOf(first) != Unauthorized || Find(first, Realm) is not { } realm || Find(first, Nonce) is not { } nonce) return CodeOf(first);
#pragma warning disable CA5351 // the protocol's own: RFC 8489 section 9.2.2
        var key = MD5.HashData(Encoding.UTF8.GetBytes($"{user}:{Encoding.UTF8.GetString(realm)}:{password}"));
#pragma warning restore CA5351
        (ushort, byte[])[] proof = [(Username, Encoding.UTF8.GetBytes(user)), (Realm, realm), (Nonce, nonce)];
        var second = await AskAsync(Message(AllocateRequest, key, [(RequestedTransport, udp), .. proof]), cancel);
        if (TypeOf(second) != AllocateSuccess) return CodeOf(second);
        await SendAsync(Message(RefreshRequest, key, [(Lifetime, [0, 0, 0, 0]), .. proof]), cancel); // given back; if that is lost, it ends by itself
        return 0;
    }

    public async ValueTask DisposeAsync()
    {
        if (stream is not null) await stream.DisposeAsync();
        socket.Dispose();
    }

    private static byte[] Message(ushort type, byte[]? key, params (ushort Type, byte[] Value)[] attributes)
    {
        using var written = new MemoryStream();
        Span<byte> header = stackalloc byte[HeaderLength];
        BinaryPrimitives.WriteUInt16BigEndian(header, type);
        BinaryPrimitives.WriteUInt32BigEndian(header[4..], MagicCookie);
        RandomNumberGenerator.Fill(header[8..]);
        written.Write(header);
        foreach (var (its, value) in attributes) Add(written, its, value);
        if (key is not null)
        {
            // RFC 8489 section 14.5: the length counts the attribute that is not yet there.
            var covered = WithLength(written, 4 + HMACSHA1.HashSizeInBytes);
            Add(written, MessageIntegrity, HMACSHA1.HashData(key, covered));
        }

        return WithLength(written, 0);
    }

    private static void Add(MemoryStream written, ushort type, byte[] value)
    {
        Span<byte> head = stackalloc byte[4];
        BinaryPrimitives.WriteUInt16BigEndian(head, type);
        BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)value.Length);
        written.Write(head);
        written.Write(value);
        while (written.Length % 4 != 0) written.WriteByte(0);
    }

    private static byte[] WithLength(MemoryStream written, int more)
    {
        var message = written.ToArray();
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(2), (ushort)(message.Length - HeaderLength + more));
        return message;
    }

    private static ushort TypeOf(byte[] message) => BinaryPrimitives.ReadUInt16BigEndian(message);

    private static int CodeOf(byte[] message) => Find(message, ErrorCode) is { Length: >= 4 } code ? ((code[2] & 7) * 100) + code[3] : 0;

    private static byte[]? Find(byte[] message, ushort type)
    {
        for (var at = HeaderLength; at + 4 <= message.Length;)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(at + 2));
            if (at + 4 + length > message.Length) return null;
            if (BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(at)) == type) return message[(at + 4)..(at + 4 + length)];
            at += 4 + ((length + 3) & ~3);
        }

        return null;
    }

    private async Task SendAsync(byte[] message, CancellationToken cancel)
    {
        if (stream is null) await socket.SendAsync(message, cancel);
        else await stream.WriteAsync(message, cancel);
    }

    private async Task<byte[]> AskAsync(byte[] request, CancellationToken cancel)
    {
        while (true)
        {
            await SendAsync(request, cancel);
            if (stream is not null) return Checked(await ReadAsync(stream, cancel), request);
            using var bound = new CancellationTokenSource(RepeatAfter, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancel);
            try
            {
                var answer = new byte[2048];
                return Checked(answer[..await socket.ReceiveAsync(answer, either.Token)], request);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                // Once more: UDP may lose it.
            }
        }
    }

    private static byte[] Checked(byte[] answer, byte[] request) => answer.Length >= HeaderLength && answer.AsSpan(4, 16).SequenceEqual(request.AsSpan(4, 16))
        ? answer
        : throw new InvalidDataException("No answer of a STUN server.");

    private static async Task<byte[]> ReadAsync(Stream stream, CancellationToken cancel)
    {
        var header = new byte[HeaderLength];
        await stream.ReadExactlyAsync(header, cancel);
        var message = new byte[HeaderLength + BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(2))];
        header.CopyTo(message, 0);
        await stream.ReadExactlyAsync(message.AsMemory(HeaderLength), cancel);
        return message;
    }
}

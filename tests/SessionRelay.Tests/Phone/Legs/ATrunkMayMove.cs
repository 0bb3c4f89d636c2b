using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using SessionRelay.Net;
using SessionRelay.Phone.Sip;
using SessionRelay.Wire;
using TcpListener = System.Net.Sockets.TcpListener;

namespace SessionRelay.Tests.Phone.Legs;

/// <summary>The trunk's name leads elsewhere while the node runs.</summary>
public sealed class ATrunkMayMove
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);
    private static readonly IPAddress[] Answers = [IPAddress.IPv6Loopback, IPAddress.Parse("192.0.2.1"), IPAddress.Parse("192.0.2.2")];

    [Fact]
    public void An_address_is_kept_while_the_name_has_it()
    {
        TrunkName.Choose(Answers, null, null).ShouldBe(Answers[1], "IPv4 first");
        TrunkName.Choose(Answers, AddressFamily.InterNetwork, Answers[2]).ShouldBe(Answers[2]);
        TrunkName.Choose(Answers, AddressFamily.InterNetwork, IPAddress.Parse("192.0.2.3")).ShouldBe(Answers[1]);
        TrunkName.Choose(Answers, AddressFamily.InterNetworkV6, null).ShouldBe(Answers[0]);
        TrunkName.Choose([Answers[0]], AddressFamily.InterNetwork, null).ShouldBeNull();
    }

    [Fact]
    public async Task What_is_for_the_new_server_gets_there_and_waits_for_its_answer()
    {
        using var first = new TcpListener(IPAddress.Loopback, 0);
        using var second = new TcpListener(IPAddress.Loopback, 0);
        first.Start();
        second.Start();
        var events = Channel.CreateUnbounded<CallEvent>();
        using var port = new SipStreamPort(AddressFamily.InterNetwork, null, new MonotonicClock(TimeProvider.System), NullLogger.Instance);
        var trunk = new SipTrunk
        {
            Address = TransportAddress.From((IPEndPoint)first.LocalEndpoint),
            Domain = "pbx.example",
            Transport = SipTransport.Tcp,
            LocalHost = "127.0.0.1",
            LocalPort = port.LocalPort,
            ChecksHealth = false,
        };
        port.Start(now => new SipUserAgent(trunk, now), happened => events.Writer.TryWrite(happened));
        port.Post((agent, now) => agent.Dial("+493012345", ScriptedMedia, now));
        using var before = await first.AcceptTcpClientAsync().WaitAsync(Bound);
        (await FirstMessage(before)).Method.ShouldBe("INVITE");

        port.Post((agent, now) =>
        {
            agent.Trunk = agent.Trunk with { Address = TransportAddress.From((IPEndPoint)second.LocalEndpoint) };
            agent.Dial("+493054321", ScriptedMedia, now);
        });
        using var after = await second.AcceptTcpClientAsync().WaitAsync(Bound);
        var invite = await FirstMessage(after);
        invite.RequestUri!.User.ShouldBe("+493054321");
        (await events.Reader.ReadAsync().AsTask().WaitAsync(Bound)).End.ShouldBe(CallEnd.Unreachable, "it was asked of the former");
        await after.GetStream().WriteAsync(SipWriter.Answer(invite, 180, "Ringing", (IPEndPoint)after.Client.RemoteEndPoint!, "them").Header("Contact", "<sip:them@127.0.0.1>").Finish());
        (await events.Reader.ReadAsync().AsTask().WaitAsync(Bound)).State.ShouldBe(CallState.Ringing);
    }

    private static readonly PhoneLocalMedia ScriptedMedia = new(new IPEndPoint(IPAddress.Loopback, 30_000), 7);

    private static async Task<SipMessage> FirstMessage(TcpClient client)
    {
        var reader = new SipStreamReader();
        var buffer = new byte[4_096];
        while (await client.GetStream().ReadAsync(buffer).AsTask().WaitAsync(Bound) is > 0 and { } length)
        {
            if (Read(reader, buffer.AsSpan(0, length)) is { } message)
                return message;
        }

        throw new EndOfStreamException();
    }

    private static SipMessage? Read(SipStreamReader reader, ReadOnlySpan<byte> arrived)
    {
        if (!reader.TryRead(ref arrived, out var bytes))
            return null;
        SipParser.TryParse(bytes, out var message, out _).ShouldBeTrue();
        return message;
    }
}

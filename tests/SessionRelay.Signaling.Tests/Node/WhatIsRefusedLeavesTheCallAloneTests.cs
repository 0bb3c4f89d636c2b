using System.Net;
using System.Net.Sockets;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using SessionRelay.Signaling.Tests.Hosts;

namespace SessionRelay.Signaling.Tests.Node;

/// <summary>
/// Over real sockets and a real hub: what is refused is refused with its code, counted on <c>/metrics</c>, and the others' call goes on meanwhile. One node, and one call for
/// each test, as counts are compared exactly.
/// </summary>
public sealed class WhatIsRefusedLeavesTheCallAloneTests(WholeNode node) : IClassFixture<WholeNode>
{
    private static string Drops(string reason) => $"sessionrelay_dropped_packets_total{{reason=\"{reason}\"}}";

    /// <summary>The same text with another character after each <paramref name="mark"/>.</summary>
    internal static string Altered(string text, string mark)
    {
        var altered = text.ToCharArray();
        for (var at = text.IndexOf(mark, StringComparison.Ordinal); at >= 0; at = text.IndexOf(mark, at + 1, StringComparison.Ordinal))
            altered[at + mark.Length] = text[at + mark.Length] == 'A' ? 'B' : 'A';
        return new string(altered);
    }

    [Fact]
    public async Task A_wrong_fingerprint()
    {
        const string Failures = "sessionrelay_dtls_failures_total{reason=\"fingerprint-mismatch\"}";
        await using var call = await Call.StartAsync(node);
        var before = await node.MetricAsync(Failures);
        var stranger = await call.EnterAsync("stranger");

        await call.ConnectAsync(stranger, changeOffer: offer => Altered(offer, "sha-256 "));

        var failed = await stranger.Hub.EventAsync("failed");
        (failed.GetProperty("peer").GetString(), failed.GetProperty("code").GetString()).ShouldBe(("p", "fingerprint-mismatch"));
        await call.GoesOnAsync();
        (await node.MetricAsync(Failures)).ShouldBe(before + 1);
        stranger.Person.MediaReceived.ShouldBe(0);
        call.Host.Hub.Received.ShouldNotContain(news => news.Name == "failed", "nobody else is told");
    }

    [Fact]
    public async Task A_replayed_packet()
    {
        const int Packets = 100;
        await using var call = await Call.StartAsync(node);
        var third = await call.EnterAsync("third");
        await call.ConnectAsync(third);
        var kept = new List<byte[]>();
        await call.DoAsync(() => third.Holds = datagram =>
        {
            if (Caller.IsProtected(datagram) && kept.Count < Packets) kept.Add(datagram.ToArray());
            return false;
        });
        await call.UntilAsync("a hundred packets went out and arrived", () => kept.Count == Packets && call.Host.Person.Video[1].ShownFrames > 60);
        var before = await node.MetricAsync(Drops("srtp-replay"));

        await call.DoAsync(() => kept.ForEach(third.Send));

        await call.GoesOnAsync();
        (await node.MetricAsync(Drops("srtp-replay"))).ShouldBe(before + Packets);
        (call.Host.Person.Video[1].Duplicates, call.Host.Person.Audio[1].OutOfOrder).ShouldBe((0, 0), "nothing of it was forwarded");
    }

    [Fact]
    public async Task Rtp_from_a_strangers_address()
    {
        const int Packets = 3;
        await using var call = await Call.StartAsync(node);
        var third = await call.EnterAsync("third");
        await call.ConnectAsync(third);
        await call.UntilAsync("the third is seen", () => call.Host.Person.Video[1].ShownFrames > 15);
        // Held back, so that they are fresh when they come from the wrong place.
        var stolen = new List<byte[]>();
        await call.DoAsync(() => third.Holds = datagram =>
        {
            if (!Caller.IsProtected(datagram) || stolen.Count == Packets) return false;
            stolen.Add(datagram.ToArray());
            return true;
        });
        await call.UntilAsync("some packets are stolen", () => stolen.Count == Packets);
        var before = await node.MetricAsync(Drops("unknown-address"));
        using var stranger = new UdpClient(new IPEndPoint(IPAddress.Parse("127.2.3.4"), 0));

        foreach (var datagram in stolen)
            await stranger.SendAsync(datagram, third.Relay.ToIPEndPoint(), TestContext.Current.CancellationToken);

        await call.GoesOnAsync();
        (await node.MetricAsync(Drops("unknown-address"))).ShouldBe(before + Packets);
        stranger.Available.ShouldBe(0, "the relay sends nothing there");
        var (shown, heard) = (call.Host.Person.Video[1].ShownFrames, third.Person.Video[0].ShownFrames);
        await call.UntilAsync("the third goes on where it was", () => call.Host.Person.Video[1].ShownFrames > shown + 15 && third.Person.Video[0].ShownFrames > heard + 15);
    }

    [Theory]
    [InlineData("another-key", "ticket-invalid")]
    [InlineData("unknown-key-id", "ticket-invalid")]
    [InlineData("expired", "ticket-expired")]
    [InlineData("unknown-sid", "ticket-invalid")]
    public async Task A_ticket_that_does_not_hold(string kind, string code)
    {
        var result = $"sessionrelay_tickets_total{{result=\"{code}\"}}";
        await using var call = await Call.StartAsync(node);
        var before = await node.MetricAsync(result);
        var now = TimeProvider.System.GetUtcNow();
        var secret = kind == "another-key" ? new byte[32] : WholeNode.IssuerSecret;
        var ticket = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Claims = new Dictionary<string, object>
            {
                ["iss"] = "practice",
                ["aud"] = "session-relay",
                ["sid"] = kind == "unknown-sid" ? "nobody-made-this" : call.Session,
                ["sub"] = "guest", // who is in the call: nobody takes that place with it
                ["name"] = "Guest",
                ["role"] = "guest",
                ["jti"] = Guid.NewGuid().ToString(),
                ["exp"] = now.AddMinutes(kind == "expired" ? -1 : 5).ToUnixTimeSeconds(),
            },
            SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(secret) { KeyId = kind == "unknown-key-id" ? "nobody" : "practice" }, "HS256"),
        });
        await using var stranger = await TestClient.ConnectAsync(node.Url);

        (await stranger.RefusalAsync("Enter", new { ticket, attempt = stranger.Attempt })).ShouldBe(code);

        (await node.MetricAsync(result)).ShouldBe(before + 1);
        await call.GoesOnAsync();
        call.Guest.Hub.Received.ShouldNotContain(news => news.Name == "replaced");
    }
}

/// <summary>Apart, beside the others: a client is told only once it has not come for 30 s.</summary>
public sealed class AWrongIcePasswordLeavesTheCallAloneTests(WholeNode node) : IClassFixture<WholeNode>
{
    [Fact]
    public async Task A_wrong_ice_password()
    {
        const string Drops = "sessionrelay_dropped_packets_total{reason=\"stun-bad-integrity\"}";
        await using var call = await Call.StartAsync(node);
        (await node.MetricAsync(Drops)).ShouldBe(0);
        var stranger = await call.EnterAsync("stranger");

        await call.ConnectAsync(stranger, changeAnswer: answer => WhatIsRefusedLeavesTheCallAloneTests.Altered(answer, "a=ice-pwd:"));

        await call.GoesOnAsync();
        (await node.MetricAsync(Drops)).ShouldBeGreaterThan(2);
        stranger.Person.IsReady.ShouldBeFalse();
        var failed = await stranger.Hub.EventAsync("failed", bound: TimeSpan.FromSeconds(45));
        (failed.GetProperty("peer").GetString(), failed.GetProperty("code").GetString()).ShouldBe(("p", "ice-timeout"));
        await call.GoesOnAsync();
    }
}

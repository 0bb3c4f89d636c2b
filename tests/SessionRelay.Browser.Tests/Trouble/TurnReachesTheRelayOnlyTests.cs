using System.Net;
using System.Net.Sockets;
using SessionRelay.Browser.Tests.Network;
using SessionRelay.Browser.Tests.Room;
using SessionRelay.Signaling.Hosting;

namespace SessionRelay.Browser.Tests.Trouble;

/// <summary>
/// coturn as docs/turn.md sets it up, asked by somebody who took the credentials out of a page: they lead to the relay's address, to nobody else's, and not for ever.
/// </summary>
[Collection(NamespaceTests.Name)]
public sealed class TurnReachesTheRelayOnlyTests(NamespaceRig rig)
{
    private const byte Tcp = 6;

    /// <summary>What a thief would look for: coturn's machine itself, its other address, who is in its network, the whole of it, a cloud's metadata, the world.</summary>
    private static readonly string[] Elsewhere =
    [
        "127.0.0.1", "127.0.0.53", "0.0.0.0", VirtualNetwork.OtherServerAddress, VirtualNetwork.ClientAddress, "10.77.1.255", "255.255.255.255", "224.0.0.1", "169.254.169.254", "192.168.1.1", "8.8.8.8",
    ];

    /// <summary>The same by other names: coturn has taken one for the other before.</summary>
    private static readonly string[] ElsewhereInIPv6 = ["::", "::1", "::ffff:127.0.0.1", "::ffff:" + VirtualNetwork.ClientAddress, "::" + VirtualNetwork.ClientAddress, "fe80::1", "64:ff9b::a4d:102"];

    [Fact]
    public async Task Credentials_of_a_page_lead_to_the_relay_s_address_and_nowhere_else()
    {
        rig.Need();
        await using var setup = await TurnSetup.StartAsync(rig.Network, rig.Authority);
        var chromium = await rig.ChromiumAsync();
        rig.Network.Drop(["meta l4proto udp"], ["meta l4proto udp", $"ip daddr {VirtualNetwork.ServerAddress} tcp dport != 443", $"ip daddr {VirtualNetwork.OtherServerAddress}"]);
        try
        {
            var session = await setup.Portal.Api.CreateSessionAsync(new { waitingRoom = false });
            await using var person = await RoomPage.JoinAsync(chromium, await session.InviteAsync("Theo", "host"));
            await person.InRoomAsync();
            await person.Tab.UntilAsync<string[]>("media goes by TURN", "probe.ways()", ways => ways.SequenceEqual(["relay"])); // through coturn to the relay, with these credentials
            var server = await person.Tab.EvaluateAsync<IceServer>("probe.peers.at(-1).getConfiguration().iceServers[0]");

            await using var client = await TurnClient.OpenAsync(rig.Network, rig.Authority, server.Username, server.Credential);
            (await client.AllocateAsync(Tcp)).ShouldNotBe(0, "no connections are made for anybody");
            (await client.AllocateAsync()).ShouldBe(0);
            var relay = IPAddress.Parse(VirtualNetwork.ServerAddress);
            (await client.PermitAsync(relay)).ShouldBe(0);
            foreach (var address in Elsewhere)
            {
                (await client.PermitAsync(IPAddress.Parse(address))).ShouldBe(TurnClient.Forbidden, address);
                (await client.BindAsync(new IPEndPoint(IPAddress.Parse(address), 53))).ShouldBe(TurnClient.Forbidden, address);
            }

            foreach (var address in ElsewhereInIPv6)
            {
                (await client.PermitAsync(IPAddress.Parse(address))).ShouldBeOneOf(TurnClient.Forbidden, TurnClient.AddressFamilyMismatch);
                (await client.BindAsync(new IPEndPoint(IPAddress.Parse(address), 53))).ShouldBeOneOf(TurnClient.Forbidden, TurnClient.AddressFamilyMismatch);
            }

            await PacketsArriveAtTheRelaysAddressAloneAsync(client);
        }
        finally
        {
            rig.Network.DropNothing();
        }
    }

    [Fact]
    public async Task Credentials_that_have_ended_or_that_nobody_gave_are_refused()
    {
        rig.Need();
        await using var setup = await TurnSetup.StartAsync(rig.Network, rig.Authority);
        var ours = new TurnOptions { Secret = setup.Secret };
        var others = new TurnOptions { Secret = "another-secret" };
        var now = TimeProvider.System.GetUtcNow();

        (await AllocateAsync(ours.CredentialsUntil(now.AddMinutes(1)))).ShouldBe(0);
        (await AllocateAsync(ours.CredentialsUntil(now.AddSeconds(-2)))).ShouldBe(TurnClient.Unauthorized, "they have ended");
        (await AllocateAsync(others.CredentialsUntil(now.AddMinutes(1)))).ShouldBe(TurnClient.Unauthorized, "of another secret");
        var (_, password) = ours.CredentialsUntil(now.AddSeconds(-2));
        (await AllocateAsync(($"{now.AddMinutes(1).ToUnixTimeSeconds()}:prolonged", password))).ShouldBe(TurnClient.Unauthorized, "the end is part of what is signed");
        (await AllocateAsync(("", ""))).ShouldBe(TurnClient.Unauthorized, "nobody's");
    }

    private async Task<int> AllocateAsync((string User, string Password) credentials)
    {
        await using var client = await TurnClient.OpenAsync(rig.Network, rig.Authority, credentials.User, credentials.Password);
        return await client.AllocateAsync();
    }

    /// <summary>A stream keeps its order: when the later packet is there, the earlier ones will not come any more.</summary>
    private async Task PacketsArriveAtTheRelaysAddressAloneAsync(TurnClient client)
    {
        using var allowed = Listener(VirtualNetwork.ServerAddress);
        using var other = Listener(VirtualNetwork.OtherServerAddress);
        using var loopback = Listener("127.0.0.1");
        foreach (var forbidden in new[] { other, loopback }) await client.SendAsync((IPEndPoint)forbidden.LocalEndPoint!, "secret"u8.ToArray());
        await client.SendAsync((IPEndPoint)allowed.LocalEndPoint!, "media"u8.ToArray());
        var packet = new byte[100];
        using var bound = new CancellationTokenSource(Bound.Patience);
        var length = await allowed.ReceiveAsync(packet, bound.Token);
        packet[..length].ShouldBe("media"u8.ToArray());
        other.Available.ShouldBe(0);
        loopback.Available.ShouldBe(0);
    }

    private Socket Listener(string address)
    {
        var socket = rig.Network.ServerDatagrams();
        socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
        return socket;
    }

    private sealed record IceServer(string Username, string Credential);
}

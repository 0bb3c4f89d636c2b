using SessionRelay.Signaling.Sessions;
using SessionRelay.Signaling.Tests.Hosts;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Signaling.Tests.Hub;

/// <summary>Every method against every role and every moment.</summary>
public sealed class AuthorizationTests(SharedHost shared)
{
    private static readonly (string Method, object Argument, Permissions Needs)[] Methods =
    [
        ("Connect", new { sdp = "offer", peer = "a", generation = 0 }, Permissions.None),
        ("Admit", new { participantId = "other" }, Permissions.Admit),
        ("Remove", new { participantId = "other" }, Permissions.Admit),
        ("AllowMove", new { participantId = "other", allow = false }, Permissions.Admit),
        ("SetMedia", new { audio = true, video = false, screen = false }, Permissions.Audio),
        ("SetMedia", new { audio = false, video = true, screen = false }, Permissions.Video),
        ("SetMedia", new { audio = false, video = false, screen = true }, Permissions.Screen),
        ("SetMedia", new { audio = false, video = false, screen = false }, Permissions.None),
        ("WatchSlot", new { slot = 0, maxWidth = 640, maxHeight = 360, paused = false }, Permissions.None),
        ("SendChat", new { text = "hello" }, Permissions.Chat),
        ("Extend", new { minutes = 1 }, Permissions.Extend),
        ("CallPhone", new { participantId = "other" }, Permissions.Phone),
        ("HangUp", new { participantId = "other" }, Permissions.Phone),
        ("End", new { }, Permissions.End),
        ("Leave", new { }, Permissions.None),
    ];

    private readonly SignalingHost host = shared.Host;

    public static TheoryData<int, string> MethodsAndRoles()
    {
        var data = new TheoryData<int, string>();
        for (var method = 0; method < Methods.Length; method++)
        {
            foreach (var role in new[] { "host", "guest", "aide", "host-without", "guest-with" }) data.Add(method, role);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(MethodsAndRoles))]
    public async Task A_method_needs_what_the_ticket_allows(int method, string who)
    {
        var (name, argument, needs) = Methods[method];
        var (role, can) = who switch
        {
            "host" => (ParticipantRole.Host, Permissions.All),
            "guest" => (ParticipantRole.Guest, PermissionWords.DefaultOf(ParticipantRole.Guest)),
            "aide" => (ParticipantRole.Aide, PermissionWords.DefaultOf(ParticipantRole.Aide)),
            "host-without" => (ParticipantRole.Host, Permissions.None),
            _ => (ParticipantRole.Guest, Permissions.All),
        };
        var session = await host.CreateSessionAsync(new SessionPolicy { WaitingRoom = false });
        await using var other = await host.EnterAsync(session, "other", ParticipantRole.Guest, callback: "+15035550142");
        await using var laptop = await host.ConnectAsync();
        await laptop.CallAsync("Enter", new { ticket = other.Ticket, attempt = laptop.Attempt, move = true });
        await using var caller = await host.EnterAsync(session, "caller", role, can);
        if (can.HasFlag(needs)) await caller.CallAsync(name, argument);
        else (await caller.RefusalAsync(name, argument)).ShouldBe("not-allowed");
    }

    public static TheoryData<int> EachMethod() => [.. Enumerable.Range(0, Methods.Length)];

    [Theory]
    [MemberData(nameof(EachMethod))]
    public async Task Before_entering_and_after_leaving_no_method_does_anything(int method)
    {
        var (name, argument, _) = Methods[method];
        await using var client = await host.ConnectAsync();
        (await client.RefusalAsync(name, argument)).ShouldBe("not-admitted");
        var session = await host.CreateSessionAsync();
        await client.EnterAsync(await host.MintAsync(session, "therapist", ParticipantRole.Host));
        await client.CallAsync("Leave", new { });
        (await client.RefusalAsync(name, argument)).ShouldBe("not-admitted");
    }

    [Theory]
    [MemberData(nameof(EachMethod))]
    public async Task While_waiting_a_person_can_only_leave(int method)
    {
        var (name, argument, _) = Methods[method];
        var session = await host.CreateSessionAsync();
        await using var client = await host.EnterAsync(session, "client", ParticipantRole.Guest, Permissions.All);
        client.State.ShouldBe("waiting");
        if (name == "Leave") await client.CallAsync(name, argument);
        else (await client.RefusalAsync(name, argument)).ShouldBe("not-admitted");
        host.Relay.Rooms.ContainsKey(session).ShouldBeFalse();
    }

    [Fact]
    public async Task Who_waits_hears_nothing_of_the_session()
    {
        var session = await host.CreateSessionAsync();
        await using var therapist = await host.EnterAsync(session, "therapist", ParticipantRole.Host);
        await using var aide = await host.EnterAsync(session, "aide", ParticipantRole.Aide);
        await using var client = await host.EnterAsync(session, "client", ParticipantRole.Guest);
        await therapist.CallAsync("SendChat", new { text = "between us" });
        await therapist.EventAsync("chat");
        await therapist.CallAsync("Admit", new { participantId = "aide" });
        await aide.EventAsync("admitted");
        await therapist.SeesAsync("aide", "connecting");
        await therapist.CallAsync("Remove", new { participantId = "client" });
        await client.EventAsync("removed"); // whatever was meant for the waiting person came before this
        client.Received.Select(e => e.Name).ShouldBeSubsetOf(["participants", "clock", "removed"]);
        client.Received.Where(e => e.Name == "participants").SelectMany(e => e.Payload.EnumerateArray()).Select(p => p.GetProperty("id").GetString()).Distinct().ShouldBe(["client"]);

        // Nor does somebody who can't admit see who waits.
        aide.Received.Where(e => e.Name == "participants").SelectMany(e => e.Payload.EnumerateArray())
            .ShouldNotContain(p => p.GetProperty("id").GetString() == "client" && p.GetProperty("state").GetString() == "waiting");
    }

    [Fact]
    public async Task A_host_can_not_be_removed_by_another_person()
    {
        var session = await host.CreateSessionAsync(new SessionPolicy { WaitingRoom = false });
        await using var therapist = await host.EnterAsync(session, "therapist", ParticipantRole.Host);
        await using var aide = await host.EnterAsync(session, "aide", ParticipantRole.Aide, Permissions.All);
        (await aide.RefusalAsync("Remove", new { participantId = "therapist" })).ShouldBe("not-allowed");
    }
}

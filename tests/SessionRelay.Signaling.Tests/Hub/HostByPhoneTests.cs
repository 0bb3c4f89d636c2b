using SessionRelay.Signaling.Api;
using SessionRelay.Signaling.Continuity;
using SessionRelay.Signaling.Sessions;
using SessionRelay.Signaling.Tests.Hosts;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Signaling.Tests.Hub;

/// <summary>A host with nothing but a phone: called at the wish of their booking system, in by a PIN, and 1 does what a page's buttons would.</summary>
public sealed class HostByPhoneTests : IAsyncLifetime
{
    private const string Own = "+442079460019"; // kept for films and stories, as the other
    private const string Number = "+442079460018";
    private const string Pin = "271828";

    private SignalingHost host = null!;

    public async ValueTask InitializeAsync() => host = await SignalingHost.StartAsync(change: SignalingHost.WithTrunk);

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Two_phones_make_a_session_one_let_in_by_the_pin_and_the_other_by_the_first_s_1()
    {
        await using var call = await BeginAsync();
        var dialled = await call.Room.CalledAsync(1);
        (dialled.ParticipantId, dialled.Number, dialled.Pin).ShouldBe(("therapist", Own, Pin));
        call.Phone("therapist", PhoneLegState.Waiting);
        await call.Room.AdmittedAsync("therapist", dialled.Leg); // the PIN is the admission
        call.Phone("therapist", PhoneLegState.Live);

        var guest = await call.Room.CalledAsync(2);
        (guest.ParticipantId, guest.Number, guest.Pin).ShouldBe(("client", Number, null));
        await call.Room.AnnouncedAsync("therapist", PhoneAnnouncement.Calling);
        call.Phone("client", PhoneLegState.Waiting);
        await call.Room.AnnouncedAsync("therapist", PhoneAnnouncement.Knock);
        call.Room.PhonesAdmitted.ShouldNotContain(admitted => admitted.ParticipantId == "client", "nobody has let them in");
        call.Room.Key("therapist", '1', Now);
        await call.Room.AdmittedAsync("client", guest.Leg);
        call.Phone("client", PhoneLegState.Live);
        await call.Watcher.SeesAsync("client", "phone");

        host.Clock.Advance(TimeSpan.FromMinutes(10));
        var view = await ViewAsync(call);
        view.Participants.Where(person => person.State == ParticipantState.Phone).Select(person => person.Id).ShouldBe(["therapist", "client"], ignoreOrder: true);
        view.LostSeconds.ShouldBe(0);
        view.LateSeconds.ShouldBeInRange(60, 100, "the session began a minute ago, and late is until the host was in");
        view.Unreached.ShouldBeEmpty();
        host.Logs.Lines.ShouldAllBe(line => !line.Contains(Pin) && !line.Contains(Own.Trim('+')) && !line.Contains(Number.Trim('+')));
    }

    [Fact]
    public async Task A_host_whose_sound_stays_away_is_lost_time_until_they_are_called_again_and_nobody_else_is()
    {
        await using var call = await BothInAsync();
        call.Phone("therapist", PhoneLegState.Unreachable);
        await call.Watcher.SeesAsync("therapist", "reconnecting");
        host.Clock.Advance(TimeSpan.FromSeconds(70));
        await host.Sessions.CallHostAsync(call.Id, "therapist");
        (await call.Room.CalledAsync(3)).ParticipantId.ShouldBe("therapist");
        call.Watcher.Forget();
        call.Phone("therapist", PhoneLegState.Waiting);
        call.Phone("therapist", PhoneLegState.Live);
        await call.Watcher.SeesAsync("therapist", "phone");

        (await ViewAsync(call)).LostSeconds.ShouldBeInRange(69, 80);
        call.Room.Calls.Count.ShouldBe(3, "who is in is not called again");
    }

    [Fact]
    public async Task A_host_who_hangs_up_has_left_after_half_a_minute_and_no_time_was_lost()
    {
        await using var call = await BothInAsync();
        call.Phone("therapist", PhoneLegState.HungUp);
        await call.Watcher.SeesAsync("therapist", "reconnecting");
        host.Clock.Advance(Seat.AwayLimit + TimeSpan.FromSeconds(1));
        await call.Watcher.SeesAsync("therapist", "left");
        (await ViewAsync(call)).LostSeconds.ShouldBe(0);
    }

    [Fact]
    public async Task A_host_who_closed_their_page_and_went_on_by_phone_has_left_when_they_hang_up_too()
    {
        var session = await host.CreateSessionAsync();
        await using var page = await host.ConnectAsync();
        await page.EnterAsync(await MintHostAsync(session));
        await using var watcher = await host.EnterAsync(session, "watcher", ParticipantRole.Host);
        await page.CallAsync("Connect", new { sdp = "offer", peer = "t", generation = 0 });
        var room = await host.Relay.OpenedAsync(session);
        room.Say(new RelayEvent.PathLive("therapist", "t", Now));
        await watcher.SeesAsync("therapist", "live");
        room.Say(new RelayEvent.PathSilent("therapist", "t", Now));
        await watcher.SeesAsync("therapist", "reconnecting");
        await page.CallAsync("Leave", new { closing = true });
        await host.Sessions.CallHostAsync(session, "therapist");
        await room.CalledAsync(1);
        room.Phone("therapist", PhoneLegState.Waiting, Now);
        room.Phone("therapist", PhoneLegState.Live, Now);
        await watcher.SeesAsync("therapist", "phone");
        host.Clock.Advance(TimeSpan.FromMinutes(10));
        watcher.Forget();

        room.Phone("therapist", PhoneLegState.HungUp, Now);

        await watcher.SeesAsync("therapist", "reconnecting");
        host.Clock.Advance(Seat.AwayLimit + TimeSpan.FromSeconds(1));
        await watcher.SeesAsync("therapist", "left");
        host.Clock.Advance(TimeSpan.FromMinutes(5));
        (await host.Sessions.ViewAsync(session)).LostSeconds.ShouldBeLessThan(5);
    }

    [Fact]
    public async Task Who_was_removed_is_called_by_name_alone_also_when_they_are_expected_again()
    {
        var session = await host.CreateSessionAsync();
        await host.ExpectByPhoneAsync(session, "client", Number);
        await host.Sessions.RevokeAsync(session, "client");
        await host.ExpectByPhoneAsync(session, "client", Number); // as the portal does with each way in of the host's
        await MintHostAsync(session);
        await using var watcher = await host.EnterAsync(session, "watcher", ParticipantRole.Host);
        await host.Sessions.CallHostAsync(session, "therapist");
        var room = await host.Relay.OpenedAsync(session);
        await room.CalledAsync(1);
        room.Phone("therapist", PhoneLegState.Waiting, Now);
        room.Phone("therapist", PhoneLegState.Live, Now);
        room.Key("therapist", '1', Now);
        await room.AnnouncedAsync("therapist", PhoneAnnouncement.Nobody);
        room.Calls.Count.ShouldBe(1);

        await watcher.CallAsync("CallPhone", new { participantId = "client" });

        (await room.CalledAsync(2)).ParticipantId.ShouldBe("client");
    }

    [Fact]
    public async Task A_host_who_may_not_call_people_calls_nobody_by_coming_in()
    {
        var session = await host.CreateSessionAsync();
        await host.ExpectByPhoneAsync(session, "client", Number);
        await host.Sessions.MintAsync(session, new TicketRequest("therapist", "T", ParticipantRole.Host, Permissions.Audio | Permissions.Admit, Own, Pin: Pin));
        await using var watcher = await host.EnterAsync(session, "watcher", ParticipantRole.Host);
        await host.Sessions.CallHostAsync(session, "therapist");
        var room = await host.Relay.OpenedAsync(session);
        await room.CalledAsync(1);
        room.Phone("therapist", PhoneLegState.Waiting, Now);
        room.Phone("therapist", PhoneLegState.Live, Now);
        await watcher.SeesAsync("therapist", "phone");
        room.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_host_who_has_taken_their_number_back_is_not_called_any_more()
    {
        var session = await host.CreateSessionAsync();
        await MintHostAsync(session);
        await host.Sessions.MintAsync(session, new TicketRequest("therapist", "T", ParticipantRole.Host));
        (await Should.ThrowAsync<SessionRefusedException>(() => host.Sessions.CallHostAsync(session, "therapist"))).Code.ShouldBe("unknown-participant");
    }

    [Fact]
    public async Task Who_does_not_pick_up_is_told_of_and_1_calls_again_until_no_call_is_left()
    {
        await using var call = await HostInAsync();
        for (var number = 1; number <= PhoneRules.CallsEach; number++)
        {
            (await call.Room.CalledAsync(1 + number)).ParticipantId.ShouldBe("client");
            call.Phone("client", PhoneLegState.NoAnswer);
            await call.Room.AnnouncedAsync("therapist", PhoneAnnouncement.Missed, number);
            call.Room.Key("therapist", '2', Now); // means nothing
            call.Room.Key("therapist", '1', Now);
        }

        await call.Room.AnnouncedAsync("therapist", PhoneAnnouncement.Nobody);
        call.Room.Calls.Count.ShouldBe(1 + PhoneRules.CallsEach);
        (await ViewAsync(call)).Unreached.ShouldBe(["client"]);
    }

    [Fact]
    public async Task Who_knocks_by_browser_is_told_of_and_let_in_by_1()
    {
        await using var call = await HostInAsync();
        await call.Room.CalledAsync(2);
        await using var guest = await host.EnterAsync(call.Id, "other", ParticipantRole.Guest);
        await call.Room.AnnouncedAsync("therapist", PhoneAnnouncement.Knock);
        call.Room.Key("therapist", '1', Now);
        (await guest.EventAsync("admitted")).GetProperty("useCodec").GetProperty("audio").GetString().ShouldBe("pcmu");
    }

    [Fact]
    public async Task What_there_is_to_know_of_who_waits_is_said_to_the_host_before_1_lets_them_in_and_to_nobody_else()
    {
        await using var call = await BeginAsync(notice: "Says they are in California, where you hold no licence.");
        await call.Room.CalledAsync(1);
        call.Phone("therapist", PhoneLegState.Waiting);
        call.Phone("therapist", PhoneLegState.Live);
        var guest = await call.Room.CalledAsync(2);
        call.Phone("client", PhoneLegState.Waiting);
        await call.Room.AnnouncedAsync("therapist", PhoneAnnouncement.Warning);
        call.Room.Key("therapist", '1', Now);
        await call.Room.AdmittedAsync("client", guest.Leg);
        call.Room.Announced.ShouldBe([("therapist", PhoneAnnouncement.Calling), ("therapist", PhoneAnnouncement.Warning)]);
        host.Logs.Lines.ShouldAllBe(line => !line.Contains("California"));
    }

    [Fact]
    public async Task What_there_is_to_know_is_said_to_a_host_who_comes_in_later_and_when_it_is_known_later()
    {
        await using var call = await BeginAsync(notice: "Says they are in California, where you hold no licence.");
        await call.Watcher.CallAsync("CallPhone", new { participantId = "client" });
        await call.Room.CalledAsync(2);
        call.Phone("client", PhoneLegState.Waiting);
        call.Phone("therapist", PhoneLegState.Waiting);
        call.Phone("therapist", PhoneLegState.Live);
        await call.Room.AnnouncedAsync("therapist", PhoneAnnouncement.Warning);

        await host.ExpectByPhoneAsync(call.Id, "client", Number); // they are elsewhere after all
        await host.ExpectByPhoneAsync(call.Id, "client", Number, notice: "Says they are in Texas, where you hold no licence.");
        await call.Room.AnnouncedAsync("therapist", PhoneAnnouncement.Warning, 2);
        call.Room.Announced.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_several_who_wait_what_is_said_is_of_the_one_whom_1_lets_in(bool ofTheFirst)
    {
        const string Notice = "Says they are in California, where you hold no licence.";
        var (first, second) = ofTheFirst ? (PhoneAnnouncement.Warning, PhoneAnnouncement.Knock) : (PhoneAnnouncement.Knock, PhoneAnnouncement.Warning);
        await using var call = await HostInAsync(notice: ofTheFirst ? Notice : null);
        var guest = await call.Room.CalledAsync(2);
        call.Phone("client", PhoneLegState.Waiting);
        await call.Room.AnnouncedAsync("therapist", first);
        await using var other = await KnockAsync(call, "other", ofTheFirst ? null : Notice);
        await call.Room.AnnouncedAsync("therapist", first, 2);
        await using var last = await KnockAsync(call, "last", Notice);
        await call.Room.AnnouncedAsync("therapist", first, 3);

        call.Room.Key("therapist", '1', Now);
        await call.Room.AdmittedAsync("client", guest.Leg);
        call.Phone("client", PhoneLegState.Live);
        await call.Room.AnnouncedAsync("therapist", second);
        call.Room.Key("therapist", '1', Now);
        await other.EventAsync("admitted");
        await call.Room.AnnouncedAsync("therapist", PhoneAnnouncement.Warning, ofTheFirst ? 4 : 2);
        call.Room.Key("therapist", '1', Now);
        await last.EventAsync("admitted");

        call.Room.Announced.Select(said => said.Words).ShouldBe([PhoneAnnouncement.Calling, first, first, first, second, PhoneAnnouncement.Warning]);
    }

    [Fact]
    public async Task Who_goes_before_they_are_let_in_leaves_1_to_the_next_of_whom_it_is_said_then()
    {
        await using var call = await HostInAsync();
        await call.Room.CalledAsync(2);
        call.Phone("client", PhoneLegState.Waiting);
        await call.Room.AnnouncedAsync("therapist", PhoneAnnouncement.Knock);
        await using var other = await KnockAsync(call, "other", notice: null);
        await call.Room.AnnouncedAsync("therapist", PhoneAnnouncement.Knock, 2);
        await using var last = await KnockAsync(call, "last", "Says they are in California, where you hold no licence.");
        await call.Room.AnnouncedAsync("therapist", PhoneAnnouncement.Knock, 3);

        call.Phone("client", PhoneLegState.HungUp);
        await call.Room.AnnouncedAsync("therapist", PhoneAnnouncement.Knock, 4);
        await call.Watcher.CallAsync("Remove", new { participantId = "other" });
        await call.Room.AnnouncedAsync("therapist", PhoneAnnouncement.Warning);
        call.Room.Key("therapist", '1', Now);
        await last.EventAsync("admitted");

        call.Room.Announced.ShouldNotContain(said => said.Words == PhoneAnnouncement.Missed, "1 would have called nobody");
    }

    [Fact]
    public async Task A_guest_s_keys_and_those_of_a_call_that_is_over_let_nobody_in()
    {
        await using var call = await BothInAsync();
        await using var guest = await host.EnterAsync(call.Id, "other", ParticipantRole.Guest);
        call.Room.Key("client", '1', Now);
        call.Room.Say(new RelayEvent.PhoneKey("therapist", "phone-another", '1', Now));
        call.Phone("client", PhoneLegState.HungUp);
        await call.Watcher.SeesAsync("client", "reconnecting"); // what came before is judged
        (await ViewAsync(call)).Participants.Single(person => person.Id == "other").State.ShouldBe(ParticipantState.Waiting);
    }

    [Fact]
    public async Task By_policy_a_host_whose_browser_stays_away_is_called_while_a_guest_is_there()
    {
        var session = await host.CreateSessionAsync(new SessionPolicy { Phone = PhonePolicy.Auto, WaitingRoom = false });
        await using var therapist = await host.ConnectAsync();
        await therapist.EnterAsync(await MintHostAsync(session));
        await using var client = await host.EnterAsync(session, "client", ParticipantRole.Guest, callback: Number);
        await client.CallAsync("Connect", new { sdp = "offer", peer = "c", generation = 0 });
        var room = host.Relay.Rooms[session];
        room.Say(new RelayEvent.PathLive("therapist", "t", Now));
        room.Say(new RelayEvent.PathLive("client", "c", Now));
        await client.SeesAsync("therapist", "live");
        room.Say(new RelayEvent.PathSilent("therapist", "t", Now));
        await client.SeesAsync("therapist", "reconnecting");
        host.Clock.Advance(TimeSpan.FromSeconds(21));
        var dialled = await room.CalledAsync(1);
        (dialled.ParticipantId, dialled.Number, dialled.Pin).ShouldBe(("therapist", Own, Pin));
    }

    [Theory]
    [InlineData("client", "unknown-participant")] // has no PIN: is called by a host, and admitted by one
    [InlineData("nobody", "unknown-participant")]
    [InlineData("abroad", "number-not-allowed")]
    public async Task Only_a_host_who_has_a_pin_and_a_number_that_may_be_called_is_called(string participantId, string code)
    {
        var session = await host.CreateSessionAsync();
        await MintHostAsync(session, "abroad", "+4930231250000"); // Berlin; only Britain may be called
        await host.ExpectByPhoneAsync(session, "client", Number);
        (await Should.ThrowAsync<SessionRefusedException>(() => host.Sessions.CallHostAsync(session, participantId))).Code.ShouldBe(code);
        host.Relay.Rooms.ShouldNotContainKey(session);
    }

    [Fact]
    public async Task Before_its_time_after_its_end_and_without_the_phone_nobody_is_called()
    {
        foreach (var (code, session) in new[]
        {
            ("too-early", await host.CreateSessionAsync(startsIn: TimeSpan.FromHours(1))),
            ("phone-off", await host.CreateSessionAsync(new SessionPolicy { Phone = PhonePolicy.Off })),
            ("session-ended", await host.CreateSessionAsync()),
        })
        {
            await MintHostAsync(session);
            if (code == "session-ended") await host.Sessions.EndAsync(session);
            (await Should.ThrowAsync<SessionRefusedException>(() => host.Sessions.CallHostAsync(session, "therapist"))).Code.ShouldBe(code);
        }
    }

    [Fact]
    public async Task Without_a_telephone_line_nobody_is_called()
    {
        await using var node = await SignalingHost.StartAsync();
        var session = await node.CreateSessionAsync();
        await node.Sessions.MintAsync(session, new TicketRequest("therapist", "T", ParticipantRole.Host, Callback: Own, Pin: Pin));
        (await Should.ThrowAsync<SessionRefusedException>(() => node.Sessions.CallHostAsync(session, "therapist"))).Code.ShouldBe("no-phone-line");
    }

    [Fact]
    public async Task After_a_crash_the_pin_still_lets_in()
    {
        await using var call = await BothInAsync();
        await using var node = await SignalingHost.StartAsync(CrashImage.Of(host.DataPath), host.Clock, SignalingHost.WithTrunk);
        await node.Sessions.CallHostAsync(call.Id, "therapist");
        (await (await node.Relay.OpenedAsync(call.Id)).CalledAsync(1)).Pin.ShouldBe(Pin);
        (await node.Sessions.ViewAsync(call.Id)).Gaps.Select(gap => gap.Cause).ShouldBe([GapCause.Node, GapCause.Node]);
    }

    private DateTimeOffset Now => host.Clock.GetUtcNow();

    private Task<SessionView> ViewAsync(PhoneCall call) => host.Sessions.ViewAsync(call.Id);

    private async Task<string> MintHostAsync(string session, string participantId = "therapist", string callback = Own) =>
        (await host.Sessions.MintAsync(session, new TicketRequest(participantId, "Name of therapist", ParticipantRole.Host, Callback: callback, Pin: Pin))).Ticket;

    /// <summary>A client who is expected by phone, a therapist whose phone rings, and another host who only looks on.</summary>
    private async Task<PhoneCall> BeginAsync(string? notice = null)
    {
        var session = await host.CreateSessionAsync();
        await host.ExpectByPhoneAsync(session, "client", Number, notice: notice);
        await MintHostAsync(session);
        var watcher = await host.EnterAsync(session, "watcher", ParticipantRole.Host);
        await host.Sessions.CallHostAsync(session, "therapist");
        return new PhoneCall(host, session, watcher, await host.Relay.OpenedAsync(session));
    }

    private async Task<TestClient> KnockAsync(PhoneCall call, string participantId, string? notice)
    {
        var minted = await host.Sessions.MintAsync(call.Id, new TicketRequest(participantId, $"Name of {participantId}", ParticipantRole.Guest, Notice: notice));
        var guest = await host.ConnectAsync();
        await guest.EnterAsync(minted.Ticket);
        return guest;
    }

    private async Task<PhoneCall> HostInAsync(string? notice = null)
    {
        var call = await BeginAsync(notice);
        await call.Room.CalledAsync(1);
        call.Phone("therapist", PhoneLegState.Waiting);
        call.Phone("therapist", PhoneLegState.Live);
        await call.Watcher.SeesAsync("therapist", "phone");
        return call;
    }

    private async Task<PhoneCall> BothInAsync()
    {
        var call = await HostInAsync();
        var guest = await call.Room.CalledAsync(2);
        call.Phone("client", PhoneLegState.Waiting);
        await call.Room.AnnouncedAsync("therapist", PhoneAnnouncement.Knock);
        call.Room.Key("therapist", '1', Now);
        await call.Room.AdmittedAsync("client", guest.Leg);
        call.Phone("client", PhoneLegState.Live);
        await call.Watcher.SeesAsync("client", "phone");
        call.Watcher.Forget();
        return call;
    }

    private sealed record PhoneCall(SignalingHost Host, string Id, TestClient Watcher, ScriptedRoom Room) : IAsyncDisposable
    {
        public void Phone(string participantId, PhoneLegState state) => Room.Phone(participantId, state, Host.Clock.GetUtcNow());

        public ValueTask DisposeAsync() => Watcher.DisposeAsync();
    }
}

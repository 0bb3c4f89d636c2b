using SessionRelay.Signaling.Continuity;
using SessionRelay.Signaling.Sessions;
using SessionRelay.Signaling.Tests.Hosts;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Signaling.Tests.Hub;

/// <summary>Somebody takes part by phone: a host calls them although they never came by browser.</summary>
public sealed class ByPhoneTests : IAsyncLifetime
{
    private const string Number = "+442079460018"; // kept for films and stories

    private SignalingHost host = null!;

    public async ValueTask InitializeAsync() => host = await SignalingHost.StartAsync(change: SignalingHost.WithTrunk);

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Who_is_called_presses_1_and_is_admitted_is_in_and_the_session_has_begun()
    {
        await using var call = await BeginAsync("es-MX");
        var before = (await call.Therapist.SeesAsync("client", "left")).EnumerateArray().Single(person => person.GetProperty("id").GetString() == "client");
        before.GetProperty("byPhone").GetBoolean().ShouldBeTrue();
        before.GetProperty("name").GetString().ShouldBe("Name of client");
        (await ViewAsync(call)).Participants.ShouldNotContain(person => person.Id == "client", "they have not been here");

        (await call.Therapist.CallAsync("CallPhone", new { participantId = "client" })).GetProperty("callsLeft").GetInt32().ShouldBe(2);
        var dialled = await call.Room.CalledAsync(1);
        (dialled.Number, dialled.Language).ShouldBe((Number, "es-MX"));
        (await ViewAsync(call)).Unreached.ShouldBe(["client"]);
        call.Phone(PhoneLegState.Waiting);
        await call.Therapist.SeesAsync("client", "waiting");
        (await ViewAsync(call)).Participants.Single(person => person.Id == "client").State.ShouldBe(ParticipantState.Waiting);
        await call.Therapist.CallAsync("Admit", new { participantId = "client" });
        call.Room.PhonesAdmitted.ShouldBe([("client", dialled.Leg)]);
        call.Phone(PhoneLegState.Live);
        await call.Therapist.SeesAsync("client", "phone");

        var view = await ViewAsync(call);
        view.Unreached.ShouldBeEmpty();
        view.Participants.Single(person => person.Id == "client").State.ShouldBe(ParticipantState.Phone);
        view.LostSeconds.ShouldBe(0);
    }

    [Fact]
    public async Task Who_waits_on_the_phone_alone_comes_with_what_is_to_be_known_of_them_and_it_may_change_meanwhile()
    {
        await using var call = await BeginAsync();
        await host.ExpectByPhoneAsync(call.Id, "client", Number, notice: "Says they are in Oregon.");
        await call.Therapist.CallAsync("CallPhone", new { participantId = "client" });
        await call.Room.CalledAsync(1);
        call.Phone(PhoneLegState.Waiting);
        (await NoticeAsync("Says they are in Oregon.")).ShouldBeTrue();
        await host.ExpectByPhoneAsync(call.Id, "client", Number, notice: "Says they are in Idaho.");
        (await NoticeAsync("Says they are in Idaho.")).ShouldBeTrue();

        async Task<bool> NoticeAsync(string notice) => (await call.Therapist.EventAsync("participants", list => list.EnumerateArray().Any(person =>
            person.GetProperty("id").GetString() == "client" && person.TryGetProperty("notice", out var said) && said.GetString() == notice))).GetArrayLength() > 0;
    }

    [Fact]
    public async Task Until_they_are_in_only_who_admits_knows_of_them()
    {
        await using var call = await BeginAsync();
        await using var guest = await host.EnterAsync(call.Id, "other", ParticipantRole.Guest);
        await call.Therapist.CallAsync("Admit", new { participantId = "other" });
        var told = await guest.EventAsync("admitted");
        told.GetProperty("participants").EnumerateArray().ShouldNotContain(person => person.GetProperty("id").GetString() == "client");
        (await guest.RefusalAsync("CallPhone", new { participantId = "client" })).ShouldBe("not-allowed");
        await call.LiveAsync();
        await guest.SeesAsync("client", "phone");
        guest.Received.Where(heard => heard.Name == "participants").SelectMany(heard => heard.Payload.EnumerateArray())
            .ShouldNotContain(person => person.GetProperty("id").GetString() == "client" && person.GetProperty("state").GetString() != "phone");
    }

    [Fact]
    public async Task Who_hangs_up_is_missed_for_half_a_minute_and_then_has_left_without_lost_time()
    {
        await using var call = await BeginAsync();
        await call.LiveAsync();
        host.Clock.Advance(TimeSpan.FromMinutes(5));
        call.Phone(PhoneLegState.HungUp);
        await call.Therapist.SeesAsync("client", "reconnecting");
        host.Clock.Advance(Seat.AwayLimit + TimeSpan.FromSeconds(1));
        await call.Therapist.SeesAsync("client", "left");

        host.Clock.Advance(TimeSpan.FromMinutes(5));
        (await ViewAsync(call)).LostSeconds.ShouldBe(0);
        (await call.Therapist.CallAsync("CallPhone", new { participantId = "client" })).GetProperty("callsLeft").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task Whose_sound_stays_away_is_lost_time_until_they_are_called_again_and_let_in()
    {
        await using var call = await BeginAsync();
        await call.LiveAsync();
        var broke = host.Clock.GetUtcNow();
        call.Phone(PhoneLegState.Unreachable);
        await call.Therapist.SeesAsync("client", "reconnecting");
        host.Clock.Advance(TimeSpan.FromSeconds(90));
        await call.LiveAsync(2);

        var gap = (await ViewAsync(call)).Gaps.ShouldHaveSingleItem();
        gap.Cause.ShouldBe(GapCause.Network);
        (gap.From - broke).TotalSeconds.ShouldBeInRange(-1, 1); // kept in milliseconds
        (gap.To - gap.From).ShouldNotBeNull().TotalSeconds.ShouldBeInRange(90, 100);
    }

    [Fact]
    public async Task After_a_crash_who_was_on_the_phone_is_missed_and_can_be_called()
    {
        await using var call = await BeginAsync("es");
        await call.LiveAsync();
        await using var node = await SignalingHost.StartAsync(CrashImage.Of(host.DataPath), host.Clock, SignalingHost.WithTrunk);
        await using var again = await node.ConnectAsync();
        await again.ReturnAsync(call.Therapist.Resume);
        await again.CallAsync("CallPhone", new { participantId = "client" });
        var room = await node.Relay.OpenedAsync(call.Id);

        (await room.CalledAsync(1)).Language.ShouldBe("es");
        (await node.Sessions.ViewAsync(call.Id)).Gaps.Single(gap => gap.ParticipantId == "client").Cause.ShouldBe(GapCause.Node);
    }

    [Fact]
    public async Task Who_waits_in_their_browser_and_takes_the_call_is_let_in_there_too()
    {
        await using var call = await BeginAsync();
        await using var browser = await host.EnterAsync(call.Id, "client", ParticipantRole.Guest);
        browser.Reply.GetProperty("state").GetString().ShouldBe("waiting");
        await call.LiveAsync();
        (await browser.EventAsync("admitted")).GetProperty("useCodec").GetProperty("audio").GetString().ShouldBe("pcmu");
    }

    [Fact]
    public async Task Somebody_who_was_removed_is_called_again_only_when_their_booking_system_says_so()
    {
        await using var call = await BeginAsync();
        await call.LiveAsync();
        await call.Therapist.CallAsync("Remove", new { participantId = "client" });
        (await call.Therapist.RefusalAsync("CallPhone", new { participantId = "client" })).ShouldBe("bad-request");
        await host.ExpectByPhoneAsync(call.Id, "client", Number);
        (await call.Therapist.CallAsync("CallPhone", new { participantId = "client" })).GetProperty("state").GetString().ShouldBe("dialing");
    }

    [Theory]
    [InlineData("premium", "+449098790018")]
    [InlineData("abroad", "+4930231250000")]
    public async Task Numbers_that_may_not_be_called_are_refused_for_them_too(string participantId, string number)
    {
        await using var call = await BeginAsync();
        await host.ExpectByPhoneAsync(call.Id, participantId, number);
        (await call.Therapist.RefusalAsync("CallPhone", new { participantId })).ShouldBe("number-not-allowed");
        call.Room.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_full_session_calls_nobody_more()
    {
        await using var call = await BeginAsync(policy: new SessionPolicy { MaxPeople = 2, WaitingRoom = false });
        await using var guest = await host.EnterAsync(call.Id, "other", ParticipantRole.Guest);
        (await call.Therapist.RefusalAsync("CallPhone", new { participantId = "client" })).ShouldBe("session-full");
    }

    private Task<SessionView> ViewAsync(PhoneCall call) => host.Sessions.ViewAsync(call.Id);

    /// <summary>A therapist in the room, and a client who is to be called.</summary>
    private async Task<PhoneCall> BeginAsync(string? language = null, SessionPolicy? policy = null)
    {
        var session = await host.CreateSessionAsync(policy);
        await host.ExpectByPhoneAsync(session, "client", Number, language);
        var therapist = await host.EnterAsync(session, "therapist", ParticipantRole.Host);
        await therapist.CallAsync("Connect", new { sdp = "offer", peer = "t", generation = 0 });
        var room = host.Relay.Rooms[session];
        room.Say(new RelayEvent.PathLive("therapist", "t", host.Clock.GetUtcNow()));
        await therapist.SeesAsync("therapist", "live");
        return new PhoneCall(host, session, therapist, room);
    }

    private sealed record PhoneCall(SignalingHost Host, string Id, TestClient Therapist, ScriptedRoom Room) : IAsyncDisposable
    {
        public void Phone(PhoneLegState state) => Room.Phone("client", state, Host.Clock.GetUtcNow());

        public async Task LiveAsync(int count = 1)
        {
            await Therapist.CallAsync("CallPhone", new { participantId = "client" });
            await Room.CalledAsync(count);
            Therapist.Forget();
            Phone(PhoneLegState.Waiting);
            await Therapist.SeesAsync("client", "waiting");
            await Therapist.CallAsync("Admit", new { participantId = "client" });
            Phone(PhoneLegState.Live);
            await Therapist.SeesAsync("client", "phone");
        }

        public ValueTask DisposeAsync() => Therapist.DisposeAsync();
    }
}

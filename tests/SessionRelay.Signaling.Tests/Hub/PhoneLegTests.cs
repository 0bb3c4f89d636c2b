using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SessionRelay.Signaling.Continuity;
using SessionRelay.Signaling.Sessions;
using SessionRelay.Signaling.Sessions.Store;
using SessionRelay.Signaling.Tests.Hosts;
using SessionRelay.Signaling.Tests.Webhooks;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Signaling.Tests.Hub;

/// <summary>With a trunk the node calls people itself: who may, how often, what everybody is told, and what it means for lost time.</summary>
public sealed class PhoneLegTests : IAsyncLifetime
{
    private const string Backup = "+442079460018"; // kept for films and stories
    private const string Digits = "442079460018"; // JSON may write the plus as an escape

    private SignalingHost host = null!;

    public async ValueTask InitializeAsync() => host = await SignalingHost.StartAsync(change: SignalingHost.WithTrunk);

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_call_is_dialled_and_each_step_is_told_to_hosts_and_to_the_person_alone()
    {
        await using var meeting = await MeetAsync(host);
        await using var aide = await host.EnterAsync(meeting.Id, "aide", ParticipantRole.Aide);
        await meeting.Therapist.CallAsync("Admit", new { participantId = "aide" });
        var reply = await meeting.Therapist.CallAsync("CallPhone", new { participantId = "client" });
        reply.GetProperty("state").GetString().ShouldBe("dialing");
        reply.GetProperty("callsLeft").GetInt32().ShouldBe(2);
        reply.TryGetProperty("number", out _).ShouldBeFalse();

        var call = await meeting.CallAsync();
        (call.ParticipantId, call.Number).ShouldBe(("client", Backup));
        call.Leg.Length.ShouldBeInRange(1, 64);
        foreach (var state in new[] { PhoneLegState.Ringing, PhoneLegState.Answered, PhoneLegState.Waiting }) meeting.Phone(state);
        foreach (var who in new[] { meeting.Therapist, meeting.Client })
        {
            await PhoneAsync(who, "waiting");
            who.Received.Where(e => e.Name == "phone").Select(e => e.Payload.GetProperty("state").GetString()).ShouldBe(["dialing", "ringing", "answered", "waiting"]);
        }

        await meeting.Therapist.CallAsync("Admit", new { participantId = "client" });
        meeting.Phone(PhoneLegState.Live);
        await aide.SeesAsync("client", "phone");
        aide.Received.ShouldNotContain(e => e.Name == "phone");
        meeting.Therapist.Received.Concat(meeting.Client.Received).Concat(aide.Received).ShouldAllBe(e => !e.Payload.GetRawText().Contains(Digits));
        host.Logs.Lines.ShouldAllBe(line => !line.Contains(Digits));
    }

    [Fact]
    public async Task Who_presses_1_is_let_in_by_the_host_and_is_waiting_until_then_to_hosts_alone()
    {
        await using var meeting = await MeetAsync(host);
        await using var aide = await host.EnterAsync(meeting.Id, "aide", ParticipantRole.Aide);
        await meeting.Therapist.CallAsync("Admit", new { participantId = "aide" });
        await meeting.LoseClientAsync();
        await meeting.Therapist.CallAsync("CallPhone", new { participantId = "client" });
        var call = await meeting.CallAsync();
        meeting.Phone(PhoneLegState.Answered);
        await PhoneAsync(meeting.Therapist, "answered");
        await meeting.Therapist.CallAsync("Admit", new { participantId = "client" });
        meeting.Room.PhonesAdmitted.ShouldBeEmpty("nobody has pressed 1");
        meeting.Phone(PhoneLegState.Waiting);
        await meeting.Therapist.SeesAsync("client", "waiting");
        (await aide.RefusalAsync("Admit", new { participantId = "client" })).ShouldBe("not-allowed");
        await meeting.Therapist.CallAsync("Admit", new { participantId = "client" });
        meeting.Room.PhonesAdmitted.ShouldBe([("client", call.Leg)]);
        meeting.Phone(PhoneLegState.Live);
        await meeting.Therapist.SeesAsync("client", "phone");
        await aide.SeesAsync("client", "phone");
        aide.Received.Where(e => e.Name == "participants").SelectMany(e => e.Payload.EnumerateArray())
            .ShouldNotContain(p => p.GetProperty("id").GetString() == "client" && p.GetProperty("state").GetString() == "waiting");
    }

    [Fact]
    public async Task Declining_whoever_picked_up_hangs_up_and_sends_nobody_away()
    {
        await using var meeting = await MeetAsync(host);
        await meeting.LoseClientAsync();
        await meeting.Therapist.CallAsync("CallPhone", new { participantId = "client" });
        var call = await meeting.CallAsync();
        meeting.Phone(PhoneLegState.Waiting);
        await meeting.Therapist.SeesAsync("client", "waiting");
        await meeting.Therapist.CallAsync("Remove", new { participantId = "client" });
        meeting.Room.PhonesHungUp.ShouldBe([("client", call.Leg)]);
        meeting.Phone(PhoneLegState.HungUp);
        await PhoneAsync(meeting.Therapist, "hung-up");
        await using var back = await host.ConnectAsync();
        (await back.ReturnAsync(meeting.Client.Resume)).GetProperty("state").GetString().ShouldBe("admitted");
    }

    [Theory]
    [InlineData("waiting", "bad-request")] // in the waiting room: to be admitted first
    [InlineData("without", "no-number")]
    [InlineData("abroad", "number-not-allowed")]
    [InlineData("premium", "number-not-allowed")]
    [InlineData("shared", "number-not-allowed")]
    [InlineData("personal", "number-not-allowed")]
    [InlineData("none", "number-not-allowed")]
    [InlineData("therapist", "bad-request")]
    [InlineData("nobody", "bad-request")]
    public async Task Whom_the_node_may_not_call_it_does_not(string participantId, string code)
    {
        var session = await host.CreateSessionAsync();
        await using var therapist = await host.EnterAsync(session, "therapist", ParticipantRole.Host, callback: Backup);
        var number = participantId switch
        {
            "without" => null,
            "abroad" => "+4930231250000", // Berlin; only Britain may be called
            "premium" => "+449098790018",
            "shared" => "+448437310018",
            "personal" => "+447012345678", // 070: costs like premium rate
            "none" => "+440000000000",
            _ => Backup,
        };
        if (participantId is not ("therapist" or "nobody"))
        {
            await using var person = await host.EnterAsync(session, participantId, ParticipantRole.Guest, callback: number);
            if (participantId != "waiting") await therapist.CallAsync("Admit", new { participantId });
            (await therapist.RefusalAsync("CallPhone", new { participantId })).ShouldBe(code);
        }
        else
        {
            (await therapist.RefusalAsync("CallPhone", new { participantId })).ShouldBe(code);
        }

        host.Relay.Rooms.Values.SelectMany(room => room.Calls).ShouldBeEmpty();
        if (code == "number-not-allowed") host.Metrics.PhoneCalls[code].ShouldBe(1);
    }

    [Theory]
    [InlineData(ParticipantRole.Guest, false)]
    [InlineData(ParticipantRole.Aide, false)]
    [InlineData(ParticipantRole.Host, true)]
    public async Task Only_who_may_call_dials_and_hangs_up(ParticipantRole role, bool may)
    {
        await using var meeting = await MeetAsync(host);
        await using var caller = await host.EnterAsync(meeting.Id, "caller", role);
        if (role != ParticipantRole.Host) await meeting.Therapist.CallAsync("Admit", new { participantId = "caller" });
        if (may)
        {
            await caller.CallAsync("CallPhone", new { participantId = "client" });
            var call = await meeting.CallAsync();
            await caller.CallAsync("HangUp", new { participantId = "client" });
            meeting.Room.PhonesHungUp.ShouldBe([("client", call.Leg)]);
        }
        else
        {
            (await caller.RefusalAsync("CallPhone", new { participantId = "client" })).ShouldBe("not-allowed");
            await meeting.Therapist.CallAsync("CallPhone", new { participantId = "client" });
            await meeting.CallAsync();
            (await caller.RefusalAsync("HangUp", new { participantId = "client" })).ShouldBe("not-allowed");
            meeting.Room.Calls.Count.ShouldBe(1);
            meeting.Room.PhonesHungUp.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Somebody_is_called_once_at_a_time_and_three_times_in_all_also_after_a_crash()
    {
        await using var meeting = await MeetAsync(host);
        for (var left = 2; left >= 1; left--)
        {
            (await meeting.Therapist.CallAsync("CallPhone", new { participantId = "client" })).GetProperty("callsLeft").GetInt32().ShouldBe(left);
            await meeting.CallAsync(3 - left);
            meeting.Phone(PhoneLegState.Ringing);
            await PhoneAsync(meeting.Therapist, "ringing");
            (await meeting.Therapist.CallAsync("CallPhone", new { participantId = "client" })).GetProperty("state").GetString().ShouldBe("ringing", "one at a time");
            meeting.Phone(PhoneLegState.Busy);
            await PhoneAsync(meeting.Therapist, "busy");
            meeting.Therapist.Forget();
        }

        meeting.Room.Calls.Count.ShouldBe(2);
        var image = CrashImage.Of(host.DataPath);
        await using var node = await SignalingHost.StartAsync(image, host.Clock, SignalingHost.WithTrunk);
        await using var again = await node.ConnectAsync();
        await again.ReturnAsync(meeting.Therapist.Resume);
        (await again.CallAsync("CallPhone", new { participantId = "client" })).GetProperty("callsLeft").GetInt32().ShouldBe(0);
        var room = await node.Relay.OpenedAsync(meeting.Id);
        await room.CalledAsync(1);
        room.Phone("client", PhoneLegState.Declined, node.Clock.GetUtcNow());
        await PhoneAsync(again, "declined");
        (await again.RefusalAsync("CallPhone", new { participantId = "client" })).ShouldBe("too-many-calls");
        node.Metrics.PhoneCalls["too-many-calls"].ShouldBe(1);
        node.Metrics.PhoneCalls["declined"].ShouldBe(1);
        host.Metrics.PhoneCalls["busy"].ShouldBe(2);
    }

    [Fact]
    public async Task A_gap_ends_when_the_phone_is_let_in_and_a_new_one_begins_when_it_goes_with_no_browser_there()
    {
        await using var meeting = await MeetAsync(host);
        var began = host.Clock.GetUtcNow();
        await meeting.LoseClientAsync(began);
        await meeting.Therapist.CallAsync("CallPhone", new { participantId = "client" });
        await meeting.CallAsync();
        meeting.Phone(PhoneLegState.Waiting, began.AddSeconds(20));
        await meeting.Therapist.SeesAsync("client", "waiting");
        Gap(0).To.ShouldBeNull("whoever pressed 1 is not let in yet");
        meeting.Phone(PhoneLegState.Live, began.AddSeconds(30));
        await meeting.Therapist.SeesAsync("client", "phone");
        Gap(0).To.ShouldBe(began.AddSeconds(30));
        host.Metrics.Reconnects[(GapCause.Network, "ok", "phone")].ShouldBe(1);
        host.Metrics.PhoneCalls["ok"].ShouldBe(1);
        host.Metrics.ParticipantsIn(ParticipantState.Phone).ShouldBe(1);

        // The browser comes and goes beside the phone: nothing is lost, and it is told.
        meeting.Room.Say(new RelayEvent.PathLive("client", "d", began.AddSeconds(40)));
        await PhoneAsync(meeting.Therapist, "live", browser: true);
        meeting.Room.Say(new RelayEvent.PathSilent("client", "d", began.AddSeconds(45)));
        meeting.Therapist.Forget();
        await PhoneAsync(meeting.Therapist, "live", browser: false);
        Gaps().Count.ShouldBe(1);

        meeting.Phone(PhoneLegState.HungUp, began.AddSeconds(50));
        await PhoneAsync(meeting.Therapist, "hung-up");
        (Gap(1).From, Gap(1).To, Gap(1).Cause).ShouldBe((began.AddSeconds(50), null, GapCause.Network));
        meeting.Room.Say(new RelayEvent.PathLive("client", "d", began.AddSeconds(60)));
        await meeting.Therapist.SeesAsync("client", "live");
        Gap(1).To.ShouldBe(began.AddSeconds(60));

        IReadOnlyList<Gap> Gaps() => host.Sessions.ViewAsync(meeting.Id).GetAwaiter().GetResult().Gaps;
        Gap Gap(int number) => Gaps()[number];
    }

    [Fact]
    public async Task With_the_browser_back_the_phone_goes_without_a_gap()
    {
        await using var meeting = await MeetAsync(host);
        await meeting.LoseClientAsync();
        await meeting.PhoneLiveAsync();
        meeting.Room.Say(new RelayEvent.PathLive("client", "d", host.Clock.GetUtcNow()));
        await PhoneAsync(meeting.Therapist, "live", browser: true);
        meeting.Therapist.Forget();
        await meeting.Therapist.CallAsync("HangUp", new { participantId = "client" });
        meeting.Phone(PhoneLegState.HungUp);
        await meeting.Therapist.SeesAsync("client", "live");
        (await host.Sessions.ViewAsync(meeting.Id)).Gaps.ShouldHaveSingleItem().To.ShouldNotBeNull();
    }

    [Fact]
    public async Task Everybody_sends_what_phones_speak_from_the_press_of_1_to_the_last_leg_s_end_also_who_comes_meanwhile()
    {
        await using var meeting = await MeetAsync(host);
        meeting.Therapist.Reply.GetProperty("useCodec").GetProperty("audio").GetString().ShouldBe("opus");
        await meeting.Therapist.CallAsync("CallPhone", new { participantId = "client" });
        await meeting.CallAsync();
        meeting.Phone(PhoneLegState.Answered);
        await PhoneAsync(meeting.Therapist, "answered");
        meeting.Therapist.Received.ShouldNotContain(e => e.Name == "useCodec" && e.Payload.GetProperty("audio").GetString() == "pcmu");
        meeting.Phone(PhoneLegState.Waiting);
        await CodecAsync(meeting.Therapist, "pcmu");
        await CodecAsync(meeting.Client, "pcmu");

        await using var aide = await host.EnterAsync(meeting.Id, "aide", ParticipantRole.Aide);
        aide.Reply.GetProperty("useCodec").GetProperty("audio").GetString().ShouldBe("opus", "who waits sends nothing");
        await meeting.Therapist.CallAsync("Admit", new { participantId = "aide" });
        (await aide.EventAsync("admitted")).GetProperty("useCodec").GetProperty("audio").GetString().ShouldBe("pcmu");
        await using var other = await host.EnterAsync(meeting.Id, "colleague", ParticipantRole.Host);
        other.Reply.GetProperty("useCodec").GetProperty("audio").GetString().ShouldBe("pcmu");
        var told = other.Reply.GetProperty("phones")[0];
        (told.GetProperty("participantId").GetString(), told.GetProperty("state").GetString()).ShouldBe(("client", "waiting"));

        meeting.Therapist.Forget();
        meeting.Phone(PhoneLegState.Unreachable);
        await CodecAsync(meeting.Therapist, "opus");
        await CodecAsync(aide, "opus");
    }

    [Fact]
    public async Task After_a_crash_a_leg_is_gone_and_the_gap_counts_from_when_the_node_last_lived()
    {
        await using var receiver = await HookReceiver.StartAsync();
        await using var meeting = await MeetAsync(host);
        await meeting.LoseClientAsync();
        await meeting.PhoneLiveAsync();
        var alive = host.Clock.GetUtcNow();
        await host.Services.GetRequiredService<ISessionStore>().HeartbeatAsync(alive);
        var image = CrashImage.Of(host.DataPath);

        host.Clock.Advance(TimeSpan.FromSeconds(10));
        await using var node = await SignalingHost.StartAsync(image, host.Clock, services =>
        {
            SignalingHost.WithTrunk(services);
            receiver.Told("phone.ended")(services);
        });
        var view = await node.Sessions.ViewAsync(meeting.Id);
        view.Participants.Single(person => person.Id == "client").State.ShouldBe(ParticipantState.Reconnecting);
        var gap = view.Gaps.Last(gap => gap.ParticipantId == "client");
        (gap.To, gap.Cause).ShouldBe((null, GapCause.Node));
        gap.From.ShouldBeInRange(alive.AddSeconds(-2), alive.AddSeconds(2));
        var ended = (await receiver.CameAsync(1))[0];
        (ended.Participant, ended.Body.GetProperty("data").GetProperty("reason").GetString()).ShouldBe(("client", "node"));
        await using var back = await node.ConnectAsync();
        await back.ReturnAsync(meeting.Therapist.Resume);
        back.Reply.GetProperty("phones").GetArrayLength().ShouldBe(0);
        back.Reply.GetProperty("useCodec").GetProperty("audio").GetString().ShouldBe("opus");
    }

    [Fact]
    public async Task What_happens_to_calls_is_told_with_the_change()
    {
        await using var receiver = await HookReceiver.StartAsync();
        await using var node = await SignalingHost.StartAsync(change: services =>
        {
            SignalingHost.WithTrunk(services);
            receiver.Told("phone.dialed", "phone.answered", "phone.failed", "phone.ended", "session.ended")(services);
        });
        await using var meeting = await MeetAsync(node);
        await meeting.Therapist.CallAsync("CallPhone", new { participantId = "client" });
        await meeting.CallAsync();
        meeting.Phone(PhoneLegState.Busy);
        await PhoneAsync(meeting.Therapist, "busy");
        await meeting.Therapist.CallAsync("CallPhone", new { participantId = "client" });
        await meeting.CallAsync(2);
        meeting.Phone(PhoneLegState.Answered);
        meeting.Phone(PhoneLegState.NoAnswer);
        await PhoneAsync(meeting.Therapist, "no-answer");
        await meeting.PhoneLiveAsync(3);
        await meeting.Therapist.CallAsync("End", new { });

        (await receiver.CameAsync(9)).Select(hook => $"{hook.Type} {(hook.Body.GetProperty("data").TryGetProperty("reason", out var reason) ? reason.GetString() : "")}".Trim()).ShouldBe(
            ["phone.dialed", "phone.failed busy", "phone.dialed", "phone.answered", "phone.ended no-answer", "phone.dialed", "phone.answered", "phone.ended hung-up", "session.ended"]);
        (await receiver.CameAsync(9)).ShouldAllBe(hook => !hook.Body.GetRawText().Contains(Digits));
        await meeting.Room.Closed.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task By_policy_a_guest_is_called_unasked_after_20_s_once_and_while_somebody_is_there_to_admit()
    {
        await using var meeting = await MeetAsync(host, PhonePolicy.Auto);
        await meeting.LoseClientAsync(host.Clock.GetUtcNow());
        meeting.Room.Calls.ShouldBeEmpty();
        host.Clock.Advance(TimeSpan.FromSeconds(21));
        (await meeting.CallAsync()).Number.ShouldBe(Backup);
        meeting.Phone(PhoneLegState.Busy);
        await PhoneAsync(meeting.Therapist, "busy");
        host.Clock.Advance(TimeSpan.FromSeconds(30));
        await TwoTicksAsync(meeting.Therapist);
        meeting.Room.Calls.Count.ShouldBe(1, "a redial is the host's to press");
    }

    [Fact]
    public async Task Nobody_is_called_unasked_while_nobody_is_there_to_let_them_in()
    {
        await using var meeting = await MeetAsync(host, PhonePolicy.Auto);
        await meeting.LoseClientAsync(host.Clock.GetUtcNow());
        meeting.Room.Say(new RelayEvent.PathSilent("therapist", "t", host.Clock.GetUtcNow()));
        await meeting.Therapist.SeesAsync("therapist", "reconnecting");
        host.Clock.Advance(TimeSpan.FromSeconds(21));
        await TwoTicksAsync(meeting.Therapist);
        meeting.Room.Calls.ShouldBeEmpty();
        meeting.Room.Say(new RelayEvent.PathLive("therapist", "t", host.Clock.GetUtcNow()));
        (await meeting.CallAsync()).ParticipantId.ShouldBe("client");
    }

    [Fact]
    public async Task A_call_ends_with_the_session_s_end_and_grace()
    {
        await using var receiver = await HookReceiver.StartAsync();
        await using var node = await SignalingHost.StartAsync(change: services =>
        {
            SignalingHost.WithTrunk(services);
            receiver.Told("phone.ended", "session.ended")(services);
        });
        await using var meeting = await MeetAsync(node);
        await meeting.PhoneLiveAsync();
        var view = await node.Sessions.ViewAsync(meeting.Id);
        node.Clock.Advance(view.EndsAt.AddMinutes(view.Policy.GraceMinutes) - node.Clock.GetUtcNow() + TimeSpan.FromSeconds(1));
        await meeting.Room.Closed.Task.WaitAsync(TimeSpan.FromSeconds(10));
        (await receiver.CameAsync(2)).Select(hook => hook.Type).ShouldBe(["phone.ended", "session.ended"]);
    }

    [Fact]
    public async Task A_call_that_the_relay_does_not_take_has_failed()
    {
        await using var meeting = await MeetAsync(host);
        meeting.Room.RefusesCalls = true;
        await meeting.Therapist.CallAsync("CallPhone", new { participantId = "client" });
        await PhoneAsync(meeting.Therapist, "failed");
        host.Logs.Lines.ShouldAllBe(line => !line.Contains(Digits));
    }

    [Fact]
    public async Task Who_has_left_can_be_called_in_and_goes_with_the_phone_when_removed()
    {
        await using var meeting = await MeetAsync(host);
        await meeting.Client.CallAsync("Leave", new { });
        await meeting.Therapist.SeesAsync("client", "left");
        await meeting.PhoneLiveAsync();
        await meeting.Therapist.SeesAsync("client", "phone");
        await meeting.Therapist.CallAsync("Remove", new { participantId = "client" });
        meeting.Room.Disconnects.ShouldContain("client");
        await PhoneAsync(meeting.Therapist, "hung-up");
        await CodecAsync(meeting.Therapist, "opus");
    }

    private static async Task<Meeting> MeetAsync(SignalingHost host, PhonePolicy phone = PhonePolicy.Offer)
    {
        var session = await host.CreateSessionAsync(new SessionPolicy { Phone = phone });
        var therapist = await host.EnterAsync(session, "therapist", ParticipantRole.Host);
        var client = await host.EnterAsync(session, "client", ParticipantRole.Guest, callback: Backup);
        await therapist.CallAsync("Admit", new { participantId = "client" });
        await therapist.CallAsync("Connect", new { sdp = "offer", peer = "t", generation = 0 });
        var room = host.Relay.Rooms[session];
        room.Say(new RelayEvent.PathLive("therapist", "t", host.Clock.GetUtcNow()));
        room.Say(new RelayEvent.PathLive("client", "c", host.Clock.GetUtcNow()));
        await therapist.SeesAsync("client", "live");
        return new Meeting(host, session, therapist, client, room);
    }

    private static Task<JsonElement> PhoneAsync(TestClient who, string state, bool? browser = null) => who.EventAsync(
        "phone", its => its.GetProperty("state").GetString() == state && (browser is null || its.GetProperty("browser").GetBoolean() == browser));

    /// <summary>The session has looked at the clock after it was moved: it tells it every 15 s, by its own time.</summary>
    private async Task TwoTicksAsync(TestClient who)
    {
        for (var tick = 0; tick < 2; tick++)
        {
            // The wire has whole milliseconds: a clock that was told within the millisecond of the move would seem to come before it, and the next one comes 15 s later.
            var since = DateTimeOffset.FromUnixTimeMilliseconds(host.Clock.GetUtcNow().ToUnixTimeMilliseconds());
            host.Clock.Advance(TimeSpan.FromSeconds(16));
            await who.EventAsync("clock", clock => clock.GetProperty("now").GetDateTimeOffset() >= since.AddSeconds(16));
        }
    }

    private static Task<JsonElement> CodecAsync(TestClient who, string codec) => who.EventAsync("useCodec", its => its.GetProperty("audio").GetString() == codec);

    /// <summary>A therapist and a client who are both there by browser.</summary>
    private sealed record Meeting(SignalingHost Host, string Id, TestClient Therapist, TestClient Client, ScriptedRoom Room) : IAsyncDisposable
    {
        /// <summary>The last of so many calls that the relay was asked for.</summary>
        public Task<PhoneCallRequest> CallAsync(int count = 1) => Room.CalledAsync(count);

        public void Phone(PhoneLegState state, DateTimeOffset? at = null) => Room.Phone("client", state, at ?? Host.Clock.GetUtcNow());

        public async Task LoseClientAsync(DateTimeOffset? at = null)
        {
            Room.Say(new RelayEvent.PathSilent("client", "c", at ?? Host.Clock.GetUtcNow()));
            await Therapist.SeesAsync("client", "reconnecting");
            Therapist.Forget();
        }

        public async Task PhoneLiveAsync(int count = 1)
        {
            await Therapist.CallAsync("CallPhone", new { participantId = "client" });
            await CallAsync(count);
            Phone(PhoneLegState.Waiting);
            await PhoneLegTests.PhoneAsync(Therapist, "waiting");
            await Therapist.CallAsync("Admit", new { participantId = "client" });
            Phone(PhoneLegState.Live);
            await PhoneLegTests.PhoneAsync(Therapist, "live");
        }

        public async ValueTask DisposeAsync()
        {
            await Client.DisposeAsync();
            await Therapist.DisposeAsync();
        }
    }
}

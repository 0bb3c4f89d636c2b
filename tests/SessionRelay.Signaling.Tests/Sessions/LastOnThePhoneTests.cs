using SessionRelay.Signaling.Continuity;
using SessionRelay.Signaling.Sessions;
using SessionRelay.Signaling.Tests.Hosts;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Signaling.Tests.Sessions;

/// <summary>A caller whom everybody else has left is told, may wait, and is not left on an empty line.</summary>
public sealed class LastOnThePhoneTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly Session session;
    private readonly List<PhoneOrder> orders = [];
    private DateTimeOffset now = Start;

    public LastOnThePhoneTests()
    {
        session = Session.Create(new SessionRecord { Id = "s", StartsAt = Start, EndsAt = Start.AddMinutes(50), Policy = new SessionPolicy(), CreatedFrom = "x" }, SessionDisk.Tools());
        Invite("therapist", ParticipantRole.Host, new Reach("+442079460019", Pin: "271828"));
        Invite("client", ParticipantRole.Guest, new Reach("+442079460018", ByPhone: true));
    }

    [Fact]
    public void They_are_told_at_once_and_hear_goodbye_once_when_nobody_comes_back_within_the_grace()
    {
        BothIn();
        Phone("therapist", PhoneLegState.HungUp);
        Pass(Second);
        Told().ShouldBe(1);
        Pass(TimeSpan.FromMinutes(15) - Second);
        HungUp("client").ShouldBeFalse("somebody may still come back");
        Pass(2 * Second);
        HungUp("client").ShouldBeTrue();
        for (var i = 0; i < 5; i++) Pass(Second);
        orders.Count(order => order.Deed == PhoneDeed.HangUp).ShouldBe(1, "a second order would cut goodbye short");

        Phone("client", PhoneLegState.HungUp);
        Pass(Seat.AwayLimit + Second);
        session.Seats.ShouldAllBe(seat => seat.Kept.Left);
        session.LostMillisecondsAt(now).ShouldBe(0);
        Told().ShouldBe(1);
    }

    [Fact]
    public void A_host_who_calls_back_ends_the_wait_and_who_goes_again_begins_another()
    {
        BothIn();
        Phone("therapist", PhoneLegState.HungUp);
        Pass(TimeSpan.FromMinutes(10));
        HostIn();
        Pass(TimeSpan.FromMinutes(10));
        Told().ShouldBe(1);
        Phone("therapist", PhoneLegState.HungUp);
        Pass(Second);
        Told().ShouldBe(2);
        Pass(TimeSpan.FromMinutes(14));
        HungUp("client").ShouldBeFalse("15 minutes count from when the host went again");
    }

    [Fact]
    public void A_host_whom_everybody_else_has_left_is_told_nothing_and_hangs_up_when_they_like()
    {
        BothIn();
        Phone("client", PhoneLegState.HungUp);
        Pass(TimeSpan.FromMinutes(20));
        session.Seats.ShouldContain(seat => seat.Id == "client" && seat.Kept.Left);
        orders.ShouldNotContain(order => order.Words == PhoneAnnouncement.Alone);
        HungUp("therapist").ShouldBeFalse();
    }

    [Fact]
    public void A_host_whose_connection_broke_has_not_left()
    {
        BothIn();
        Phone("therapist", PhoneLegState.Unreachable);
        Pass(TimeSpan.FromMinutes(20));
        Told().ShouldBe(0);
        HungUp("client").ShouldBeFalse();
    }

    [Fact]
    public void A_host_whose_page_loads_anew_has_not_left_and_one_who_closed_it_has_after_half_a_minute()
    {
        BothIn();
        session.Enter(new TicketClaims("s", "other", "Other", ParticipantRole.Host, PermissionWords.DefaultOf(ParticipantRole.Host), "j", now), "attempt", move: false, "c", now);
        session.Hear(new RelayEvent.PathLive("other", "p", now));
        Phone("therapist", PhoneLegState.HungUp);
        Pass(TimeSpan.FromMinutes(1));
        var page = session.Seats.Single(seat => seat.Id == "other");
        session.Hear(new RelayEvent.PathSilent("other", "p", now));
        session.Leave(page, closing: true, now);
        Pass(Second);
        Told().ShouldBe(0);
        Pass(Seat.AwayLimit);
        Told().ShouldBe(1);
    }

    [Fact]
    public void A_caller_who_is_called_in_to_nobody_else_than_another_caller_is_left_to_them()
    {
        Invite("partner", ParticipantRole.Guest, new Reach("+442079460017", ByPhone: true));
        BothIn();
        Phone("partner", PhoneLegState.Waiting);
        session.Hear(new RelayEvent.PhoneKey("therapist", LegOf("therapist"), '1', now));
        Phone("partner", PhoneLegState.Live);
        Phone("therapist", PhoneLegState.HungUp);
        Pass(TimeSpan.FromMinutes(20));
        Told().ShouldBe(0);
    }

    private void Invite(string id, ParticipantRole role, Reach reach) =>
        session.Invite(new Invitee(id, id, role, PermissionWords.DefaultOf(role), reach, null), now);

    private void BothIn()
    {
        HostIn();
        Phone("client", PhoneLegState.Waiting);
        session.Hear(new RelayEvent.PhoneKey("therapist", LegOf("therapist"), '1', now));
        Phone("client", PhoneLegState.Live);
        session.Seats.ShouldContain(seat => seat.Id == "client" && seat.IsOnPhone);
    }

    private void HostIn()
    {
        session.CallHost("therapist", now);
        Take();
        Phone("therapist", PhoneLegState.Waiting);
        Phone("therapist", PhoneLegState.Live);
    }

    private void Phone(string id, PhoneLegState state)
    {
        session.Hear(new RelayEvent.PhoneChanged(id, LegOf(id), state, now));
        Take();
    }

    private string LegOf(string id) => orders.Last(order => order.Deed == PhoneDeed.Dial && order.ParticipantId == id).Leg;

    private void Pass(TimeSpan time)
    {
        now += time;
        session.Tick(now);
        Take();
    }

    private void Take() => orders.AddRange(session.Take().Phones);

    private int Told() => orders.Count(order => order is { Deed: PhoneDeed.Announce, ParticipantId: "client", Words: PhoneAnnouncement.Alone });

    private bool HungUp(string id) => orders.Any(order => order.Deed == PhoneDeed.HangUp && order.ParticipantId == id);
}

using SessionRelay.Signaling.Continuity;
using SessionRelay.Signaling.Sessions;
using SessionRelay.Signaling.Tests.Hosts;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Signaling.Tests.Sessions;

/// <summary>A host who has nothing but the phone: nobody is let in of whom nothing was said, however often and whenever 1 is pressed.</summary>
public sealed class WhoIsNextOnTheHostsPhoneTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    private readonly Session session;
    private readonly List<PhoneOrder> orders = [];
    private readonly DateTimeOffset now = Start;

    public WhoIsNextOnTheHostsPhoneTests()
    {
        session = Session.Create(new SessionRecord { Id = "s", StartsAt = Start, EndsAt = Start.AddMinutes(50), Policy = new SessionPolicy(), CreatedFrom = "x" }, SessionDisk.Tools());
        Invite("therapist", ParticipantRole.Host, new Reach("+442079460019", Pin: "271828"));
        Invite("client", ParticipantRole.Guest, new Reach("+442079460018", ByPhone: true));
        session.CallHost("therapist", now);
        Take();
        Phone("therapist", PhoneLegState.Waiting);
        Phone("therapist", PhoneLegState.Live);
    }

    [Fact]
    public void A_second_press_before_the_first_one_s_phone_is_in_lets_nobody_in_and_calls_nobody()
    {
        Phone("client", PhoneLegState.Waiting);
        Knock("other");
        Press();
        orders.Clear();

        Press();
        orders.ShouldBeEmpty();
        StateOf("other").ShouldBe(ParticipantState.Waiting);

        Phone("client", PhoneLegState.Live);
        Said().ShouldBe([PhoneAnnouncement.Knock], "from here on 1 is for the other");
        Press();
        StateOf("other").ShouldNotBe(ParticipantState.Waiting);
    }

    [Fact]
    public void Who_knocks_while_the_one_before_is_on_their_way_in_is_told_of_as_the_next()
    {
        Phone("client", PhoneLegState.Waiting);
        Press();
        orders.Clear();
        Knock("other", notice: "Says they are in California, where you hold no licence.");
        Said().ShouldBe([PhoneAnnouncement.Warning]);
    }

    [Fact]
    public void Who_hangs_up_on_their_way_in_leaves_1_to_the_next()
    {
        Phone("client", PhoneLegState.Waiting);
        Knock("other");
        Press();
        orders.Clear();
        Phone("client", PhoneLegState.HungUp);
        Said().ShouldBe([PhoneAnnouncement.Knock]);
        Press();
        StateOf("other").ShouldNotBe(ParticipantState.Waiting);
    }

    [Fact]
    public void A_page_that_admits_twice_lets_in_once()
    {
        Phone("client", PhoneLegState.Waiting);
        var therapist = session.Seats.Single(seat => seat.Id == "therapist");
        session.Admit(therapist, "client", now);
        session.Admit(therapist, "client", now);
        Take();
        orders.Count(order => order.Deed == PhoneDeed.Admit && order.ParticipantId == "client").ShouldBe(1);
    }

    [Fact]
    public void A_guest_whose_browser_breaks_while_their_phone_waits_is_told_of_then_and_comes_after_who_waits_already()
    {
        InByBrowserAndCalled();
        orders.Clear();
        Phone("client", PhoneLegState.Waiting);
        Said().ShouldBeEmpty("they are in by their browser");
        Knock("other", notice: "Says they are in California, where you hold no licence.");
        Said().ShouldBe([PhoneAnnouncement.Warning]);

        session.Hear(new RelayEvent.PathSilent("client", "p", now));
        Take();
        Said().ShouldBe([PhoneAnnouncement.Warning, PhoneAnnouncement.Warning], "whom 1 lets in is the other still");
        orders.Clear();
        Press();
        StateOf("other").ShouldNotBe(ParticipantState.Waiting);
        Said().ShouldBe([PhoneAnnouncement.Knock]);
        Press();
        orders.ShouldContain(order => order.Deed == PhoneDeed.Admit && order.ParticipantId == "client");
    }

    [Fact]
    public void A_guest_whose_browser_comes_back_while_their_phone_waits_leaves_1_to_the_next()
    {
        InByBrowserAndCalled();
        session.Hear(new RelayEvent.PathSilent("client", "p", now));
        Take();
        Phone("client", PhoneLegState.Waiting);
        orders.Clear();
        Knock("other", notice: "Says they are in California, where you hold no licence.");
        Said().ShouldBe([PhoneAnnouncement.Knock], "the client was first");

        session.Hear(new RelayEvent.PathLive("client", "p", now));
        Take();
        Said().ShouldBe([PhoneAnnouncement.Knock, PhoneAnnouncement.Warning]);
        Press();
        StateOf("other").ShouldNotBe(ParticipantState.Waiting);
    }

    [Fact]
    public void Who_hung_up_and_is_called_again_comes_after_those_who_have_waited_since()
    {
        Phone("client", PhoneLegState.Waiting);
        Knock("other", notice: "Says they are in California, where you hold no licence.");
        Phone("client", PhoneLegState.HungUp);
        session.CallPhone(session.Seats.Single(seat => seat.Id == "therapist"), "client", now);
        Take();
        orders.RemoveAll(order => order.Deed == PhoneDeed.Announce);
        Phone("client", PhoneLegState.Waiting);
        Said().ShouldBe([PhoneAnnouncement.Warning]);
        Press();
        StateOf("other").ShouldNotBe(ParticipantState.Waiting);
    }

    [Fact]
    public void A_host_whose_browser_breaks_hears_on_the_phone_who_knocked_on_the_page_that_is_gone()
    {
        Enter("therapist", ParticipantRole.Host);
        session.Hear(new RelayEvent.PathLive("therapist", "p", now));
        Take();
        orders.Clear();
        Knock("other", notice: "Says they are in California, where you hold no licence.");
        Said().ShouldBeEmpty("the page says it");

        session.Hear(new RelayEvent.PathSilent("therapist", "p", now));
        Take();
        Said().ShouldBe([PhoneAnnouncement.Warning]);
    }

    /// <summary>The client came by browser as well, was let in, and has been called.</summary>
    private void InByBrowserAndCalled()
    {
        Knock("client");
        Press();
        session.Hear(new RelayEvent.PathLive("client", "p", now));
        Take();
        orders.ShouldContain(order => order.Deed == PhoneDeed.Dial && order.ParticipantId == "client", "the host's coming in has called them");
        StateOf("client").ShouldBe(ParticipantState.Live);
    }

    private void Invite(string id, ParticipantRole role, Reach reach, string? notice = null) =>
        session.Invite(new Invitee(id, id, role, PermissionWords.DefaultOf(role), reach, notice), now);

    private void Knock(string id, string? notice = null)
    {
        if (notice is not null) Invite(id, ParticipantRole.Guest, new Reach(null), notice);
        Enter(id, ParticipantRole.Guest);
    }

    private void Enter(string id, ParticipantRole role)
    {
        session.Enter(new TicketClaims("s", id, id, role, PermissionWords.DefaultOf(role), "ticket of " + id, now), "attempt", move: false, "connection of " + id, now);
        Take();
    }

    private void Press()
    {
        session.Hear(new RelayEvent.PhoneKey("therapist", LegOf("therapist"), '1', now));
        Take();
    }

    private void Phone(string id, PhoneLegState state)
    {
        session.Hear(new RelayEvent.PhoneChanged(id, LegOf(id), state, now));
        Take();
    }

    private string LegOf(string id) => session.Seats.Single(seat => seat.Id == id).Phone!.Name;

    private ParticipantState StateOf(string id) => session.StateOf(session.Seats.Single(seat => seat.Id == id));

    private IEnumerable<PhoneAnnouncement> Said() => orders.Where(order => order is { Deed: PhoneDeed.Announce, ParticipantId: "therapist" }).Select(order => order.Words);

    private void Take() => orders.AddRange(session.Take().Phones);
}

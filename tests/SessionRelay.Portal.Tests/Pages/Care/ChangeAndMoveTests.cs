using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using NodaTime.Text;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Staff;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Journeys.Care;
using SessionRelay.Portal.Pages.Client.Care;
using SessionRelay.Portal.Pages.Client.Moving;
using IntakeCare = SessionRelay.Portal.Pages.Intake.Care;
using IntakeMatching = SessionRelay.Portal.Pages.Intake.Matching;
using TherapistCare = SessionRelay.Portal.Pages.Therapist.Care;

namespace SessionRelay.Portal.Tests.Pages.Care;

/// <summary>Change of therapist and moving house.</summary>
public class ChangeAndMoveTests(PortalApp app)
{
    [Fact]
    public async Task A_change_releases_open_bookings_charges_nothing_and_tells_intake()
    {
        var practice = new CarePractice(app);
        var (former, formerId) = await practice.SignedInTherapistAsync("Dr. Leaving");
        var (person, clientId, _) = await practice.SignedInClientAsync(formerId);
        await practice.BookAsync(clientId, formerId, 1); // inside the cancellation window, or close to it
        await practice.BookAsync(clientId, formerId, 8);
        await practice.TherapistAsync("Dr. Next");
        await person.OpenAsync<ChangeModel>();

        await person.PostAsync(); // no reason

        person.Words.ShouldContain("The 2 sessions that were booked are released. Nothing is charged.");
        (await practice.ReadAsync(db => db.Bookings.Where(booking => booking.ClientId == clientId).ToListAsync()))
            .ShouldAllBe(booking => booking.State == BookingState.Cancelled && booking.Charge == BookingCharge.None);
        (await practice.ReadAsync(db => db.BookingUnits.CountAsync(unit => unit.ResourceId == formerId))).ShouldBe(0);
        var change = await practice.ReadAsync(db => db.TherapistChanges.SingleAsync(known => known.ClientId == clientId));
        (change.TherapistId, change.IsFree, change.Released, change.Reason).ShouldBe((formerId, true, 2, null));
        (await practice.ReadAsync(db => db.CareRelations.SingleAsync(known => known.ClientId == clientId))).Until.ShouldNotBeNull();
        using var intake = await app.SignedInAsync(PortalRoles.Intake);
        await intake.OpenAsync<IntakeCare.IndexModel>();
        intake.Words.ShouldContain("Asks for another therapist, within the first sessions.");
        await intake.OpenAsync<IntakeMatching.IndexModel>(new { id = clientId });
        intake.Page.QuerySelectorAll("input[name=Chosen]").Length.ShouldBe(1);
        intake.Page.QuerySelectorAll("tbody tr").Single(row => row.TextContent.Contains("Dr. Leaving")).TextContent.ShouldContain("Therapist before");
        former.Dispose();
    }

    [Theory]
    [InlineData(4, true)]
    [InlineData(5, false)]
    public async Task The_policy_says_how_many_sessions_are_the_first_ones(int held, bool isFree)
    {
        var practice = new CarePractice(app);
        var (person, clientId, _) = await practice.SignedInClientAsync(null);
        var therapistId = await practice.TherapistAsync();
        await practice.ChangeAsync(async db =>
        {
            (await db.Clients.SingleAsync(client => client.Id == clientId)).TherapistId = therapistId;
            for (var number = 1; number <= held; number++)
            {
                var start = SystemClock.Instance.GetCurrentInstant() - Duration.FromDays(7 * number);
                db.Add(new Booking
                {
                    ClientId = clientId,
                    TherapistId = therapistId,
                    Kind = BookingKind.Therapy,
                    Format = CareFormat.Video,
                    State = BookingState.Held,
                    Start = start,
                    Minutes = 50,
                    BufferMinutes = 10,
                    Local = start.InUtc().LocalDateTime,
                    Zone = "Etc/UTC",
                    ZoneDataVersion = "test",
                    BookedAt = start,
                });
            }
        });

        await person.OpenAsync<ChangeModel>();
        person.Words.Contains("You are within your first sessions").ShouldBe(isFree);
        await person.PostAsync(("Reason", "I would like somebody who talks more."));

        var change = await practice.ReadAsync(db => db.TherapistChanges.SingleAsync(known => known.ClientId == clientId));
        change.IsFree.ShouldBe(isFree);
        change.Reason!.Value.ShouldBe("I would like somebody who talks more.");
    }

    [Fact]
    public async Task A_second_press_changes_nothing_more()
    {
        var practice = new CarePractice(app);
        var (person, clientId, _) = await practice.SignedInClientAsync(null);
        var therapistId = await practice.TherapistAsync();
        await practice.ChangeAsync(async db => (await db.Clients.SingleAsync(client => client.Id == clientId)).TherapistId = therapistId);
        await person.OpenAsync<ChangeModel>();
        var form = person.FormValues(person.Form());

        for (var press = 0; press < 3; press++)
        {
            using var answer = await person.RawAsync(HttpMethod.Post, app.Link<ChangeModel>(), new FormUrlEncodedContent(form));
            answer.Headers.Location!.OriginalString.ShouldBe(app.Link<ChangeModel>());
        }

        (await practice.ReadAsync(db => db.TherapistChanges.CountAsync(known => known.ClientId == clientId))).ShouldBe(1);
    }

    [Fact]
    public async Task A_move_is_checked_against_the_licences_for_every_booking_from_its_date_on()
    {
        var practice = new CarePractice(app);
        var (therapist, therapistId) = await practice.SignedInTherapistAsync();
        var (person, clientId, _) = await practice.SignedInClientAsync(therapistId);
        var before = await practice.BookAsync(clientId, therapistId, 5);
        var covered = await practice.BookAsync(clientId, therapistId, 12);
        var uncovered = await practice.BookAsync(clientId, therapistId, 19);
        await practice.ChangeAsync(db =>
        {
            db.Add(new StaffLicence { StaffId = therapistId, Region = Region.Parse("US-OR"), From = new LocalDate(2020, 1, 1), Until = CarePractice.Today.PlusDays(15) });
            return Task.CompletedTask;
        });
        await TellAsync(person, CarePractice.Today.PlusDays(10));

        person.Words.ShouldContain("For some sessions your therapist has no licence there.");
        person.Page.QuerySelectorAll(".reasons li").Select(line => line.ClassList.Contains("no")).ShouldBe([false, true]);
        var move = await practice.ReadAsync(db => db.HouseMoves.SingleAsync(known => known.ClientId == clientId));
        move.Uncovered.ShouldBe([uncovered]);
        var places = await practice.ReadAsync(db => db.BookingParticipants.Where(one => one.ClientId == clientId).ToDictionaryAsync(one => one.BookingId, one => one.Region.Code));
        (places[before], places[covered], places[uncovered]).ShouldBe((practice.Region.Code, "US-OR", "US-OR"));
        (await practice.ReadAsync(db => db.Bookings.CountAsync(booking => booking.ClientId == clientId && booking.State == BookingState.Booked))).ShouldBe(3);
        (await practice.ReadAsync(db => db.Clients.SingleAsync(known => known.Id == clientId))).Region.ShouldBe(practice.Region); // until the day has come

        await therapist.OpenAsync<TherapistCare.IndexModel>();
        therapist.Words.ShouldContain("without a licence there: 1. What can be done: another therapist who is licensed there, or a referral.");
        using var intake = await app.SignedInAsync(PortalRoles.Intake);
        var other = await practice.TherapistAsync("Dr. Oregon", region: Region.Parse("US-OR"));
        await intake.OpenAsync<IntakeCare.MoveModel>(new { id = move.Id });
        intake.Words.ShouldContain("no licence there on that day");
        intake.Words.ShouldContain("Dr. Oregon");
        await intake.PostAsync(("Decision", "Dr. Oregon takes over."), ("Refer", "true"));
        await person.OpenAsync<ToldModel>(new { id = move.Id });
        person.Words.ShouldContain("Dr. Oregon takes over.");
        (await practice.ReadAsync(db => db.Referrals.CountAsync(known => known.ClientId == clientId))).ShouldBe(1);
        await practice.ChangeAsync(async db => (await db.Licences.SingleAsync(licence => licence.StaffId == other)).Until = new LocalDate(2020, 1, 2)); // out of other tests' way
    }

    [Fact]
    public async Task Who_lives_there_already_has_moved_and_a_later_date_is_applied_when_it_comes()
    {
        var practice = new CarePractice(app);
        var (person, clientId, _) = await practice.SignedInClientAsync();
        var today = SystemClock.Instance.GetCurrentInstant().InZone(DateTimeZoneProviders.Tzdb["America/Los_Angeles"]).Date;

        await TellAsync(person, today);

        var client = await practice.ReadAsync(db => db.Clients.SingleAsync(known => known.Id == clientId));
        (client.Region.Code, client.Zone).ShouldBe(("US-OR", "America/Los_Angeles"));
        await practice.ChangeAsync(db =>
        {
            db.Add(new HouseMove { ClientId = clientId, FromRegion = client.Region, ToRegion = Region.Parse("US-AZ"), ToZone = "America/Phoenix", On = today.PlusDays(-1), ToldAt = SystemClock.Instance.GetCurrentInstant() });
            return Task.CompletedTask;
        });

        await practice.InAsync((services, _) => services.GetRequiredService<ClientPlaces>().ApplyDueAsync(CancellationToken.None));

        (await practice.ReadAsync(db => db.Clients.SingleAsync(known => known.Id == clientId))).Region.Code.ShouldBe("US-AZ");
    }

    [Theory]
    [InlineData("2020-01-01", "If you live there already, give today's date.")]
    [InlineData("2199-01-01", "Tell us when it is less than a year ahead.")]
    [InlineData("2027-02-30", "There is no such day. Look at the date again.")]
    [InlineData("", "Say from which day on you live there.")]
    public async Task Post_WhenTheDayCannotBe_ReturnsError(string day, string problem)
    {
        var (person, _, _) = await new CarePractice(app).SignedInClientAsync();
        await person.OpenAsync<WhereModel>();
        await person.PostAsync(("Region", "US-OR"), ("Zone", "America/Los_Angeles"));

        await person.PostAsync(("On", day));

        person.Problem("On").ShouldBe(problem);
    }

    [Theory]
    [InlineData("Atlantis", "America/Los_Angeles", "Region")]
    [InlineData("US-OR", "Mars/Olympus", "Zone")]
    public async Task Post_WhenThePlaceIsForged_ReturnsError(string region, string zone, string field)
    {
        var (person, _, _) = await new CarePractice(app).SignedInClientAsync();
        await person.OpenAsync<WhereModel>();

        await person.PostAsync(("Region", region), ("Zone", zone));

        person.Problem(field).ShouldBe("Choose one of the list.");
    }

    [Fact]
    public async Task One_can_move_to_every_region_that_one_can_come_from_and_to_none_of_them()
    {
        var practice = new CarePractice(app);
        var (therapist, therapistId) = await practice.SignedInTherapistAsync();
        var (person, clientId, _) = await practice.SignedInClientAsync(therapistId);
        await practice.BookAsync(clientId, therapistId, 12);
        using var visitor = await app.VisitorAsync();
        await visitor.OpenAsync<SessionRelay.Portal.Pages.FirstContact.IndexModel>();
        await visitor.PostAsync(("InDanger", "false"));
        await visitor.PostAsync(("Concerns", "Burnout"));
        await visitor.PostAsync(("Population", "Adult"));
        await person.OpenAsync<WhereModel>();
        Offered(person).ShouldBe(Offered(visitor));
        Offered(person).ShouldContain("ZZ");

        await person.PostAsync(("Region", "ZZ"), ("Zone", "America/Sao_Paulo"));
        await person.PostAsync(("On", LocalDatePattern.Iso.Format(CarePractice.Today.PlusDays(2))));
        await person.PostAsync();

        person.Words.ShouldContain("For some sessions your therapist has no licence there.");
        await therapist.OpenAsync<TherapistCare.IndexModel>();
        therapist.Words.ShouldContain("Moves to another country or region on");

        static string[] Offered(Person who) => [.. who.Page.QuerySelectorAll("#Region option").Select(option => option.GetAttribute("value")!).Where(code => code.Length > 0)];
    }

    private async Task TellAsync(Person person, LocalDate on)
    {
        await person.OpenAsync<WhereModel>();
        await person.PostAsync(("Region", "US-OR"), ("Zone", "America/Los_Angeles"));
        await person.PostAsync(("On", LocalDatePattern.Iso.Format(on)));
        person.Place.ShouldBe(app.Link<CheckModel>());
        await person.PostAsync();
        person.Words.ShouldContain("The practice knows that you move");
    }
}

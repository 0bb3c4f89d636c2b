using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Auditing;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.FirstContact;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Scheduling;
using SessionRelay.Portal.Pages.Owner;
using SessionRelay.Portal.Tests.Pages.Bookings;

namespace SessionRelay.Portal.Tests.Pages;

/// <summary>The owner's figures, from what stands in the database.</summary>
public class FiguresTests(PortalApp any) : IAsyncLifetime
{
    private static readonly Region NewYork = Region.Parse("US-NY");

    private readonly PortalApp app = any.Another();

    public async ValueTask InitializeAsync()
    {
        using var _ = await app.VisitorAsync(); // it starts
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await app.DisposeAsync();
    }

    [Fact]
    public async Task The_owner_reads_who_comes_who_waits_what_was_lost_and_how_full_hours_are()
    {
        var therapist = await app.TherapistAsync(user: null);
        await app.DoAsync(async (work, _) =>
        {
            var now = work.Database.Clock.GetCurrentInstant();
            var client = NewClient(now);
            work.Db.Add(client);
            work.Db.Add(Asked(now - Duration.FromDays(20), client.Id, assignedAfter: Duration.FromHours(5)));
            work.Db.Add(Asked(now - Duration.FromHours(7), null, null));
            Add(work, therapist, client.Id, now - Duration.FromDays(18), BookingState.Held, BookingKind.Consultation);
            var first = Add(work, therapist, client.Id, now - Duration.FromDays(17), BookingState.Held, BookingKind.IntakeAssessment);
            Add(work, therapist, client.Id, now - Duration.FromDays(10), BookingState.Held);
            Add(work, therapist, client.Id, now - Duration.FromDays(3), BookingState.NoShow);
            Add(work, therapist, client.Id, now - Duration.FromDays(2), BookingState.Cancelled).Charge = BookingCharge.Late;
            Add(work, therapist, client.Id, now - Duration.FromDays(1), BookingState.Cancelled);
            Add(work, therapist, client.Id, now - Duration.FromDays(200), BookingState.NoShow);
            Add(work, therapist, client.Id, now + Duration.FromDays(2), BookingState.Booked);
            work.Db.Add(new CreditEntry { ClientId = client.Id, TherapistId = therapist, BookingId = first.Id, Kind = CreditKind.Lost, Seconds = 407, At = now });
            work.Db.Add(new CreditEntry { ClientId = client.Id, TherapistId = therapist, BookingId = first.Id, Kind = CreditKind.Extended, Seconds = -300, At = now });
            return await work.Db.SaveChangesAsync();
        });
        using var owner = await app.SignedInAsync(PortalRoles.Owner);

        await owner.OpenAsync<FiguresModel>(new { days = 30 });

        Answer(owner, "Show-up rate").ShouldBe("75 %");
        Answer(owner, "Took place").ShouldBe("3 sessions");
        Answer(owner, "Nobody came").ShouldBe("1 session");
        Answer(owner, "Cancelled late").ShouldBe("1 session");
        Answer(owner, "Until somebody takes it up").ShouldBe("5 hours, at most 5 hours");
        Answer(owner, "Until the first session").ShouldBe("3 days, at most 3 days"); // not the free talk
        Answer(owner, "Waiting now").ShouldBe("1 request, the oldest for 7 hours");
        Answer(owner, "Sessions with lost time").ShouldBe("1 of 3 (33 %)");
        Answer(owner, "Lost in all").ShouldBe("6 minutes 47 seconds");
        Answer(owner, "Given back in the same session").ShouldBe("5 minutes");
        var row = owner.Page.QuerySelector("main tbody tr")!;
        row.QuerySelector("th")!.TextContent.ShouldBe("Dr. Quillfeather");
        row.QuerySelectorAll("td").Select(cell => cell.TextContent).ShouldBe(["0 %", "3.3 h of 720 h", "0 %"]);
        owner.Words.ShouldNotContain("Wetherby");

        await owner.OpenAsync(owner.Page.QuerySelectorAll("nav[aria-label='How far back'] a").Single(link => link.TextContent == "A year").GetAttribute("href")!);
        owner.Page.QuerySelector("nav[aria-label='How far back'] a[aria-current]")!.TextContent.ShouldBe("A year");
        Answer(owner, "Nobody came").ShouldBe("2 sessions");
    }

    [Fact]
    public async Task A_practice_that_begins_has_figures_of_nothing()
    {
        using var owner = await app.SignedInAsync(PortalRoles.Owner);

        await owner.OpenAsync<FiguresModel>(new { days = 7 }); // not on offer

        owner.Words.ShouldContain("Of the last 90 days.");
        Answer(owner, "Show-up rate").ShouldBe("No session was to be");
        Answer(owner, "Waiting now").ShouldBe("Nobody");
        owner.Words.ShouldContain("There are no therapists yet.");
    }

    [Fact]
    public async Task The_trail_tells_that_the_owner_looked_and_that_no_record_was_read()
    {
        var therapist = await app.TherapistAsync(user: null);
        var client = await app.ClientAsync(therapist);
        await app.BookAsync(therapist, client);
        using var owner = await app.SignedInAsync(PortalRoles.Owner);

        await owner.OpenAsync<FiguresModel>();

        var entries = await app.AskAsync(async work => (await work.Db.Set<AuditEntry>().AsNoTracking().ToListAsync()).FindAll(entry => entry.Why.Contains("figures", StringComparison.OrdinalIgnoreCase)));
        entries.Select(entry => entry.Table).ShouldContain("Bookings");
        entries.ShouldAllBe(entry => entry.ClientId == null);
    }

    private static string Answer(Person owner, string label) =>
        owner.Page.QuerySelectorAll("main dt").Single(term => term.TextContent.Trim() == label).NextElementSibling!.TextContent.Trim();

    private static Client NewClient(Instant now) => new()
    {
        Name = "Ann Wetherby",
        Population = Population.Adult,
        Region = NewYork,
        Zone = BookingWorld.Zone,
        Language = "en",
        CreatedAt = now,
    };

    private static ContactRequest Asked(Instant at, Guid? client, Duration? assignedAfter) => new()
    {
        ClientId = client,
        ReceivedAt = at,
        State = assignedAfter is null ? RequestState.Waiting : RequestState.Done,
        AssignedAt = at + assignedAfter,
        Population = Population.Adult,
        Region = NewYork,
        Zone = BookingWorld.Zone,
        Language = "en",
        Name = "Ann Wetherby",
        Answers = new ContactAnswers { Concerns = [Concern.Burnout] },
    };

    private static Booking Add(UnitOfWork work, Guid therapist, Guid client, Instant start, BookingState state, BookingKind kind = BookingKind.Therapy)
    {
        var booking = new Booking
        {
            ClientId = client,
            TherapistId = therapist,
            Kind = kind,
            Format = CareFormat.Video,
            State = state,
            Start = start,
            Minutes = 50,
            BufferMinutes = 10,
            Local = start.InUtc().LocalDateTime,
            Zone = "UTC",
            ZoneDataVersion = ZoneData.Current.Version,
            BookedAt = start - Duration.FromDays(1),
        };
        work.Db.Add(booking);
        return booking;
    }
}

using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Reminders;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Policies;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Demo;

/// <summary>What is booked in the demo: what comes by <see cref="BookingStore"/>, what was and what is about to begin as the rows that it would have left.</summary>
internal sealed class DemoBookings(UnitOfWork work, DemoStaff staff, Instant now)
{
    private const int DatesOfASeries = 6;
    private const int DaysToTheMove = 20;

    /// <summary>How far ahead free times are looked for.</summary>
    private static readonly Duration Ahead = Duration.FromDays(12);

    private readonly BookingStore store = new(work);
    private readonly ScheduleReader schedules = new(work);

    /// <summary>The session of the two people whose links are printed, which begins in a few minutes; and the sessions that were.</summary>
    public void AddPast(IReadOnlyList<(DemoClient Its, Client Client, IReadOnlyList<HouseholdMember> Others)> clients)
    {
        var soon = FiveMinuteUnits.FromNumber(FiveMinuteUnits.NumberOf(now + Duration.FromMinutes(7)));
        AddRow(clients[0].Client, staff.Therapists[0], soon, BookingState.Booked, clients[0].Others);
        for (var number = 0; number < clients.Count; number++)
        {
            var (its, client, others) = clients[number];
            if (its.Stage is not (DemoStage.InSeries or DemoStage.Changed or DemoStage.Ended)) continue;
            for (var week = 1; week <= 4; week++)
            {
                // Each has a slot of the week of their own, so that no two of one therapist meet.
                var start = soon - Duration.FromDays(7 * week) + Duration.FromMinutes(65 * (number % 7) + 15);
                AddRow(client, staff.Therapists[its.Therapist], start, week == 3 && number % 3 == 0 ? BookingState.NoShow : BookingState.Held, others);
            }
        }
    }

    public async Task AddComingAsync(IReadOnlyList<(DemoClient Its, Client Client, IReadOnlyList<HouseholdMember> Others)> clients, CancellationToken cancel)
    {
        foreach (var (its, client, others) in clients)
        {
            switch (its.Stage)
            {
                case DemoStage.IntakeBooked:
                    await BookAsync(staff.Intake, client, others, BookingKind.IntakeAssessment, 50, 1, cancel);
                    break;
                case DemoStage.Offered:
                    await BookAsync(staff.Therapists[its.Region == "US-CA" ? 3 : 4], client, others, BookingKind.Consultation, 15, 1, cancel);
                    break;
                case DemoStage.Booked:
                    await BookAsync(staff.Therapists[its.Therapist], client, others, BookingKind.Therapy, 50, 1, cancel);
                    if (its.Therapist == 0) await AskAndProposeAsync(staff.Therapists[0], client, others, cancel);
                    break;
                case DemoStage.InSeries or DemoStage.Changed:
                    await BookAsync(staff.Therapists[its.Therapist], client, others, BookingKind.Therapy, 50, DatesOfASeries, cancel);
                    break;
            }

            if (its.MovesTo is { } region) await AddMoveAsync(client, region, cancel);
        }
    }

    private async Task BookAsync(Guid therapist, Client client, IReadOnlyList<HouseholdMember> others, BookingKind kind, int minutes, int count, CancellationToken cancel)
    {
        var (request, free) = await FreeAsync(therapist, client, others, kind, minutes, cancel);
        // Spread over the days, the same on every start: the id tells nothing of the time, the name does.
        for (var tried = 0; tried < free.Count; tried++)
        {
            var start = free[(client.Name.Value.Length * 5 + tried * 3) % free.Count];
            var outcome = count == 1
                ? await store.BookAsync(request with { Start = start }, cancel)
                : await store.BookSeriesAsync(request with { Start = start }, count, ZoneOf(client.Zone), cancel: cancel);
            if (outcome.IsBooked) return;
        }
    }

    /// <summary>A client of the therapist whose link is printed has asked for a further time, which waits for approval; and was asked which of three would suit.</summary>
    private async Task AskAndProposeAsync(Guid therapist, Client client, IReadOnlyList<HouseholdMember> others, CancellationToken cancel)
    {
        var (request, free) = await FreeAsync(therapist, client, others, BookingKind.Therapy, 50, cancel);
        if (free.Count < 4) return;
        await store.BookAsync(request with { Start = free[^1], IsAsking = true }, cancel);
        Instant[] proposed = [free[free.Count / 4], free[free.Count / 2], free[free.Count * 3 / 4]];
        work.Db.Add(new TimeProposal
        {
            ClientId = client.Id,
            TherapistId = therapist,
            Kind = request.Kind,
            Format = request.Format,
            Minutes = request.Minutes,
            Others = [],
            Starts = proposed,
            Until = proposed[^1],
            ProposedAt = now - Duration.FromHours(2),
        });
        await work.Db.SaveChangesAsync(cancel);
    }

    private async Task<(BookingRequest Request, IReadOnlyList<Instant> Free)> FreeAsync(
        Guid therapist, Client client, IReadOnlyList<HouseholdMember> others, BookingKind kind, int minutes, CancellationToken cancel)
    {
        var people = People(client, others);
        var places = people.Select(person => new ClientPlace(person.Region, ZoneOf(person.Zone))).ToList();
        var request = new BookingRequest(therapist, client.Id, default, minutes, CareFormat.Video, kind, client.Id.ToString()) { Participants = people };
        var availability = await schedules.AvailabilityAsync(
            therapist, new BookingWish(minutes, CareFormat.Video, request.Holder), [.. people.Select(person => person.MemberId ?? client.Id)], null, places,
            new InstantRange(now + Duration.FromHours(5), now + Ahead), cancel: cancel);
        return (request, FreeTimes.Search(availability));
    }

    /// <summary>Told a few hours ago; the therapist has no licence there.</summary>
    private async Task AddMoveAsync(Client client, string region, CancellationToken cancel)
    {
        var (to, zone) = (Region.Parse(region), DemoClient.ZoneOf(region));
        var on = now.InUtc().Date.PlusDays(DaysToTheMove);
        var from = on.AtStartOfDayInZone(ZoneOf(zone)).ToInstant();
        var later = await work.Db.Bookings.Include(booking => booking.Participants).Where(booking => booking.ClientId == client.Id && booking.Start >= from).ToListAsync(cancel);
        foreach (var participant in later.SelectMany(booking => booking.Participants).Where(participant => participant.MemberId is null)) (participant.Region, participant.Zone) = (to, zone);
        work.Db.Add(new HouseMove
        {
            ClientId = client.Id,
            FromRegion = client.Region,
            ToRegion = to,
            ToZone = zone,
            On = on,
            ToldAt = now - Duration.FromHours(3),
            Uncovered = [.. later.Select(booking => booking.Id)],
        });
        await work.Db.SaveChangesAsync(cancel);
    }

    private void AddRow(Client client, Guid therapist, Instant start, BookingState state, IReadOnlyList<HouseholdMember> others)
    {
        var zone = ZoneOf("America/New_York");
        var booking = new Booking
        {
            ClientId = client.Id,
            TherapistId = therapist,
            Kind = BookingKind.Therapy,
            Format = CareFormat.Video,
            State = state,
            Start = start,
            Minutes = 50,
            BufferMinutes = new BookingPolicy().BufferMinutes,
            Local = start.InZone(zone).LocalDateTime,
            Zone = zone.Id,
            ZoneDataVersion = ZoneData.Current.Version,
            BookedAt = start - Duration.FromDays(9),
        };
        foreach (var person in People(client, others))
            booking.Participants.Add(PlaceLinks.NewPlace(work.Vault, booking, person.MemberId, person.Zone, person.Region));
        work.Db.Add(booking);
        if (state == BookingState.Booked) work.Db.Add(Reminder.ToEverybody(booking, Guid.CreateVersion7(), now));
        new TakenTime(work).Take(booking, booking.Participants.ConvertAll(participant => participant.PersonId));
    }

    /// <summary>A teen comes alone; couples and families together.</summary>
    private static List<ParticipantRequest> People(Client client, IReadOnlyList<HouseholdMember> others) =>
    [
        new(null, client.Zone, client.Region),
        .. others.Where(other => other.Role != HouseholdRole.Guardian).Select(other => new ParticipantRequest(other.Id, other.Zone, other.Region)),
    ];

    private static DateTimeZone ZoneOf(string id) => ZoneData.Current.TryGet(id, out var zone) ? zone : throw new ArgumentException($"The zone {id} is unknown.");
}

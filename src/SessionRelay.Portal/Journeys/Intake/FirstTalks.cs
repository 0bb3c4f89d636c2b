using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.FirstContact;
using SessionRelay.Portal.Data.Staff;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Policies;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Journeys.Intake;

/// <param name="Availability">The judge, for its words.</param>
/// <param name="Days">Dates at the client's place with their free starts.</param>
internal sealed record TalkOffer(Availability Availability, IReadOnlyList<(LocalDate Day, IReadOnlyList<Instant> Starts)> Days)
{
    public bool IsFree(Instant start) => Days.Any(day => day.Starts.Contains(start));
}

/// <summary>The first conversations: the intake assessment, and free consultations of 15 minutes with those who may become the therapist.</summary>
internal sealed class FirstTalks(UnitOfWork work, ScheduleReader schedules, BookingStore bookings, IntakeStaff staff)
{
    /// <summary>An assessment takes a usual session: the first of these that the clinician has.</summary>
    private static readonly int[] AssessmentMinutes = [50, 60, 45, 80];

    private static readonly Duration Ahead = Duration.FromDays(14);

    /// <summary>Those with hours of their own who hold sessions, by name: somebody of intake alone has no way into a room.</summary>
    public async Task<IReadOnlyList<StaffMember>> BookableAsync(CancellationToken cancel)
    {
        var withHours = await work.Db.Therapists.Select(profile => profile.Id).ToListAsync(cancel);
        return [.. (await staff.CliniciansAsync(cancel)).Where(member => member.Roles.HasFlag(PortalRole.Therapist) && withHours.Contains(member.Id))];
    }

    /// <summary>The free starts of the next two weeks from a moment on. The one judge decides, as it does when booking.</summary>
    public async Task<TalkOffer> OfferAsync(Client client, Guid clinician, BookingKind kind, CareFormat format, Instant? from, CancellationToken cancel)
    {
        var start = from ?? work.Database.Clock.GetCurrentInstant();
        var zone = ZoneData.Current.OrUtc(client.Zone);
        var minutes = await MinutesAsync(clinician, kind, cancel);
        var availability = await schedules.AvailabilityAsync(
            clinician, new BookingWish(minutes, format, Holder), [client.Id], null, [new ClientPlace(client.Region, zone)], new InstantRange(start, start + Ahead), cancel: cancel);
        return new TalkOffer(availability,
        [
            .. FreeTimes.Search(availability).GroupBy(free => free.InZone(zone).Date).Select(day => (day.Key, (IReadOnlyList<Instant>)[.. day])),
        ]);
    }

    public async Task<BookingOutcome> BookAsync(ContactRequest request, Client client, Guid clinician, BookingKind kind, CareFormat format, Instant start, CancellationToken cancel)
    {
        var outcome = await bookings.BookAsync(
            new BookingRequest(clinician, client.Id, start, await MinutesAsync(clinician, kind, cancel), format, kind, Holder) { Participants = [new ParticipantRequest(null, client.Zone, client.Region)] }, cancel);
        if (!outcome.IsBooked) return outcome;
        if (client.Stage == ClientStage.Asked) client.Stage = ClientStage.Intake;
        if (kind == BookingKind.IntakeAssessment) client.IntakeStaffId ??= clinician;
        request.State = RequestState.Done;
        await work.Db.SaveChangesAsync(cancel);
        return outcome;
    }

    private string Holder => work.Person?.UserId?.ToString() ?? "intake";

    private async Task<int> MinutesAsync(Guid clinician, BookingKind kind, CancellationToken cancel)
    {
        if (kind == BookingKind.Consultation) return BookingPolicy.ConsultationMinutes;
        var lengths = (await work.Db.Therapists.AsNoTracking().SingleAsync(profile => profile.Id == clinician, cancel)).Lengths;
        return AssessmentMinutes.FirstOrDefault(lengths.Contains, AssessmentMinutes[0]);
    }
}

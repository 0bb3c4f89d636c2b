using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Staff;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Scheduling;
using SessionRelay.Signaling.Api;
using SessionRelay.Signaling.Sessions;

namespace SessionRelay.Portal.Journeys.Sessions;

/// <summary>One session of a therapist's day.</summary>
/// <param name="People">Who takes part, and where each is.</param>
/// <param name="IsRunning">Its session is open at the relay.</param>
/// <param name="CanJoin">Its room can be entered.</param>
/// <param name="Pin">What the therapist enters when their own phone is called; null where the node calls nobody.</param>
internal sealed record TodaySession(Booking Booking, IReadOnlyList<TodayPerson> People, AdmitWarnings Warnings, bool IsRunning, bool CanJoin, string? Pin)
{
    public bool IsByPhone => Booking.Format == CareFormat.Phone;

    public int Waiting => People.Count(person => person.State == ParticipantState.Waiting);
}

/// <param name="Id">Of their place in the booking.</param>
/// <param name="State">Null before they came.</param>
/// <param name="Check">What they said before they joined; null before.</param>
/// <param name="Number">Of a session by phone: where they are called; null when nobody has said.</param>
/// <param name="Contact">On record, for an emergency.</param>
internal sealed record TodayPerson(Guid Id, string Name, ParticipantState? State, JoinCheck? Check, string? Number, Region Region, EmergencyContact? Contact);

/// <summary>A therapist's sessions of today, on their own clock.</summary>
internal sealed class TodayList(UnitOfWork work, SessionAdministration sessions, SessionDoor door, BeforeAdmitting before, CallNumbers numbers, HostPhones phones)
{
    public async Task<StaffMember?> TherapistAsync(Guid userId, CancellationToken cancel) =>
        await work.Db.Staff.AsNoTracking().SingleOrDefaultAsync(member => member.UserId == userId, cancel);

    public static DateTimeZone ZoneOf(StaffMember therapist) => ZoneData.Current.OrUtc(therapist.Zone);

    public async Task<IReadOnlyList<TodaySession>> OfAsync(StaffMember therapist, CancellationToken cancel)
    {
        var zone = ZoneOf(therapist);
        var today = work.Database.Clock.GetCurrentInstant().InZone(zone).Date;
        var (from, to) = (zone.AtStartOfDay(today).ToInstant(), zone.AtStartOfDay(today.PlusDays(1)).ToInstant());
        var before = from - Duration.FromHours(4); // a session over midnight
        var bookings = await work.Db.Bookings.AsNoTracking().Include(booking => booking.Participants)
            .Where(booking => booking.TherapistId == therapist.Id && booking.Start >= before && booking.Start < to
                && (booking.State == BookingState.Booked || booking.State == BookingState.Held || booking.State == BookingState.NoShow))
            .OrderBy(booking => booking.Start).ToListAsync(cancel);
        var rows = new List<TodaySession>();
        foreach (var booking in bookings.Where(booking => booking.End > from)) rows.Add(await RowAsync(booking, cancel));
        return rows;
    }

    private async Task<TodaySession> RowAsync(Booking booking, CancellationToken cancel)
    {
        var client = await work.Db.Clients.AsNoTracking().SingleAsync(known => known.Id == booking.ClientId, cancel);
        var members = await work.Db.HouseholdMembers.AsNoTracking().Where(member => member.ClientId == booking.ClientId).ToDictionaryAsync(member => member.Id, cancel);
        var look = await sessions.LookAsync(booking.Id.ToString("N"));
        var warnings = await before.OfAsync(booking, client, cancel);
        var states = look?.People.ToDictionary(person => person.Id, person => person.State) ?? [];
        var isByPhone = booking.Format == CareFormat.Phone;
        var contact = isByPhone ? await work.Db.EmergencyContacts.AsNoTracking().FirstOrDefaultAsync(known => known.ClientId == client.Id, cancel) : null;
        var people = new List<TodayPerson>();
        foreach (var participant in booking.Participants)
        {
            var member = participant.MemberId is { } id ? members.GetValueOrDefault(id) : null;
            people.Add(new TodayPerson(
                participant.Id,
                member?.Name.Value ?? JoinTarget.NameOf(client),
                states.TryGetValue(participant.Id.ToString("N"), out var state) ? state : null,
                warnings.Checks.GetValueOrDefault(participant.Id),
                isByPhone ? numbers.Of(warnings.Checks.GetValueOrDefault(participant.Id), client, member) : null,
                participant.Region,
                member is null ? contact : null));
        }

        var refusal = await door.JudgeAsync(booking, cancel);
        return new TodaySession(booking, people, warnings, look?.State == SessionState.Open, refusal == JoinRefusal.None, refusal == JoinRefusal.None && phones.HasLine ? phones.PinOf(booking) : null);
    }
}

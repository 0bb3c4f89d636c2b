using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Sealing;
using SessionRelay.Portal.Data.Staff;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Policies;
using SessionRelay.Portal.Domain.Scheduling;
using SessionRelay.Portal.Journeys.Care;
using SessionRelay.Signaling.Api;
using SessionRelay.Signaling.Sessions;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Portal.Journeys.Sessions;

/// <summary>What somebody says before they go in; numbers are E.164.</summary>
internal sealed record WhereNow(Region Region, string? Place, string Callback, string EmergencyName, string EmergencyPhone)
{
    public override string ToString() => nameof(WhereNow); // where somebody is, and numbers
}

/// <summary>Lets people in: makes the booking's session at the relay when the first one comes, and a ticket for each.</summary>
internal sealed class SessionDoor(UnitOfWork work, SessionAdministration sessions, BeforeAdmitting before, CallNumbers numbers, HostPhones phones)
{
    private const Permissions WithoutPicture = Permissions.All & ~(Permissions.Video | Permissions.Screen);

    private const int PlacesToSpare = 4; // an aide, an interpreter, a second device while the first is still there
    private const int UsualPlaces = 8;

    /// <summary>Whether this person can go in now: by the hour, and by what must be signed before.</summary>
    public async Task<JoinRefusal> JudgeAsync(JoinTarget target, CancellationToken cancel)
    {
        var refusal = await JudgeAsync(target.Booking, cancel);
        return refusal == JoinRefusal.None && (await before.UnsignedAsync(target, cancel)).Count > 0 ? JoinRefusal.Unsigned : refusal;
    }

    /// <summary>Whether the room of a booking can be entered now.</summary>
    public async Task<JoinRefusal> JudgeAsync(Booking booking, CancellationToken cancel)
    {
        var now = work.Database.Clock.GetCurrentInstant();
        var grace = await JoinTarget.GraceAsync(work, cancel);
        if (booking.State == BookingState.Cancelled) return JoinRefusal.Cancelled;
        if (booking.State is BookingState.Requested) return JoinRefusal.TooEarly;
        if (now >= booking.End + grace)
        {
            // It may have been extended: then it goes on as long as the relay says.
            var look = await sessions.LookAsync(booking.Id.ToString("N"));
            if (look is null || look.State == SessionState.Ended || now >= Instant.FromDateTimeOffset(look.EndsAt) + grace) return JoinRefusal.Over;
        }

        if (booking.State != BookingState.Booked) return JoinRefusal.Over;
        if (booking.Format == CareFormat.InPerson) return JoinRefusal.NoRoom;
        return now < JoinTarget.OpensAtOf(booking) ? JoinRefusal.TooEarly : JoinRefusal.None;
    }

    /// <summary>Keeps what they said and gives the way in.</summary>
    /// <returns>The room's address with the ticket in its fragment; null when there is no way in now, and nothing is kept.</returns>
    public async Task<string?> EnterAsync(JoinTarget target, WhereNow where, CancellationToken cancel)
    {
        if (await KeepAsync(target, where, cancel) is not { } check) return null;
        await EnsureAsync(target.Booking, cancel);
        return await MintAsync(target.Booking, Guest(target, where.Callback, check));
    }

    /// <summary>Keeps what they said before they are called: nobody comes by browser to a session by phone.</summary>
    /// <returns>False when it is too early or over, or something is to be signed before, and nothing is kept.</returns>
    public async Task<bool> TellAsync(JoinTarget target, WhereNow where, CancellationToken cancel)
    {
        if (await KeepAsync(target, where, cancel) is not { } check) return false;
        await EnsureAsync(target.Booking, cancel);
        await ExpectAsync(target, where.Callback, check);
        return true;
    }

    /// <summary>Null, with nothing kept, when there is no way in now.</summary>
    private async Task<JoinCheck?> KeepAsync(JoinTarget target, WhereNow where, CancellationToken cancel)
    {
        if (await JudgeAsync(target, cancel) != JoinRefusal.None) return null;
        var booking = target.Booking;
        var licences = await work.Db.Licences.AsNoTracking().Where(licence => licence.StaffId == booking.TherapistId).ToListAsync(cancel);
        var check = new JoinCheck
        {
            BookingId = booking.Id,
            ParticipantId = target.Participant.Id,
            ClientId = booking.ClientId,
            At = work.Database.Clock.GetCurrentInstant(),
            Region = where.Region,
            Place = where.Place is { Length: > 0 } place ? new Sealed<string>(place) : null,
            CallbackNumber = where.Callback,
            EmergencyName = where.EmergencyName,
            EmergencyPhone = where.EmergencyPhone,
            IsUnlicensed = !LicenceCover.Holds([.. licences.Select(licence => licence.AsRule())], new ClientPlace(where.Region, target.Zone), booking.Start, booking.End),
        };
        await TellUnlicensedAsync(target, check, cancel);
        work.Db.JoinChecks.Add(check);
        await work.Db.SaveChangesAsync(cancel);
        return check;
    }

    /// <summary>What the room says beside the button that admits; null where a licence holds.</summary>
    private static string? NoticeOf(JoinCheck? check) => check is { IsUnlicensed: true } ? $"Says they are in {Regions.Name(check.Region)}, where you hold no licence." : null;

    /// <summary>Therapist and intake hear that somebody is where no licence holds: once for each place, however often the person goes in.</summary>
    private async Task TellUnlicensedAsync(JoinTarget target, JoinCheck check, CancellationToken cancel)
    {
        if (!check.IsUnlicensed) return;
        var said = await work.Db.JoinChecks.AsNoTracking().Where(known => known.ParticipantId == check.ParticipantId && known.IsUnlicensed).Select(known => known.Region).ToListAsync(cancel);
        if (said.Contains(check.Region)) return;
        var zone = ZoneData.Current.OrUtc(target.Therapist.Zone);
        var details = $"{(target.Member is null ? "Says they are" : "Somebody who takes part says they are")} in {Regions.Name(check.Region)} for the session of {target.Booking.Start.InZone(zone).Date:uuuu'-'MM'-'dd}, "
            + $"where {target.Therapist.Name.Value} holds no licence. What can be done: another time when they are back, another therapist who is licensed there, or what the law allows in an emergency.";
        Notices.TellMember(work, target.Therapist.Id, NoticeKinds.UnlicensedPlace, target.Client, details);
        Notices.TellIntake(work, NoticeKinds.UnlicensedPlace, target.Client, details);
    }

    /// <summary>The therapist's way in. To a session by phone it needs no camera, and everybody who has signed what there is can be called from there.</summary>
    public async Task<string> EnterAsHostAsync(Booking booking, StaffMember therapist, CancellationToken cancel)
    {
        await EnsureAsync(booking, cancel);
        if (booking.Format == CareFormat.Phone) await ExpectAllAsync(booking, cancel);
        return await MintAsync(booking, Host(booking, therapist));
    }

    /// <summary>
    /// Calls the therapist's own phone into their session: whoever picks up enters the booking's code. Who is booked by phone, and has signed what there is, is called when the therapist is in.
    /// </summary>
    /// <exception cref="SessionRefusedException">The session refuses, with words for the therapist.</exception>
    public async Task CallHostAsync(Booking booking, StaffMember therapist, CancellationToken cancel)
    {
        await EnsureAsync(booking, cancel);
        if (booking.Format == CareFormat.Phone) await ExpectAllAsync(booking, cancel);
        await MintAsync(booking, Host(booking, therapist)); // the ticket is nobody's: what counts is that the session knows number and code
        await sessions.CallHostAsync(booking.Id.ToString("N"), booking.TherapistId.ToString("N"));
    }

    private TicketRequest Host(Booking booking, StaffMember therapist)
    {
        var called = phones.Of(booking, therapist);
        return new TicketRequest(
            booking.TherapistId.ToString("N"), therapist.Name.Value, ParticipantRole.Host, booking.Format == CareFormat.Phone ? WithoutPicture : null, called?.Callback, Pin: called?.Pin);
    }

    private async Task ExpectAllAsync(Booking booking, CancellationToken cancel)
    {
        foreach (var participant in booking.Participants)
        {
            if (await JoinTarget.FindAsync(work, participant.Id, cancel) is not { } target) continue;
            if ((await before.UnsignedAsync(target, cancel)).Count > 0) continue; // the therapist reads who is waited for
            var said = await numbers.SaidAsync(participant.Id, cancel);
            if (numbers.Of(said, target) is { } number) await ExpectAsync(target, number, said);
        }
    }

    /// <summary>The ticket is nobody's: what counts is that the session knows whom to call, and where.</summary>
    private async Task ExpectAsync(JoinTarget target, string number, JoinCheck? said) =>
        await sessions.MintAsync(target.SessionId, Guest(target, number, said) with { ByPhone = true });

    private static TicketRequest Guest(JoinTarget target, string callback, JoinCheck? said) =>
        new(target.Participant.Id.ToString("N"), target.Name, ParticipantRole.Guest, Callback: callback, Notice: NoticeOf(said), Language: target.Client.Language);

    /// <summary>One session for a booking, whoever comes first; a moved or lengthened booking takes its session along.</summary>
    private async Task EnsureAsync(Booking booking, CancellationToken cancel)
    {
        var rules = (await new ScheduleReader(work).PolicyAsync(cancel)).Sessions;
        await sessions.EnsureAsync(booking.Id.ToString("N"), booking.Start.ToDateTimeOffset(), booking.End.ToDateTimeOffset(), new SessionPolicy
        {
            MaxPeople = Math.Max(UsualPlaces, booking.Participants.Count + PlacesToSpare),
            GraceMinutes = rules.GraceMinutes,
            LateHostMinutes = rules.LateHostMinutes,
            ExtendMinutes = rules.ExtendMinutes,
            Phone = rules.Phone switch
            {
                PhoneFallback.Off when booking.Format != CareFormat.Phone => PhonePolicy.Off,
                PhoneFallback.Auto => PhonePolicy.Auto,
                _ => PhonePolicy.Offer,
            },
        });
    }

    private async Task<string> MintAsync(Booking booking, TicketRequest request)
    {
        // A local address, whatever this node is called from outside: the person stays where they are.
        var ticket = await sessions.MintAsync(booking.Id.ToString("N"), request);
        return "/room#ticket=" + ticket.Ticket;
    }
}

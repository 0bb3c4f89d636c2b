using SessionRelay.Signaling.Continuity;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Signaling.Sessions;

/// <content>
/// A guest who is on the phone when all others have gone sees no page: they are told, and are not left on an empty line until the session's end.
/// </content>
internal sealed partial class Session
{
    /// <summary>As long as the session would wait for people after its end; never less than who has hung up has to call back.</summary>
    private TimeSpan WaitsAlone => Window.Grace > Seat.AwayLimit ? Window.Grace : Seat.AwayLimit;

    private void LookAfterTheLast(DateTimeOffset now)
    {
        foreach (var seat in seats.Values)
        {
            if (seat is not { IsIn: true, Phone: { State: PhoneLegState.Live, IsLetGo: false } leg }) continue;
            if (!IsLastOnThePhone(seat))
            {
                leg.AloneSince = null;
            }
            else if (leg.AloneSince is not { } since)
            {
                leg.AloneSince = now;
                Announce(seat, PhoneAnnouncement.Alone);
            }
            else if (now - since >= WaitsAlone)
            {
                leg.IsLetGo = true;
                (seat.AwaySince, seat.ClosingSince) = (now, now); // as if they had hung up: no time is lost
                changes.Phones.Add(new PhoneOrder(PhoneDeed.HangUp, seat.Id, leg.Name));
            }
        }
    }

    /// <summary>Whose connection is broken or page is loading anew is waited for, and is nobody who has left. Hosts do as they please, and a page shows who is there.</summary>
    private bool IsLastOnThePhone(Seat seat)
    {
        if (seat is { Kept.Role: ParticipantRole.Host } or { LivePeer: not null } or { ConnectionId: not null }) return false;
        foreach (var other in seats.Values)
        {
            if (other == seat) continue;
            var hungUp = other is { ClosingSince: not null, HasOnlyPhone: true, Phone: null };
            if (other.Phone is { ByPin: true } || (other.IsIn && !hungUp)) return false;
        }

        return true;
    }
}

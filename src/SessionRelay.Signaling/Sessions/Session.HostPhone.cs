using SessionRelay.Signaling.Continuity;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Signaling.Sessions;

/// <content>
/// A host by phone: the PIN lets them in, and 1 does what comes next: lets in who waits, else calls who is missing. What a page would show is spoken.
/// </content>
internal sealed partial class Session
{
    private const char NextKey = '1';

    private int lastTurn;

    /// <summary>Calls a host's own phone, as their booking system asks: they need no page at all.</summary>
    public CallPhoneReply CallHost(string participantId, DateTimeOffset now)
    {
        EnsureOpen(now);
        if (!seats.TryGetValue(participantId, out var seat) || !seat.HasPin || seat.Kept.Removed) throw Refusals.NoSuchParticipant();
        if (Record.Policy.Phone == PhonePolicy.Off) throw Refusals.NoPhone();
        if (!phones.HasTrunk) throw Refusals.NoPhoneLine();
        return Call(seat, seat.Kept.Callback ?? throw Refusals.NoNumber(), now);
    }

    /// <summary>After a step of somebody's call: the PIN is the host's admission, and who hosts by phone hears of the others.</summary>
    private void GoOnByPhone(Seat seat, PhoneLeg leg, DateTimeOffset at)
    {
        switch (leg.State)
        {
            case PhoneLegState.Waiting when leg.ByPin:
                changes.Phones.Add(new PhoneOrder(PhoneDeed.Admit, seat.Id, leg.Name));
                break;
            case PhoneLegState.Waiting when seat.WaitsOnPhone: // else they are in by their browser, and wait when that breaks
                StartWaiting(seat);
                break;
            case PhoneLegState.Live when seat.HostsByPhone:
                // Their press on the booking's page was for both: who is expected by phone is called at once.
                if (!AnnounceNext() && seat.Has(Permissions.Phone) && CallMissing(at)) AnnounceToHosts(PhoneAnnouncement.Calling);
                break;
            case PhoneLegState.Live:
                seat.Turn = null;
                AnnounceNext(); // they were let in: from here on 1 is for another
                break;
        }
    }

    private void HearKey(Seat seat, RelayEvent.PhoneKey pressed)
    {
        if (!seat.HostsByPhone || seat.Phone!.Name != pressed.Peer || pressed.Key != NextKey) return;
        if (IsSomebodyOnTheirWayIn()) return; // pressed twice: of whom it would be for nothing was said yet
        try
        {
            if (FirstWaiting() is { } waiting) Admit(seat, waiting.Id, pressed.At);
            else if (seat.Has(Permissions.Phone)) Announce(seat, CallMissing(pressed.At) ? PhoneAnnouncement.Calling : PhoneAnnouncement.Nobody);
        }
        catch (RefusedException)
        {
            Announce(seat, PhoneAnnouncement.Nobody); // not allowed, or no place is left
        }
    }

    /// <summary>Nobody speaks a notice's own words; that there is one is said before 1 lets the person in.</summary>
    private static PhoneAnnouncement KnockOf(Seat waiting) => waiting.Kept.Notice is null ? PhoneAnnouncement.Knock : PhoneAnnouncement.Warning;

    /// <summary>
    /// Says to who hosts by phone what there is to say of the one whom 1 lets in, whoever it was that knocked: words cut off those before them, and somebody else's would hide a warning.
    /// False when nobody waits.
    /// </summary>
    private bool AnnounceNext()
    {
        if (FirstWaiting() is not { } waiting) return false;
        AnnounceToHosts(KnockOf(waiting));
        return true;
    }

    private void StartWaiting(Seat seat)
    {
        seat.Turn ??= ++lastTurn; // a reload of the page begins no new one
        AnnounceNext();
    }

    /// <summary>Somebody else is next, and that is said, when they did wait.</summary>
    private void StopWaiting(Seat seat)
    {
        if (seat.Turn is null) return;
        seat.Turn = null;
        AnnounceNext();
    }

    /// <summary>Was let in on the phone, and the relay has not said yet that they are there.</summary>
    private bool IsSomebodyOnTheirWayIn()
    {
        foreach (var seat in seats.Values)
        {
            if (seat is { WaitsOnPhone: true, Phone.IsAdmitted: true }) return true;
        }

        return false;
    }

    /// <summary>
    /// On the phone or in the waiting room, whoever came first: somebody who comes while the host's finger is on the key must not be let in unheard in another one's place.
    /// </summary>
    private Seat? FirstWaiting()
    {
        Seat? first = null;
        foreach (var seat in seats.Values)
        {
            if (!(seat is { WaitsOnPhone: true, Phone.IsAdmitted: false } || seat is { IsWaiting: true, WaitsOnPhone: false, HasPin: false })) continue;
            if (first is null || seat.Turn < first.Turn) first = seat;
        }

        return first;
    }

    /// <summary>Calls whoever is expected by phone, or was let in and has no connection; not who was ever removed: they are called by name alone. False when nobody is called.</summary>
    private bool CallMissing(DateTimeOffset at)
    {
        var called = false;
        foreach (var seat in seats.Values)
        {
            if (seat.HasPin || seat.HasPath || seat.Kept is not { Removed: false, RevokedUntil: null, Callback: { } number } || !(seat.Kept.ByPhone || seat.IsIn)) continue;
            if (seat.Phone is null)
            {
                if (!phones.HasTrunk || Record.Policy.Phone == PhonePolicy.Off || CallsLeft(seat) == 0 || !phones.Allows(number) || !HasPlace(seat.Kept.Role, seat)) continue;
                Dial(seat, number, at);
            }

            called = true;
        }

        return called;
    }

    private void AnnounceToHosts(PhoneAnnouncement words)
    {
        foreach (var seat in seats.Values)
        {
            if (seat.HostsByPhone) Announce(seat, words);
        }
    }

    private void Announce(Seat seat, PhoneAnnouncement words) =>
        changes.Phones.Add(new PhoneOrder(PhoneDeed.Announce, seat.Id, seat.Phone!.Name, Words: words));
}

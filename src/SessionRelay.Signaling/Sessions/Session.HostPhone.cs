using SessionRelay.Signaling.Continuity;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Signaling.Sessions;

/// <content>
/// A host by phone: the PIN lets them in, and 1 does what comes next: lets in who waits, else calls who is missing. What a page would show is spoken.
/// </content>
internal sealed partial class Session
{
    private const char NextKey = '1';

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
            case PhoneLegState.Waiting:
                StartWaiting(seat, at);
                break;
            case PhoneLegState.Live when seat.HostsByPhone:
                // Their press on the booking's page was for both: who is expected by phone is called at once.
                if (!AnnounceNext() && seat.Has(Permissions.Phone) && CallMissing(at)) AnnounceToHosts(PhoneAnnouncement.Calling);
                break;
            case PhoneLegState.Live:
                seat.WaitsSince = null;
                AnnounceNext(); // they were let in: from here on 1 is for another
                break;
        }
    }

    private void HearKey(Seat seat, RelayEvent.PhoneKey pressed)
    {
        if (!seat.HostsByPhone || seat.Phone!.Name != pressed.Peer || pressed.Key != NextKey) return;
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

    private void StartWaiting(Seat seat, DateTimeOffset at)
    {
        seat.WaitsSince ??= at; // a reload of the page begins no new turn
        AnnounceNext();
    }

    /// <summary>
    /// On the phone or in the waiting room, whoever came first: somebody who comes while the host's finger is on the key must not be let in unheard in another one's place.
    /// </summary>
    private Seat? FirstWaiting()
    {
        Seat? first = null;
        foreach (var seat in seats.Values)
        {
            if ((seat.WaitsOnPhone || (seat.IsWaiting && !seat.HasPin)) && (first is null || seat.WaitsSince < first.WaitsSince)) first = seat;
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

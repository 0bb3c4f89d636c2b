using System.Security.Cryptography;
using System.Text.Json;
using SessionRelay.Signaling.Continuity;
using SessionRelay.Signaling.Hosting;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Signaling.Sessions;

/// <content>
/// Calls to people's phones. A leg counts as present from the moment at which 1 was pressed and the host has admitted; before, nobody knows who picked up.
/// Calls are counted with the seat, so that no crash gives new ones.
/// </content>
internal sealed partial class Session
{
    private static readonly TimeSpan DialUnaskedAfter = TimeSpan.FromSeconds(20); // protocol.md: the last rung of the ladder

    private static readonly Reach Nothing = new(Callback: null);

    private AudioCodec codec; // what everybody was told to send

    /// <summary>What everybody who is in sends sound as.</summary>
    public CodecMessage UseCodec => new(codec);

    /// <summary>Calls somebody who was let in before, or takes part by phone; without a phone line, gives the number for the host to dial. While a call is open, says how it stands.</summary>
    public CallPhoneReply CallPhone(Seat by, string participantId, DateTimeOffset now)
    {
        var seat = Callable(by, participantId);
        if (Record.Policy.Phone == PhonePolicy.Off) throw Refusals.NoPhone();
        if (!seat.HasPin && (seat == by || seat.Kept is not ({ Entered: true, Admitted: true } or { ByPhone: true }))) throw Refusals.NoSuchParticipant();
        var number = seat.Kept.Callback ?? throw Refusals.NoNumber();
        if (!phones.HasTrunk) return new CallPhoneReply(number, Written: PhoneRules.Written(number));
        return Call(seat, number, now);
    }

    private CallPhoneReply Call(Seat seat, string number, DateTimeOffset now)
    {
        if (seat.Phone is null)
        {
            if (CallsLeft(seat) == 0) throw Counted(Refusals.TooManyCalls());
            if (!phones.Allows(number)) throw Counted(Refusals.NumberNotAllowed());
            EnsurePlace(seat.Kept.Role, seat);
            Dial(seat, number, now);
        }

        return new CallPhoneReply(null, seat.Phone!.State, CallsLeft(seat));
    }

    /// <summary>Ends somebody's call, wherever it stands. None open: nothing happens.</summary>
    public void HangUp(Seat by, string participantId)
    {
        if (Callable(by, participantId).Phone is { } leg) changes.Phones.Add(new PhoneOrder(PhoneDeed.HangUp, participantId, leg.Name));
    }

    private Seat Callable(Seat by, string participantId)
    {
        Ensure(by, Permissions.Phone, "call people by phone");
        return seats.TryGetValue(participantId, out var seat) && !seat.Kept.Removed ? seat : throw Refusals.NoSuchParticipant();
    }

    private static int CallsLeft(Seat seat) => Math.Max(0, PhoneRules.CallsEach - seat.Kept.PhoneCalls);

    private RefusedException Counted(RefusedException refusal)
    {
        metrics.PhoneCall(refusal.Refusal.Code);
        return refusal;
    }

    private void Dial(Seat seat, string number, DateTimeOffset now)
    {
        var leg = new PhoneLeg("phone-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)), seat.HasPin);
        seat.Phone = leg;
        seat.Kept.PhoneCalls++;
        seat.Kept.OpenCall = OpenCall.Dialed;
        KeepSeat(seat);
        Happened(WebhookEvents.PhoneDialed, now, seat, new { });
        changes.Phones.Add(new PhoneOrder(PhoneDeed.Dial, seat.Id, leg.Name, number, seat.Kept.Language, seat.HasPin ? seat.Kept.Pin : null));
        TellPhone(seat, leg.State);
    }

    /// <summary>
    /// By policy: whose connection has stayed away, once for each time. A guest only while somebody is there to admit, a host who has a PIN while somebody is there to be spoken with.
    /// </summary>
    private void DialUnasked(DateTimeOffset now)
    {
        if (Record.Policy.Phone != PhonePolicy.Auto || !phones.HasTrunk) return;
        var (somebodyAdmits, somebodyIsThere) = (SomebodyAdmits(), SomebodyIsThere());
        foreach (var seat in seats.Values)
        {
            if (seat is not { IsIn: true, HasPath: false, Phone: null, ClosingSince: null, Kept.Callback: not null }) continue;
            if (!(seat.HasPin ? somebodyIsThere : somebodyAdmits && seat.Kept.Role == ParticipantRole.Guest)) continue;
            var gap = ledger.OpenGapOf(seat.Id);
            if (gap < 0 || gap == seat.DialledForGap || now - ledger.Gaps[gap].From < DialUnaskedAfter) continue;
            seat.DialledForGap = gap;
            if (CallsLeft(seat) > 0 && phones.Allows(seat.Kept.Callback)) Dial(seat, seat.Kept.Callback, now);
        }
    }

    /// <summary>Whoever was sent away is welcome again: their booking system says so.</summary>
    private void ExpectByPhone(Seat seat)
    {
        changes.Participants |= !seat.Kept.ByPhone || seat.Kept.Removed;
        seat.Kept.ByPhone = true;
        if (!seat.Kept.Removed) return;
        seat.Kept.Removed = false;
        seat.Kept.Left = true;
    }

    private bool SomebodyAdmits()
    {
        foreach (var seat in seats.Values)
        {
            if ((seat.LivePeer is not null || seat.HostsByPhone) && seat.IsIn && seat.Has(Permissions.Admit)) return true;
        }

        return false;
    }

    private bool SomebodyIsThere()
    {
        foreach (var seat in seats.Values)
        {
            if (seat is { IsIn: true, HasPath: true }) return true;
        }

        return false;
    }

    private void AdmitPhone(Seat seat, PhoneLeg leg)
    {
        if (leg.IsAdmitted) return;
        EnsurePlace(seat.Kept.Role, seat);
        leg.IsAdmitted = true;
        changes.Phones.Add(new PhoneOrder(PhoneDeed.Admit, seat.Id, leg.Name));
    }

    private void HearPhone(Seat seat, RelayEvent.PhoneChanged changed)
    {
        if (seat.Phone is not { } leg || leg.Name != changed.Peer || changed.State <= leg.State) return;
        if (changed.State > PhoneLegState.Live)
        {
            EndCall(seat, changed.State, changed.At);
            return;
        }

        if (changed.State == PhoneLegState.Live && !HasPlace(seat.Kept.Role, seat))
        {
            changes.Phones.Add(new PhoneOrder(PhoneDeed.HangUp, seat.Id, leg.Name)); // somebody else took the place since the host admitted
            return;
        }

        leg.State = changed.State;
        if (changed.State >= PhoneLegState.Answered && seat.Kept.OpenCall == OpenCall.Dialed)
        {
            seat.Kept.OpenCall = OpenCall.Answered;
            KeepSeat(seat);
            Happened(WebhookEvents.PhoneAnswered, changed.At, seat, new { });
        }

        if (changed.State == PhoneLegState.Live)
        {
            metrics.PhoneCall("ok");
            seat.Kept.Left = false; // whoever closed the page is back, by phone
            LetIn(seat, changed.At);
            if (seat.LivePeer is null) ComeBack(seat, changed.At);
            KeepSeat(seat);
        }

        changes.Participants = true;
        TellPhone(seat, leg.State);
        TellCodec();
        GoOnByPhone(seat, leg, changed.At);
    }

    /// <summary>Who takes part by phone comes in here; by browser as well when they wait there.</summary>
    private void LetIn(Seat seat, DateTimeOffset at)
    {
        seat.Kept.Entered = true;
        if (seat.ConnectionId is null)
        {
            // The page was closed, or a host whose browser broke comes by the PIN: from here on there is the phone alone, and who hangs it up has left.
            if (seat.ClosingSince is not null || (seat.HasPin && seat.LivePeer is null)) seat.PeerBeforeGap = null;
            (seat.AwaySince, seat.ClosingSince) = (null, null);
        }

        if (seat.Kept.Admitted) return;
        seat.Kept.Admitted = true;
        Tell(seat, Events.Admitted, ReplyTo(seat, at));
    }

    /// <summary>Somebody's call is over; who has no other path is missing from here on.</summary>
    private void EndCall(Seat seat, PhoneLegState end, DateTimeOffset at)
    {
        var wasPresent = seat.IsOnPhone;
        CloseCall(seat, Word(end), at);
        if (wasPresent && seat.LivePeer is null && seat.IsIn)
        {
            seat.Kept.Live = false;
            if (end == PhoneLegState.HungUp && seat.HasOnlyPhone)
            {
                // Who hangs up and has no page has gone as one does who closes it: after a while they have left, and no time was lost.
                seat.AwaySince ??= at;
                seat.ClosingSince ??= at;
            }

            Interrupt(seat, at, seat.ClosingSince is null ? GapCause.Network : GapCause.Page);
            changes.Clock = true;
        }

        KeepSeat(seat);
        changes.Participants = true;
        TellPhone(seat, end);
        TellCodec();
        // While somebody waits, 1 lets them in and calls nobody.
        if (!seat.HasPin && seat.LivePeer is null && !AnnounceNext()) AnnounceToHosts(PhoneAnnouncement.Missed);
    }

    /// <summary>Forgets the call and tells booking systems of its end. The caller keeps the seat.</summary>
    private void CloseCall(Seat seat, string reason, DateTimeOffset at)
    {
        if (seat.Kept.OpenCall == OpenCall.None) return;
        if (!seat.IsOnPhone) metrics.PhoneCall(reason);
        Happened(seat.Kept.OpenCall == OpenCall.Answered ? WebhookEvents.PhoneEnded : WebhookEvents.PhoneFailed, at, seat, new { reason });
        seat.Kept.OpenCall = OpenCall.None;
        seat.Phone = null;
        if (!seat.IsWaiting) seat.Turn = null; // who is called again comes after those who have waited since
    }

    /// <summary>Calls that were open when the node died: the relay that had them is gone.</summary>
    private void LoseCallsSince(DateTimeOffset lastAlive)
    {
        foreach (var seat in seats.Values)
        {
            if (seat.Kept.OpenCall == OpenCall.None) continue;
            CloseCall(seat, "node", lastAlive);
            KeepSeat(seat);
        }
    }

    private void TellPhone(Seat seat, PhoneLegState state)
    {
        var message = Describe(seat, state);
        foreach (var other in seats.Values)
        {
            if (other is { IsIn: true, ConnectionId: { } connection } && IsToldOfCalls(other, seat)) changes.PhoneNotices.Add(new Notice(connection, Events.Phone, message));
        }
    }

    private static bool IsToldOfCalls(Seat viewer, Seat called) => viewer == called || viewer.Has(Permissions.Phone);

    private static PhoneMessage Describe(Seat seat, PhoneLegState state) => new(seat.Id, state, CallsLeft(seat), seat.LivePeer is not null);

    private List<PhoneMessage> PhonesTold(Seat viewer)
    {
        var list = new List<PhoneMessage>();
        foreach (var seat in seats.Values)
        {
            if (seat.Phone is { } leg && IsToldOfCalls(viewer, seat)) list.Add(Describe(seat, leg.State));
        }

        return list;
    }

    /// <summary>From the press of 1 on, so that the first words are heard. Who waits to be let in is told then.</summary>
    private void TellCodec()
    {
        var needed = AudioCodec.Opus;
        foreach (var seat in seats.Values)
        {
            if (seat.Phone is { State: PhoneLegState.Waiting or PhoneLegState.Live }) needed = AudioCodec.Pcmu;
        }

        if (needed == codec) return;
        codec = needed;
        TellAllIn(Events.UseCodec, UseCodec);
    }

    private static string Word(PhoneLegState state) => JsonNamingPolicy.KebabCaseLower.ConvertName(state.ToString());
}

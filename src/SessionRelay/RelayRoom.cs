using SessionRelay.Net;
using SessionRelay.Routing;
using SessionRelay.Sdp;

namespace SessionRelay;

/// <summary>A room on a shard: the media side of one session. All members may be called from any thread.</summary>
public sealed class RelayRoom
{
    private readonly RelayShard _shard;
    private readonly Room _room;
    private readonly Action<RelayRoom> _closed;

    internal RelayRoom(RelayShard shard, Room room, Action<RelayRoom> closed)
    {
        _shard = shard;
        _room = room;
        _closed = closed;
    }

    public string Id => _room.Id;

    internal RelayShard Shard => _shard;

    /// <summary>
    /// Answers an offer. A new <see cref="ConnectRequest.Peer"/> of a participant who has one stands beside the old until it has carried media
    /// (DTLS done and an authenticated packet), then the old one is closed.
    /// </summary>
    public async Task<ConnectReply> ConnectAsync(ConnectRequest request)
    {
        // Reading the text is work of the caller's thread: a shard only sees the typed offer.
        if (!SdpOffer.TryParse(request.Sdp, out var offer, out var error) || offer is null)
            return ConnectReply.Refused("bad-offer", $"line {error.Line}: {error.Reason}");
        try
        {
            return await _shard.AskAsync(now => _room.Connect(request, offer, now)).ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            return ConnectReply.Refused("session-ended", "the relay has stopped");
        }
    }

    /// <summary>Closes all peer connections of a participant (leave, removal). Unknown participants are ignored.</summary>
    public Task DisconnectAsync(string participantId) => Post(now => _room.Disconnect(participantId, now));

    public Task SetMediaAsync(string participantId, SendingMedia sending) => Post(now => _room.SetMedia(participantId, sending, now));

    /// <summary>What the slot's element can show, in CSS pixels times device pixel ratio; <paramref name="paused"/>: nothing is wanted now. Unknown slots are ignored.</summary>
    public Task WatchSlotAsync(string participantId, int slot, int maxWidth, int maxHeight, bool paused) =>
        Post(now => _room.WatchSlot(participantId, slot, maxWidth, maxHeight, paused, now));

    /// <summary>
    /// Calls a number into the room. What becomes of it is told by <see cref="RelayEvent.PhoneChanged"/>, from <see cref="PhoneLegState.Dialing"/> on. While a leg of the participant
    /// is open another one is ignored.
    /// </summary>
    public Task CallPhoneAsync(PhoneLine line, PhoneCallRequest call) => Post(now =>
    {
        var channel = new PhoneChannel(_shard, line.Trunk);
        if (_room.CallPhone(call, line.Prompts.In(call.Language), channel, now) is not { } leg)
            return;
        if (IsE164(call.Number))
            channel.Dial(leg, call.Number);
        else
            leg.OnEnded(PhoneLegState.WrongNumber, now);
    });

    /// <summary>The host lets somebody in who has pressed 1. Ignored in every state but <see cref="PhoneLegState.Waiting"/>.</summary>
    public Task AdmitPhoneAsync(string participantId, string leg) => Post(now => _room.AdmitPhone(participantId, leg, now));

    /// <summary>Says something to somebody who is in by phone, over what they hear. Ignored in every state but <see cref="PhoneLegState.Live"/>.</summary>
    public Task AnnounceOnPhoneAsync(string participantId, string leg, PhoneAnnouncement words) => Post(_ => _room.AnnounceOnPhone(participantId, leg, words));

    /// <summary>Ends a leg in any state; who waits or is in the session is out of it at once and hears goodbye first. It ends with <see cref="PhoneLegState.HungUp"/>.</summary>
    public Task HangUpPhoneAsync(string participantId, string leg) => Post(now => _room.HangUpPhone(participantId, leg, now));

    /// <summary>Closes the room and everything in it. Completes the event channel.</summary>
    public async Task CloseAsync()
    {
        await Post(now => _room.Close(now)).ConfigureAwait(false);
        _closed(this);
    }

    /// <summary>ITU-T E.164: a plus and at most 15 digits, of which the country's first is not 0.</summary>
    private static bool IsE164(string number) =>
        number.Length is >= 3 and <= 16 && number[0] == '+' && number[1] != '0' && !number.AsSpan(1).ContainsAnyExceptInRange('0', '9');

    private Task Post(Action<Wire.MonotonicTime> work)
    {
        var done = _shard.AskAsync(now =>
        {
            work(now);
            return true;
        });
        // A relay that has stopped has closed every room: there is nothing left to do.
        return done.IsFaulted ? Task.CompletedTask : done;
    }
}

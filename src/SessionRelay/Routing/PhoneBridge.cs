using SessionRelay.Phone.Audio;
using SessionRelay.Wire;

namespace SessionRelay.Routing;

/// <summary>
/// A room's phones and what they hear: the mix of the other phones and of the microphones that send PCMU. Its clock of 20 ms runs while a phone is answered, and
/// only then. One shard's thread; a tick allocates nothing.
/// </summary>
internal sealed class PhoneBridge(Room room)
{
    /// <summary>Of the mix's places: the others are for phones, which were called and would have to be hung up.</summary>
    public const int MaxMicrophones = 48;

    private readonly Mixer _mixer = new();
    private readonly List<PhoneLeg> _legs = [];
    private readonly List<AudioPublication> _mixed = [];

    /// <summary>When <see cref="Advance"/> must run next.</summary>
    public MonotonicTime Deadline => _mixer.Deadline;

    /// <summary>A leg was answered. Null when there are too many.</summary>
    public MixerInput? Open(PhoneLeg leg, MonotonicTime now)
    {
        if (_mixer.Add(now) is not { } input)
            return null;
        _legs.Add(leg);
        room.Surroundings.Phones.Add(this);
        room.Surroundings.Peers.Agenda.Lower(Deadline);
        return input;
    }

    public void Close(PhoneLeg leg, MixerInput input)
    {
        _mixer.Remove(input);
        _legs.Remove(leg);
        if (_legs.Count > 0)
            return;
        foreach (var microphone in _mixed)
            Release(microphone);
        _mixed.Clear();
        room.Surroundings.Phones.Remove(this);
    }

    /// <summary>Brings whose microphone is mixed into line with who is here: everybody's who is not on the phone themselves, while somebody is. Idempotent.</summary>
    public void Settle(MonotonicTime now)
    {
        if (_legs.Count == 0)
            return;
        var isSomebodyOnPhone = _legs.Exists(leg => leg.IsLive);
        for (var i = _mixed.Count - 1; i >= 0; i--)
        {
            if (isSomebodyOnPhone && IsWanted(_mixed[i]))
                continue;
            Release(_mixed[i]);
            _mixed.RemoveAt(i);
        }

        foreach (var participant in room.Participants)
        {
            if (!isSomebodyOnPhone || participant.Current?.Microphone is not { } microphone || !IsWanted(microphone))
                continue;
            if (microphone.Mixed is null && _mixed.Count < MaxMicrophones && _mixer.Add(now) is { } input)
            {
                microphone.Mixed = input;
                _mixed.Add(microphone);
            }

            if (microphone.Mixed is { } mixed)
                mixed.IsOpen = microphone.IsSending;
        }
    }

    /// <summary>Runs the ticks that are due.</summary>
    public void Advance(MonotonicTime now)
    {
        while (true)
        {
            foreach (var leg in _legs)
                leg.BeforeTick();
            if (!_mixer.TryTick(now, out var due))
                return;
            // Backwards: a leg that ends takes itself out of the list.
            for (var i = _legs.Count - 1; i >= 0; i--)
            {
                if (i < _legs.Count)
                    _legs[i].AfterTick(_mixer, due, now);
            }
        }
    }

    /// <summary>Ends all its legs, after a defect that would come again with each tick.</summary>
    public void Abandon(MonotonicTime now)
    {
        foreach (var leg in _legs.ToArray())
            leg.End(PhoneLegState.Failed, now);
    }

    private static bool IsWanted(AudioPublication microphone) =>
        microphone.Connection.Participant is var owner && owner.IsInRoom && !owner.IsOnPhone && owner.Current?.Microphone == microphone;

    private void Release(AudioPublication microphone)
    {
        if (microphone.Mixed is { } input)
            _mixer.Remove(input);
        microphone.Mixed = null;
    }
}

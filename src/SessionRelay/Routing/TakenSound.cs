using SessionRelay.Wire;

namespace SessionRelay.Routing;

/// <summary>
/// Which of a microphone's packets have gone on, by sequence number: what a later packet carried again may go in a lost one's place, and then that one, should it be merely late,
/// may not go a second time (its number would be used twice, which SRTP forbids: RFC 3711 section 9.1). One shard's thread, allocates nothing.
/// </summary>
internal sealed class TakenSound
{
    private const int Window = 64; // packets, over a second

    private ulong _taken = ulong.MaxValue; // bit n: the packet n before the newest
    private ushort _newest;
    private bool _started;
    private bool _goesOn;

    /// <summary>Another stream begins, with numbers of its own.</summary>
    public void Restart() => (_started, _goesOn) = (false, false);

    /// <summary>Nothing up to this packet may go on any more: it stayed here on purpose, or the stream begins with it.</summary>
    public void PassOver(ushort sequenceNumber)
    {
        _goesOn = false;
        if (_started && Wrap.Difference(sequenceNumber, _newest) < 0)
            return;
        _started = true;
        _newest = sequenceNumber;
        _taken = ulong.MaxValue;
    }

    /// <summary>A packet that came. False when it has gone on already, or is too late to tell.</summary>
    public bool TryTake(ushort sequenceNumber)
    {
        if (!_started)
            PassOver(unchecked((ushort)(sequenceNumber - 1)));
        _goesOn = true;
        var ahead = Wrap.Difference(sequenceNumber, _newest);
        if (ahead <= 0)
            return TryTakeEarlier(-ahead);
        _taken = ahead >= Window ? 0 : _taken << ahead;
        _taken |= 1;
        _newest = sequenceNumber;
        return true;
    }

    /// <summary>
    /// A packet that did not come, out of one that did and is to go on after it. False when it has gone on already, is too long ago, or may be of before the first that goes on
    /// after silence: what somebody said while muted stays here.
    /// </summary>
    public bool TryTakeLost(ushort sequenceNumber) => _goesOn && TryTake(sequenceNumber);

    private bool TryTakeEarlier(int behind)
    {
        if (behind >= Window || (_taken & (1UL << behind)) != 0)
            return false;
        _taken |= 1UL << behind;
        return true;
    }
}

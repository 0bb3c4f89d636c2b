using SessionRelay.Wire;

namespace SessionRelay.Routing;

/// <summary>
/// Merges the key frame requests of all who watch one published stream into at most one a second towards its publisher, repeated until a key frame comes: the request
/// or the frame may be lost, and on a still screen nothing else would bring one. Not thread safe, allocates nothing.
/// </summary>
internal sealed class KeyframeRequester
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1); // a key frame is some ten times an inter frame: more of them choke the uplink

    private bool _wanted;
    private MonotonicTime _earliest;

    /// <summary>PLI or FIR that were due.</summary>
    public long Sent { get; private set; }

    /// <summary>When <see cref="TakeDue"/> is to be called; never while nobody waits for a key frame.</summary>
    public MonotonicTime Deadline => _wanted ? _earliest : MonotonicTime.Never;

    /// <summary>The relay itself wants a key frame (a switch, a loss that is too wide).</summary>
    public void Request() => _wanted = true;

    /// <summary>A receiver asks. False when it has asked too often and is not heard.</summary>
    public bool Request(ref KeyframeAllowance receiver, MonotonicTime now)
    {
        if (!receiver.TryTake(now))
            return false;

        _wanted = true;
        return true;
    }

    /// <summary>True when a request is to be sent now.</summary>
    public bool TakeDue(MonotonicTime now)
    {
        if (!_wanted || now < _earliest)
            return false;

        _earliest = now + Interval;
        Sent++;
        return true;
    }

    /// <summary>A key frame began to arrive.</summary>
    public void OnKeyframe() => _wanted = false;

    /// <summary>Nobody watches the stream any more.</summary>
    public void Cancel() => _wanted = false;
}

/// <summary>How often one receiver's requests are heard: three in 10 s. A mutable value: keep it in a field of the receiver's slot.</summary>
internal struct KeyframeAllowance
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10); // a receiver that needs more than 3 in it has a path that key frames make worse

    private MonotonicTime _first;
    private MonotonicTime _second;
    private MonotonicTime _third;
    private byte _count;

    /// <summary>True, and counted, when the receiver has been heard less than three times in the last 10 s.</summary>
    public bool TryTake(MonotonicTime now)
    {
        if (_count == 3)
        {
            if (now - _first < Window)
                return false;

            (_first, _second, _third) = (_second, _third, now);
            return true;
        }

        if (_count == 0)
            _first = now;
        else if (_count == 1)
            _second = now;
        else
            _third = now;

        _count++;
        return true;
    }
}

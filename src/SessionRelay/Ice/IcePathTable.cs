using SessionRelay.Wire;

namespace SessionRelay.Ice;

/// <summary>
/// The validated paths of one peer and which of them is selected. The selection moves
/// <list type="bullet">
/// <item>on a fresh nomination at once: a check with USE-CANDIDATE where the check before on that path had none, or a NOMINATION value above all
/// before. A nomination that is merely repeated is no news, or a client that puts USE-CANDIDATE in every check of two networks would flap. One of a
/// TCP path does not move it from a UDP path that works: Firefox nominates both, and TCP last, since it takes a round-trip more;</item>
/// <item>on any valid check when the selected path is quiet (<see cref="IcePath.IsQuiet"/>);</item>
/// <item>to the path that carries media when the selected one has carried none for 500 ms, or none has carried any yet: the client sends
/// where its own choice lies, and media follows what works although a path that is blocked one way was nominated too.</item>
/// </list>
/// </summary>
internal sealed class IcePathTable
{
    /// <summary>Paths a peer: enough for the addresses of a laptop with Wi-Fi, cable and telephone, few enough to search for each packet.</summary>
    public const int MaxPaths = 8;

    private const int None = -1;
    private const double NewPathBurst = 64; // paths: every pair of 8 client and 8 relay addresses, once
    private const double NewPathsPerSecond = 4; // a client that keeps changing networks makes far fewer

    private static readonly TimeSpan MediaSilence = TimeSpan.FromMilliseconds(500); // 25 voice packets

    // RFC 7675: consent lapses 30 s after the last valid check; media alone doesn't move the selection to such a path.
    private static readonly TimeSpan ConsentExpiry = TimeSpan.FromSeconds(30);

    private readonly IcePath[] _paths = new IcePath[MaxPaths];
    private readonly NetworkPath[] _removed = new NetworkPath[2 * MaxPaths];
    private int _count;
    private int _removedCount;
    private int _selected = None;
    private MonotonicTime _selectedAt;
    private bool _hasMedia;
    private double _newPathTokens = NewPathBurst;
    private MonotonicTime _newPathTokensAt;

    public int Count => _count;

    public bool HasSelected => _selected != None;

    /// <summary>Meaningful only when <see cref="HasSelected"/>.</summary>
    public ref readonly NetworkPath Selected => ref _paths[_selected].Path;

    public bool Contains(in NetworkPath path) => Find(path) != None;

    public bool HasRemote(in TransportAddress remote)
    {
        for (var index = 0; index < _count; index++)
        {
            if (_paths[index].Path.Remote.Equals(remote))
                return true;
        }

        return false;
    }

    /// <summary>Notes a valid check, and moves the selection if it says so. False, and nothing noted, when too many new paths came.</summary>
    public bool TryNoteCheck(in NetworkPath path, IceGeneration generation, bool mayMove, bool nominates, bool isNewNomination, MonotonicTime now)
    {
        var index = Find(path);
        if (index == None)
        {
            if (!TryTakeNewPathToken(now))
                return false;

            index = Add(path, now);
        }

        ref var state = ref _paths[index];
        var isFresh = isNewNomination || (nominates && state.NominatedGeneration < generation.Number);
        state.Hear(now);
        state.LastCheck = now;
        state.Generation = Math.Max(state.Generation, generation.Number);
        state.NominatedGeneration = nominates ? generation.Number : 0;
        var moves = isNewNomination || (isFresh && !IsSecondBest(path));
        if (mayMove && index != _selected && (_selected == None || moves || _paths[_selected].IsQuiet(now)))
            Select(index, now);

        return true;
    }

    /// <summary>TCP beside UDP: a lost packet there delays all that follow.</summary>
    private bool IsSecondBest(in NetworkPath path) =>
        _selected != None && path.Remote.Protocol == TransportProtocol.Tcp && _paths[_selected].Path.Remote.Protocol == TransportProtocol.Udp;

    /// <summary>Notes an authenticated packet that was no check. True when the selection moved to its path.</summary>
    public bool NoteMedia(in NetworkPath path, int oldestMovable, MonotonicTime now)
    {
        var index = _selected != None && _paths[_selected].Path.Equals(path) ? _selected : Find(path);
        if (index == None)
            return false;

        ref var state = ref _paths[index];
        state.Hear(now);
        state.LastMedia = now;
        var isFirst = !_hasMedia;
        _hasMedia = true;
        if (index == _selected || state.Generation < oldestMovable || now - state.LastCheck > ConsentExpiry)
            return false;

        if (_selected != None && !isFirst && now - MonotonicTime.Max(_selectedAt, _paths[_selected].LastMedia) <= MediaSilence)
            return false;

        Select(index, now);
        return true;
    }

    /// <summary>Removes the paths that no check of <paramref name="generation"/> or later has validated.</summary>
    public void RemoveOlderThan(int generation)
    {
        for (var index = _count - 1; index >= 0; index--)
        {
            if (_paths[index].Generation < generation)
                RemoveAt(index);
        }
    }

    /// <summary>Gives each path that is no longer validated, once.</summary>
    public bool TryTakeRemoved(out NetworkPath path)
    {
        path = default;
        if (_removedCount == 0)
            return false;

        path = _removed[--_removedCount];
        return true;
    }

    private int Find(in NetworkPath path)
    {
        for (var index = 0; index < _count; index++)
        {
            if (_paths[index].Path.Equals(path))
                return index;
        }

        return None;
    }

    private void Select(int index, MonotonicTime now)
    {
        _selected = index;
        _selectedAt = now;
    }

    private int Add(in NetworkPath path, MonotonicTime now)
    {
        if (_count == MaxPaths)
            RemoveAt(OldestUnused());

        // A path that comes back before its removal was taken is not removed at all.
        var removed = _removed.AsSpan(0, _removedCount).IndexOf(path);
        if (removed >= 0)
            _removed[removed] = _removed[--_removedCount];

        _paths[_count] = IcePath.Create(path, now);
        return _count++;
    }

    private int OldestUnused()
    {
        var oldest = None;
        for (var index = 0; index < _count; index++)
        {
            if (index != _selected && (oldest == None || _paths[index].LastHeard < _paths[oldest].LastHeard))
                oldest = index;
        }

        return oldest;
    }

    private void RemoveAt(int index)
    {
        // Who never takes removals keeps stale routes of his own; here the list stays bounded.
        if (_removedCount == _removed.Length)
            _removed[0] = _removed[--_removedCount];

        _removed[_removedCount++] = _paths[index].Path;
        var last = --_count;
        _paths[index] = _paths[last];
        if (_selected == index)
            _selected = None;
        else if (_selected == last)
            _selected = index;
    }

    private bool TryTakeNewPathToken(MonotonicTime now)
    {
        _newPathTokens = Math.Min(NewPathBurst, _newPathTokens + (now - _newPathTokensAt).TotalSeconds * NewPathsPerSecond);
        _newPathTokensAt = now;
        if (_newPathTokens < 1)
            return false;

        _newPathTokens--;
        return true;
    }
}

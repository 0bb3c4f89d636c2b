using SessionRelay.Stun;
using SessionRelay.Wire;

namespace SessionRelay.Ice;

/// <summary>
/// The pairs that a full agent checks, which of them it has chosen, and whose turn it is (RFC 8445 section 6.1.4): one new check every 20 ms, by
/// priority, until one is chosen. Then the others rest, since towards a lite agent any pair that answers is as good as another; when the chosen
/// one fails, all are tried again.
/// </summary>
internal sealed class IceCheckList
{
    private const int MaxPairs = 32; // an answer lists a relay's own addresses; more is no relay of ours

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20); // RFC 8445 section 14.2: Ta is at least 5 ms, browsers take 20 to 50
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(500); // a pair that failed is tried again, the relay may be starting

    private readonly List<IceCheckPair> _pairs = [];
    private MonotonicTime _paceAt;

    /// <summary>The pair that is nominated, or to be; null while all are tried.</summary>
    public IceCheckPair? Nominee { get; set; }

    /// <summary>When the next check is due; <see cref="MonotonicTime.Never"/> without pairs.</summary>
    public MonotonicTime Deadline
    {
        get
        {
            var deadline = MonotonicTime.Never;
            foreach (var pair in _pairs)
                deadline = MonotonicTime.Min(deadline, DueAt(pair));

            return deadline;
        }
    }

    /// <summary>Begins anew with these. An address that comes twice counts once; candidates above 32 are left out.</summary>
    public void Reset(ReadOnlySpan<IceCandidate> candidates, MonotonicTime now)
    {
        _pairs.Clear();
        Nominee = null;
        _paceAt = now;
        foreach (var candidate in candidates)
        {
            if (Find(candidate.Address) is null)
                TryAdd(candidate, now);
        }
    }

    /// <summary>Adds a pair to try; null when there are 32 already.</summary>
    public IceCheckPair? TryAdd(IceCandidate candidate, MonotonicTime now)
    {
        if (_pairs.Count == MaxPairs)
            return null;

        var pair = new IceCheckPair(candidate, now);
        _pairs.Add(pair);
        return pair;
    }

    /// <summary>Of the pairs that are due the one of highest priority, or null.</summary>
    public IceCheckPair? NextDue(MonotonicTime now)
    {
        IceCheckPair? next = null;
        foreach (var pair in _pairs)
        {
            if (DueAt(pair) <= now && (next is null || pair.Remote.Priority > next.Remote.Priority))
                next = pair;
        }

        return next;
    }

    /// <summary>Tells that a check of a waiting pair begins, so that the next one keeps its distance.</summary>
    public void KeepPace(MonotonicTime now) => _paceAt = now + Pace;

    /// <summary>Puts a pair back for a while; if it was the chosen one, all others are tried from now on.</summary>
    public void Fail(IceCheckPair failed, MonotonicTime now)
    {
        failed.Wait(now + RetryPause);
        if (failed != Nominee)
            return;

        Nominee = null;
        foreach (var pair in _pairs)
        {
            if (pair != failed)
                pair.Wait(now);
        }
    }

    public IceCheckPair? Find(in TransportAddress address)
    {
        foreach (var pair in _pairs)
        {
            if (pair.Remote.Address.Equals(address))
                return pair;
        }

        return null;
    }

    /// <summary>The pair whose check under way has this transaction id, or null.</summary>
    public IceCheckPair? Find(StunTransactionId id)
    {
        foreach (var pair in _pairs)
        {
            if (pair.State == IcePairState.InProgress && pair.TransactionId == id)
                return pair;
        }

        return null;
    }

    private MonotonicTime DueAt(IceCheckPair pair)
    {
        if (Nominee is not null && pair != Nominee)
            return MonotonicTime.Never;

        return pair.State == IcePairState.Waiting ? MonotonicTime.Max(pair.NextAt, _paceAt) : pair.NextAt;
    }
}

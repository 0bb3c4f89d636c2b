namespace SessionRelay.Signaling.Hub;

/// <summary>Counts calls against a rate. Any thread.</summary>
internal sealed class TokenBucket
{
    private readonly double burst;
    private readonly double perSecond;
    private readonly TimeProvider time;
    private readonly Lock gate = new();
    private double tokens;
    private long filledAt;

    /// <summary>Holds up to <paramref name="burst"/> tokens, all of them at first, and gains <paramref name="perSecond"/> a second.</summary>
    public TokenBucket(double burst, double perSecond, TimeProvider time)
    {
        this.burst = burst;
        this.perSecond = perSecond;
        this.time = time;
        tokens = burst;
        filledAt = time.GetTimestamp();
    }

    /// <summary>Takes one token; false when there is none.</summary>
    public bool TryTake()
    {
        lock (gate)
        {
            Fill();
            if (tokens < 1) return false;
            tokens--;
            return true;
        }
    }

    /// <summary>Whether nothing was taken for as long as it takes to fill up.</summary>
    public bool IsFull()
    {
        lock (gate)
        {
            Fill();
            return tokens >= burst;
        }
    }

    private void Fill()
    {
        var now = time.GetTimestamp();
        tokens = Math.Min(burst, tokens + (time.GetElapsedTime(filledAt, now).TotalSeconds * perSecond));
        filledAt = now;
    }
}

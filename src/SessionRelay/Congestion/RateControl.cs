using SessionRelay.Wire;

namespace SessionRelay.Congestion;

/// <summary>
/// Additive or multiplicative increase, multiplicative decrease (draft-ietf-rmcat-gcc-02 section 5.6): the one rate that delay, loss and probes all move. Allocates nothing.
/// </summary>
internal sealed class RateControl
{
    public const double Start = 800_000; // bit/s: a person's small picture with sound
    public const double Floor = 30_000; // bit/s: sound in its thinnest form
    public const double Ceiling = 20_000_000; // bit/s: no session shows more

    private const double BackOff = 0.85;
    private const double GrowthASecond = 1.08; // while the path's capacity is not known
    private const double PacketBits = 1_200 * 8; // near capacity: one packet per response time
    private const double MinGrowth = 4_000; // bit/s a second
    private const double AheadOfArrived = 1.5; // what is not used proves nothing: the estimate stays within this of what arrives
    private const double AheadBits = 10_000; // bit/s beyond that, or silence could never grow
    private const double CapacityGain = 0.05; // of the newest measure in the mean
    private const double MinDeviation = 0.4; // of the normalized variance, kbit/s
    private const double MaxDeviation = 2.5;

    private static readonly TimeSpan ExtraResponse = TimeSpan.FromMilliseconds(100); // the estimator's own share of a response
    private static readonly TimeSpan BetweenDecreases = TimeSpan.FromMilliseconds(200); // and the round trip: the last one must have had its effect
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(1); // a queue that empties delivers more than will come on

    private MonotonicTime _updated;
    private double _capacity; // mean of what arrived when it was too much; 0: not known
    private double _deviation = MinDeviation;

    /// <summary>bit/s.</summary>
    public double BitRate { get; private set; } = Start;

    /// <summary>When delay or loss last made it smaller.</summary>
    public MonotonicTime DecreasedAt { get; private set; } = MonotonicTime.Zero;

    public bool HasDecreased { get; private set; }

    /// <param name="arriving">What arrives, bit/s; 0 when not known.</param>
    /// <param name="newest">The same over a shorter time: when more is sent than gets through, this is the path's rate, also just after the sending began.</param>
    /// <param name="mayGrow">False while loss says to wait.</param>
    /// <param name="isQueued">A queue stands in the path.</param>
    public void Update(PathUsage usage, double arriving, double newest, bool mayGrow, bool isQueued, TimeSpan roundTrip, MonotonicTime now)
    {
        var elapsed = _updated == MonotonicTime.Zero ? 0 : Math.Clamp((now - _updated).TotalSeconds, 0, 1);
        _updated = now;
        switch (usage)
        {
            case PathUsage.Overuse:
                Decrease(Math.Max(arriving, newest), roundTrip, now);
                break;
            case PathUsage.Normal:
                Grow(arriving, mayGrow && !isQueued, isQueued, elapsed, roundTrip, now);
                break;
            default:
                break; // a queue empties: wait for it
        }
    }

    /// <summary>Loss says that this is the most. It is not heard while the last decrease is still to have its effect: both tell of the same full queue.</summary>
    public void LowerTo(double bitRate, double newest, TimeSpan roundTrip, MonotonicTime now)
    {
        bitRate = Math.Max(bitRate, BackOff * newest);
        if (bitRate < BitRate && !HasJustDecreased(roundTrip, now))
            Set(bitRate, now);
    }

    /// <summary>A queue fills up, through which this gets, bit/s: known before the trend and what arrives over half a second say it.</summary>
    public void LowerToPassing(double passing, TimeSpan roundTrip, MonotonicTime now)
    {
        if (BackOff * passing >= BitRate || HasJustDecreased(roundTrip, now))
            return;
        _capacity = 0; // of a few packets: the next measure is a better one
        Set(BackOff * passing, now);
    }

    /// <summary>A probe got through at this rate.</summary>
    /// <param name="mayLower">Nothing better is known yet.</param>
    public void Probed(double bitRate, bool mayLower)
    {
        if (bitRate <= BitRate && !mayLower)
            return;
        BitRate = Math.Clamp(bitRate, Floor, Ceiling);
        if (_capacity > 0 && bitRate > _capacity + Spread)
            _capacity = 0;
    }

    private bool HasJustDecreased(TimeSpan roundTrip, MonotonicTime now) => HasDecreased && now - DecreasedAt < roundTrip + BetweenDecreases;

    private double Spread => 3 * Math.Sqrt(_deviation * _capacity / 1000) * 1000;

    private void Grow(double arriving, bool mayGrow, bool isQueued, double elapsed, TimeSpan roundTrip, MonotonicTime now)
    {
        if (_capacity > 0 && arriving > _capacity + Spread)
            _capacity = 0;
        if (mayGrow)
        {
            var perSecond = _capacity > 0
                ? Math.Max(MinGrowth, PacketBits / (roundTrip + ExtraResponse).TotalSeconds)
                : Math.Max(MinGrowth, BitRate * (GrowthASecond - 1));
            var limit = Math.Min(Ceiling, AheadOfArrived * arriving + AheadBits);
            if (BitRate < limit)
                BitRate = Math.Min(limit, BitRate + perSecond * elapsed);
        }

        // What arrives without a queue is there.
        if (isQueued)
            return;
        if (!HasDecreased || now - DecreasedAt > DrainTime)
            BitRate = Math.Clamp(arriving, BitRate, Ceiling);
    }

    private void Decrease(double arriving, TimeSpan roundTrip, MonotonicTime now)
    {
        if (arriving <= 0 || HasJustDecreased(roundTrip, now))
            return;
        if (_capacity > 0 && Math.Abs(arriving - _capacity) > Spread)
            _capacity = 0;
        if (_capacity == 0)
        {
            _capacity = arriving;
        }
        else
        {
            var error = arriving - _capacity;
            _capacity += CapacityGain * error;
            _deviation = Math.Clamp((1 - CapacityGain) * _deviation + CapacityGain * error * error / 1000 / Math.Max(_capacity, 1), MinDeviation, MaxDeviation);
        }

        Set(Math.Min(BitRate, BackOff * arriving), now);
    }

    private void Set(double bitRate, MonotonicTime now)
    {
        BitRate = Math.Clamp(bitRate, Floor, Ceiling);
        DecreasedAt = now;
        HasDecreased = true;
    }
}

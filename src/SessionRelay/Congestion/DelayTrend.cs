using SessionRelay.Wire;

namespace SessionRelay.Congestion;

/// <summary>
/// The slope of a path's queuing delay over its last groups, held against a threshold that adapts to the path's own jitter, so that neither jitter is taken for congestion
/// nor a competing flow starves us (draft-ietf-rmcat-gcc-02 sections 5.3 to 5.5, with a trend line for the Kalman filter). Allocates nothing.
/// </summary>
internal sealed class DelayTrend
{
    private const int Window = 20; // groups in the line
    private const double Smoothing = 0.9; // of the accumulated delay
    private const double Gain = 4; // makes a slope comparable to the threshold, in ms
    private const int MaxGroups = 60; // the slope counts for more the longer it is watched, up to this
    private const double MinThreshold = 6; // ms
    private const double MaxThreshold = 600; // ms
    private const double StartThreshold = 12.5; // ms
    private const double GainUp = 0.0087; // per ms: slowly towards more tolerance
    private const double GainDown = 0.039; // per ms: quicker than up, or one spike would blind it
    private const double MaxOutlier = 15; // ms beyond the threshold: a spike (a route change) moves no threshold
    private const double OveruseTime = 10; // ms over the threshold before it counts
    private const double MaxStep = 100; // ms: the most that one update of the threshold counts for

    private readonly double[] _times = new double[Window];
    private readonly double[] _delays = new double[Window];
    private int _count;
    private int _groups;
    private double _accumulated;
    private double _smoothed;
    private double _previousTrend;
    private double _over;
    private int _overCount;
    private MonotonicTime _first;
    private MonotonicTime _updated;

    public PathUsage Usage { get; private set; }

    /// <summary>ms.</summary>
    public double Threshold { get; private set; } = StartThreshold;

    public void Add(in GroupStep step)
    {
        if (_groups == 0)
            _first = _updated = step.At;
        _groups = Math.Min(_groups + 1, MaxGroups);
        _accumulated += step.Arrived - step.Sent;
        _smoothed = Smoothing * _smoothed + (1 - Smoothing) * _accumulated;
        _times[_count % Window] = (step.At - _first).TotalMilliseconds;
        _delays[_count % Window] = _smoothed;
        // The ring's place must not overflow: from twice the window on only its remainder counts.
        _count = _count == 2 * Window - 1 ? Window : _count + 1;
        var slope = _count < Window ? 0 : Slope();
        Judge(_groups * slope * Gain, step);
    }

    public void Reset()
    {
        _count = 0;
        _groups = 0;
        _accumulated = 0;
        _smoothed = 0;
        _previousTrend = 0;
        _over = 0;
        _overCount = 0;
        Usage = PathUsage.Normal;
    }

    private double Slope()
    {
        double meanTime = 0, meanDelay = 0;
        for (var i = 0; i < Window; i++)
        {
            meanTime += _times[i];
            meanDelay += _delays[i];
        }

        meanTime /= Window;
        meanDelay /= Window;
        double numerator = 0, denominator = 0;
        for (var i = 0; i < Window; i++)
        {
            var time = _times[i] - meanTime;
            numerator += time * (_delays[i] - meanDelay);
            denominator += time * time;
        }

        return denominator == 0 ? 0 : numerator / denominator;
    }

    private void Judge(double trend, in GroupStep step)
    {
        if (trend > Threshold)
        {
            _over += _overCount == 0 ? step.Sent / 2 : step.Sent;
            _overCount++;
            if (_over > OveruseTime && _overCount > 1 && trend >= _previousTrend)
            {
                _over = 0;
                _overCount = 0;
                Usage = PathUsage.Overuse;
            }
        }
        else
        {
            _over = 0;
            _overCount = 0;
            Usage = trend < -Threshold ? PathUsage.Underuse : PathUsage.Normal;
        }

        _previousTrend = trend;
        Adapt(Math.Abs(trend), step.At);
    }

    private void Adapt(double trend, MonotonicTime at)
    {
        var elapsed = Math.Clamp((at - _updated).TotalMilliseconds, 0, MaxStep);
        _updated = at;
        if (trend > Threshold + MaxOutlier)
            return;
        Threshold = Math.Clamp(Threshold + (trend < Threshold ? GainDown : GainUp) * (trend - Threshold) * elapsed, MinThreshold, MaxThreshold);
    }
}

using SessionRelay.Rtcp;
using SessionRelay.Wire;

namespace SessionRelay.Routing;

/// <summary>
/// Lays one publisher's wall clock on the relay's. All streams of the publisher share it, so that what was captured together stays together whatever each stream's packets
/// met on their way; the first sender report fixes it, and how long that one took matters to nobody. Not thread safe, allocates nothing.
/// </summary>
internal sealed class PublisherClock
{
    private static readonly TimeSpan MaxStep = TimeSpan.FromSeconds(5); // queues and drift stay below it for hours; more is a clock that was set

    private ulong _anchor;
    private MonotonicTime _anchoredAt;

    /// <summary>Rises when the publisher's clock was set, which makes what was learned before worthless; 0 until the first report.</summary>
    public int Generation { get; private set; }

    /// <summary>Takes note of a report's NTP time; 0 (no clock) is ignored.</summary>
    public void OnSenderReport(ulong ntpTime, MonotonicTime now)
    {
        if (ntpTime == 0 || (Generation > 0 && (ToRelay(ntpTime) - now).Duration() <= MaxStep))
            return;

        _anchor = ntpTime;
        _anchoredAt = now;
        Generation++;
    }

    /// <summary>The publisher's NTP time on the relay's clock; meaningful once <see cref="Generation"/> is over 0.</summary>
    public MonotonicTime ToRelay(ulong ntpTime) => _anchoredAt + NtpTimestamp.Difference(ntpTime, _anchor);
}

/// <summary>
/// Maps the timestamps of one published stream to capture times on the relay's clock, by the publisher's own sender reports (RFC 3550 section 6.4.1) and never by arrival, and
/// back: what a slot's sender report needs so that lips stay in sync. Not thread safe, allocates nothing.
/// </summary>
internal sealed class SenderReportClock(PublisherClock publisher)
{
    private ulong _ntpTime;
    private uint _timestamp;
    private int _clockRate;
    private int _generation;

    /// <summary>Takes note of a sender report of this stream.</summary>
    /// <param name="clockRate">Of the payload type that the stream has now, in Hz; over 0.</param>
    public void OnSenderReport(ulong ntpTime, uint timestamp, int clockRate, MonotonicTime now)
    {
        publisher.OnSenderReport(ntpTime, now);
        if (ntpTime == 0)
            return;

        _ntpTime = ntpTime;
        _timestamp = timestamp;
        _clockRate = clockRate;
        _generation = publisher.Generation;
    }

    /// <summary>
    /// The stream goes on with another codec, whose clock has another rate: what was reported of the former one is carried over, until a report of the new one comes.
    /// </summary>
    /// <param name="formerTimestamp">Of the last packet before, which came at <paramref name="formerAt"/>.</param>
    /// <param name="timestamp">Of the first packet after, which came <paramref name="now"/>: it was captured as much later as it came later.</param>
    /// <param name="clockRate">Of the new payload type, in Hz; over 0.</param>
    public void ChangeRate(uint formerTimestamp, MonotonicTime formerAt, uint timestamp, int clockRate, MonotonicTime now)
    {
        if (!IsKnown(_clockRate) || _clockRate == 0)
            return;

        var later = ToSpan(Wrap.Difference(formerTimestamp, _timestamp)) + (now - formerAt);
        _ntpTime = NtpTimestamp.Add(_ntpTime, later);
        _timestamp = timestamp;
        _clockRate = clockRate;
    }

    /// <summary>When what bears a timestamp was captured. Never, before a report for this clock rate has come, or after the publisher's clock was set until the next one.</summary>
    public MonotonicTime CaptureTimeOf(uint timestamp, int clockRate) =>
        IsKnown(clockRate) ? ReportedAt() + ToSpan(Wrap.Difference(timestamp, _timestamp)) : MonotonicTime.Never;

    /// <summary>
    /// The publisher's timestamp of what it captures at <paramref name="at"/>; with the slot's <see cref="SlotRewriter.TimestampOffset"/> added it is the RTP timestamp of a slot's sender
    /// report whose NTP time is <see cref="NtpTimestamp.Of"/> the same moment. False when that is not known: then the slot sends no report yet.
    /// </summary>
    public bool TryGetTimestamp(MonotonicTime at, int clockRate, out uint timestamp)
    {
        timestamp = 0;
        if (!IsKnown(clockRate))
            return false;

        var units = (at - ReportedAt()).Ticks * (double)_clockRate / TimeSpan.TicksPerSecond;
        timestamp = _timestamp + unchecked((uint)(long)Math.Round(units));
        return true;
    }

    private bool IsKnown(int clockRate) => _clockRate == clockRate && _generation == publisher.Generation && _generation > 0;

    private MonotonicTime ReportedAt() => publisher.ToRelay(_ntpTime);

    private TimeSpan ToSpan(int units) => new((long)units * TimeSpan.TicksPerSecond / _clockRate);
}

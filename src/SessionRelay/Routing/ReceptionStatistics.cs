using SessionRelay.Rtcp;
using SessionRelay.Wire;

namespace SessionRelay.Routing;

/// <summary>
/// What receiver reports say of one incoming stream: RFC 3550 appendices A.1 (sequence numbers), A.3 (loss) and A.8 (jitter). There is no probation: the packets were
/// authenticated. Retransmissions are a stream of their own and are not counted here. Not thread safe, allocates nothing.
/// </summary>
internal sealed class ReceptionStatistics(uint ssrc)
{
    private const int MaxDropout = 3000; // RFC 3550 appendix A.1
    private const int MaxMisorder = 100; // RFC 3550 appendix A.1
    private const uint NoBadSequence = 0x1_0001; // no 16-bit number equals it

    private bool _started;
    private ushort _maxSequence;
    private uint _cycles;
    private uint _baseSequence;
    private uint _badSequence = NoBadSequence;
    private long _received;
    private long _expectedBefore;
    private long _receivedBefore;
    private int _clockRate;
    private bool _hasTransit;
    private int _transit;
    private double _jitter;
    private uint _lastSenderReport;
    private MonotonicTime _lastSenderReportAt;

    public uint Ssrc { get; } = ssrc;

    /// <summary>Cycles in the upper 16 bits.</summary>
    public uint ExtendedHighestSequenceNumber => _cycles + _maxSequence;

    /// <summary>Packets that came, duplicates too.</summary>
    public long Received => _received;

    /// <summary>Since the start or the last restart of the stream; negative when duplicates outnumber losses.</summary>
    public long CumulativeLost => Expected - _received;

    /// <summary>Interarrival jitter in timestamp units.</summary>
    public uint Jitter => (uint)_jitter;

    private long Expected => _started ? (long)(_cycles + _maxSequence - _baseSequence) + 1 : 0;

    /// <summary>Takes note of a packet of this stream.</summary>
    /// <param name="clockRate">Of its payload type, in Hz; over 0. A change (Opus to PCMU) starts the jitter anew.</param>
    public void OnPacket(ushort sequenceNumber, uint timestamp, int clockRate, MonotonicTime now)
    {
        if (!UpdateSequence(sequenceNumber))
            return;

        _received++;
        if (clockRate != _clockRate)
        {
            _clockRate = clockRate;
            _hasTransit = false;
            _jitter = 0;
        }

        var (seconds, rest) = Math.DivRem(now.Ticks, TimeSpan.TicksPerSecond);
        var arrival = (seconds * clockRate) + (rest * clockRate / TimeSpan.TicksPerSecond);
        var transit = unchecked((int)((uint)arrival - timestamp));
        if (_hasTransit)
        {
            var difference = Math.Abs((double)unchecked(transit - _transit));
            if (difference < clockRate) // a second's jump is a new timeline, not jitter
                _jitter += (difference - _jitter) / 16;
        }

        _hasTransit = true;
        _transit = transit;
    }

    /// <summary>Takes note of the publisher's sender report, for LSR and DLSR.</summary>
    public void OnSenderReport(ulong ntpTime, MonotonicTime now)
    {
        _lastSenderReport = NtpTimestamp.Compact(ntpTime);
        _lastSenderReportAt = now;
    }

    /// <summary>The block for the next report; the fraction lost is that since the last call. False before the first packet.</summary>
    public bool TryMakeReportBlock(MonotonicTime now, out ReportBlock block)
    {
        block = default;
        if (!_started)
            return false;

        var expected = Expected - _expectedBefore;
        var lost = expected - (_received - _receivedBefore);
        _expectedBefore = Expected;
        _receivedBefore = _received;
        var fraction = expected <= 0 || lost <= 0 ? 0 : Math.Min(255, (lost << 8) / expected);
        var delay = _lastSenderReport == 0 ? 0 : NtpTimestamp.ToCompact(now - _lastSenderReportAt);
        var cumulative = (int)Math.Clamp(CumulativeLost, -(1 << 23), (1 << 23) - 1);
        block = new ReportBlock(Ssrc, (byte)fraction, cumulative, ExtendedHighestSequenceNumber, Jitter, _lastSenderReport, delay);
        return true;
    }

    private bool UpdateSequence(ushort sequenceNumber)
    {
        if (!_started)
        {
            Restart(sequenceNumber);
            return true;
        }

        var ahead = (ushort)(sequenceNumber - _maxSequence);
        if (ahead < MaxDropout)
        {
            if (sequenceNumber < _maxSequence)
                _cycles += 1 << 16;

            _maxSequence = sequenceNumber;
            _badSequence = NoBadSequence;
        }
        else if (ahead <= (1 << 16) - MaxMisorder)
        {
            if (sequenceNumber != _badSequence)
            {
                _badSequence = (ushort)(sequenceNumber + 1);
                return false;
            }

            Restart(sequenceNumber);
        }

        return true;
    }

    private void Restart(ushort sequenceNumber)
    {
        _started = true;
        _maxSequence = sequenceNumber;
        _baseSequence = sequenceNumber;
        _cycles = 0;
        _badSequence = NoBadSequence;
        _received = 0;
        _receivedBefore = 0;
        _expectedBefore = 0;
        _hasTransit = false;
    }
}

using SessionRelay.Rtp;
using SessionRelay.Wire;

namespace SessionRelay.Phone.Audio;

/// <summary>
/// Makes one digit of each key that is pressed on a phone, out of the reports that tell it again and again (RFC 4733 section 2.5): repeated, reordered, with lost
/// beginnings or ends, or in several segments. A digit is given with the first report that comes of it, so nothing depends on an end that may be lost.
/// One leg's, not thread safe, allocates nothing.
/// </summary>
internal sealed class DigitReader
{
    /// <summary>Reports in a packet; a sender packs at most the last few events (RFC 4733 section 2.5.1.5).</summary>
    private const int MaxReports = 8;

    /// <summary>100 ms in timestamp units: a report that begins sooner after the last one's end belongs to the same press, as some gateways give each report a timestamp of its own. Nobody presses a key twice that fast.</summary>
    private const int MaxSeam = G711.SampleRate / 10;

    /// <summary>Longest segment of an event in timestamp units: then it goes on in another (RFC 4733 section 2.5.1.3).</summary>
    private const int MaxSegment = ushort.MaxValue;

    /// <summary>5 s in timestamp units: reports of before that are late ones of an event that was read; from further back it is a timeline that began anew.</summary>
    private const int MaxLate = 5 * G711.SampleRate;

    private bool _has;
    private uint _ssrc;
    private uint _timestamp;
    private TelephoneEvent _last;

    /// <summary>Reads one packet of the payload type that was agreed for telephone events at 8,000 Hz.</summary>
    /// <returns>True with the key, once for each press: <c>0</c> to <c>9</c>, <c>*</c>, <c>#</c>, <c>A</c> to <c>D</c>. Of several new presses in one packet the last is given.</returns>
    public bool TryRead(in RtpPacket packet, out char digit)
    {
        digit = '\0';
        var payload = packet.Payload;
        var timestamp = packet.Timestamp;
        if (packet.Ssrc != _ssrc)
        {
            _has = false;
            _ssrc = packet.Ssrc;
        }

        var found = false;
        for (var i = 0; i < MaxReports && TelephoneEvent.TryParse(payload, out var report); i++)
        {
            if (IsNew(report, timestamp, packet.Marker && i == 0) && report.IsDigit)
            {
                digit = report.Digit;
                found = true;
            }

            // Further reports of a packet begin where the one before ended.
            timestamp += report.Duration;
            payload = payload[TelephoneEvent.Length..];
        }

        return found;
    }

    /// <summary>Takes note of a report; true when it is the first that came of its event.</summary>
    private bool IsNew(TelephoneEvent report, uint timestamp, bool marked)
    {
        var ahead = _has ? Wrap.Difference(timestamp, _timestamp) : 0;
        if (_has && ahead <= 0 && ahead > -MaxLate)
        {
            if (ahead == 0 && report.Event == _last.Event)
                _last = report with { End = report.End || _last.End, Duration = Math.Max(report.Duration, _last.Duration) };
            return false;
        }

        var goesOn = _has && !marked && !_last.End && report.Event == _last.Event
            && (ahead == MaxSegment || (ahead > 0 && ahead <= _last.Duration + MaxSeam));
        _has = true;
        _timestamp = timestamp;
        _last = report;
        return !goesOn;
    }
}

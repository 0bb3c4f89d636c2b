using SessionRelay.Wire;

namespace SessionRelay.Dtls;

/// <summary>
/// The flight that was written last (RFC 6347 section 4.2.4) and when it is due again: the same records, which whoever has them drops as repeats.
/// </summary>
internal sealed class DtlsFlight
{
    /// <summary>Bytes of the largest flight: ours is under 1,500, a client's with an RSA certificate under 4,000.</summary>
    public const int MaxLength = 8 * 1024;

    private readonly List<int> _ends = [];
    private byte[] _bytes = [];
    private int _next;
    private int _repeatedAnswers;
    private TimeSpan _resendAfter;
    private MonotonicTime _sentAt;

    /// <summary>Some of it waits to be sent.</summary>
    public bool IsPending => _next < _ends.Count;

    /// <summary>When all of it is due again, should no answer come; never, when there is nothing to send.</summary>
    public MonotonicTime ResendAt { get; private set; } = MonotonicTime.Never;

    /// <summary>Replaces what was kept, packing whole records into datagrams of at most <see cref="DtlsSettings.Mtu"/> bytes.</summary>
    public void Set(byte[] records, MonotonicTime now)
    {
        Clear();
        _bytes = records;
        var reader = new DtlsRecordReader(records);
        var (begin, end) = (0, 0);
        while (reader.MoveNext())
        {
            if (reader.Position - begin > DtlsSettings.Mtu && end > begin)
            {
                _ends.Add(end);
                begin = end;
            }

            end = reader.Position;
        }

        if (end > begin)
        {
            _ends.Add(end);
        }

        _resendAfter = DtlsTransport.FirstResend;
        SendAt(now);
    }

    /// <summary>When it is due, makes all of it wait to be sent once more, and doubles the time until the next.</summary>
    public void ResendIfDue(MonotonicTime now)
    {
        if (now >= ResendAt)
        {
            var doubled = _resendAfter * 2;
            _resendAfter = doubled < DtlsTransport.LongestResend ? doubled : DtlsTransport.LongestResend;
            SendAt(now);
        }
    }

    /// <summary>The peer repeats what this answers, so it was lost. Not more often than the first timer would, and not for ever.</summary>
    public void AnswerRepeat(MonotonicTime now)
    {
        if (now - _sentAt >= DtlsTransport.FirstResend && _repeatedAnswers < DtlsTransport.MaxRepeatedAnswers)
        {
            _repeatedAnswers++;
            SendAt(now);
        }
    }

    /// <summary>Forgets all of it.</summary>
    public void Clear()
    {
        _bytes = [];
        _ends.Clear();
        _next = 0;
        ResendAt = MonotonicTime.Never;
    }

    /// <summary>Copies the next datagram. False: none waits. Throws <see cref="ArgumentException"/> when it does not fit.</summary>
    public bool TryTake(Span<byte> destination, out int length)
    {
        length = 0;
        if (!IsPending)
        {
            return false;
        }

        var begin = _next == 0 ? 0 : _ends[_next - 1];
        length = _ends[_next] - begin;
        _bytes.AsSpan(begin, length).CopyTo(destination);
        _next++;
        return true;
    }

    private void SendAt(MonotonicTime now)
    {
        _next = 0;
        _sentAt = now;
        ResendAt = now + _resendAfter;
    }
}

namespace SessionRelay.Dtls;

/// <summary>
/// The datagrams of the flight that was written last (RFC 6347 section 4.2.4), kept so that they can be sent again: the same records, which
/// whoever has them drops as repeats.
/// </summary>
internal sealed class DtlsFlight
{
    /// <summary>Bytes of the largest flight: ours is under 1,500, a client's with an RSA certificate under 4,000.</summary>
    public const int MaxLength = 8 * 1024;

    private readonly List<int> _ends = [];
    private byte[] _bytes = [];
    private int _next;

    /// <summary>Nothing was ever written.</summary>
    public bool IsEmpty => _ends.Count == 0;

    /// <summary>Some of it waits to be sent.</summary>
    public bool IsPending => _next < _ends.Count;

    /// <summary>Replaces what was kept, packing whole records into datagrams of at most <see cref="DtlsSettings.Mtu"/> bytes.</summary>
    public void Set(byte[] records)
    {
        _bytes = records;
        _ends.Clear();
        _next = 0;
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
    }

    /// <summary>Makes all of it wait to be sent once more.</summary>
    public void Rewind() => _next = 0;

    /// <summary>Forgets all of it.</summary>
    public void Clear() => Set([]);

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
}

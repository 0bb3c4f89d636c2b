namespace SessionRelay.Rtp;

/// <summary>One header extension element. RFC 8285 section 4.</summary>
internal readonly ref struct RtpExtensionElement(byte id, ReadOnlySpan<byte> value)
{
    /// <summary>1 to 14 in the one-byte form, 1 to 255 in the two-byte form.</summary>
    public readonly byte Id = id;

    public readonly ReadOnlySpan<byte> Value = value;
}

/// <summary>
/// Walks the elements of a one-byte (RFC 8285 section 4.2) or two-byte (section 4.3) header extension, skipping padding. An element that goes beyond the end,
/// or the reserved id 15 of the one-byte form, ends the walk: what came before stands.
/// </summary>
internal ref struct RtpExtensionEnumerator(ReadOnlySpan<byte> elements, bool twoByte)
{
    private ReadOnlySpan<byte> _rest = elements;

    public RtpExtensionElement Current { get; private set; }

    public readonly RtpExtensionEnumerator GetEnumerator() => this;

    public bool MoveNext()
    {
        while (_rest.Length > 0)
        {
            if (_rest[0] == 0)
            {
                _rest = _rest[1..];
                continue;
            }

            if (twoByte ? !TryTakeTwoByte() : !TryTakeOneByte())
                break;

            return true;
        }

        _rest = default;
        return false;
    }

    private bool TryTakeOneByte()
    {
        var id = (byte)(_rest[0] >> 4);
        var length = (_rest[0] & 0x0F) + 1;
        return id is not (0 or 15) && TryTake(id, 1, length);
    }

    private bool TryTakeTwoByte() => _rest.Length >= 2 && TryTake(_rest[0], 2, _rest[1]);

    private bool TryTake(byte id, int headerLength, int length)
    {
        if (_rest.Length < headerLength + length)
            return false;

        Current = new RtpExtensionElement(id, _rest.Slice(headerLength, length));
        _rest = _rest[(headerLength + length)..];
        return true;
    }
}

namespace SessionRelay.Phone.Sip;

/// <summary>
/// Finds messages in a TCP or TLS stream, where each ends by its Content-Length (RFC 3261 section 18.3). Sans-I/O, one for each connection. Holds at
/// most one message: <see cref="SipLimits.Message"/> bytes. Empty lines between messages are keep-alives (RFC 5626 section 3.5.1) and passed over.
/// </summary>
internal sealed class SipStreamReader
{
    private byte[] _held = new byte[4_096];
    private int _count;
    private int _searched; // bytes in which the headers' end is known not to begin

    /// <summary>The stream can't be read on: a message without a length, or too long. Its connection is to be closed.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Takes the next message out of <paramref name="arrived"/>; false when there is none, then all of it was taken.</summary>
    public bool TryRead(scoped ref ReadOnlySpan<byte> arrived, out byte[] message)
    {
        message = [];
        while (!IsBroken)
        {
            if (_count == 0)
                arrived = arrived.TrimStart("\r\n"u8);
            var length = FindLength();
            if (length > 0 && _count >= length)
            {
                message = _held[..length];
                _held.AsSpan(length, _count - length).CopyTo(_held);
                _count -= length;
                _searched = 0;
                Trim();
                return true;
            }

            if (arrived.IsEmpty || IsBroken)
                break;
            var take = Math.Min(arrived.Length, SipLimits.Message - _count);
            if (take == 0)
            {
                IsBroken = true;
                break;
            }

            if (_count + take > _held.Length)
                Array.Resize(ref _held, Math.Min(SipLimits.Message, Math.Max(_count + take, 2 * _held.Length)));
            arrived[..take].CopyTo(_held.AsSpan(_count));
            _count += take;
            arrived = arrived[take..];
            Trim();
        }

        if (IsBroken)
            arrived = default;
        return false;
    }

    // Whole length of the first message; 0 when it isn't known yet.
    private int FindLength()
    {
        var end = _held.AsSpan(_searched, _count - _searched).IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            _searched = Math.Max(0, _count - 3);
            return 0;
        }

        end += _searched + 4;
        _searched = end - 4;
        if (TryContentLength(_held.AsSpan(0, end), out var body) && end + body <= SipLimits.Message)
            return end + body;
        IsBroken = true;
        return 0;
    }

    // The first one named: a message that names two is refused by the parser, and its connection is of no more use than its sender.
    private static bool TryContentLength(ReadOnlySpan<byte> headers, out int length)
    {
        length = 0;
        while (!headers.IsEmpty)
        {
            var end = headers.IndexOf("\r\n"u8);
            var line = headers[..end];
            headers = headers[(end + 2)..];
            var colon = line.IndexOf((byte)':');
            if (colon < 0)
                continue;
            var name = line[..colon].TrimEnd(" \t"u8);
            if (!System.Text.Ascii.EqualsIgnoreCase(name, "l"u8) && !System.Text.Ascii.EqualsIgnoreCase(name, "Content-Length"u8))
                continue;
            var digits = line[(colon + 1)..].Trim(" \t"u8);
            if (digits.IsEmpty && headers is [(byte)' ' or (byte)'\t', ..])
                digits = headers[..headers.IndexOf("\r\n"u8)].Trim(" \t"u8);
            return !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9') && int.TryParse(digits, out length) && length <= SipLimits.Message;
        }

        return false;
    }

    private void Trim()
    {
        var skip = 0;
        while (skip < _count && _held[skip] is (byte)'\r' or (byte)'\n')
            skip++;
        if (skip == 0)
            return;
        _held.AsSpan(skip, _count - skip).CopyTo(_held);
        _count -= skip;
        _searched = 0;
    }
}

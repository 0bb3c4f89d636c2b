namespace SessionRelay.Sdp;

/// <summary>
/// Takes a description apart into its lines <c>x=value</c> (RFC 8866 section 5), ended by CRLF or LF. Reads each character once and copies none.
/// </summary>
internal ref struct SdpLineReader(ReadOnlySpan<char> text)
{
    private ReadOnlySpan<char> rest = text;

    /// <summary>Number of the line that was read last, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>The letter before <c>=</c>.</summary>
    public char Type { get; private set; }

    /// <summary>What follows <c>=</c>.</summary>
    public ReadOnlySpan<char> Value { get; private set; }

    /// <summary>False at the end of the text, and where a line has not the form of one: then <paramref name="reason"/> is set.</summary>
    public bool TryRead(out string? reason)
    {
        reason = null;
        if (rest.IsEmpty)
            return false;
        if (++Line > SdpLimits.Lines)
            return Fail($"more than {SdpLimits.Lines} lines", out reason);
        var end = rest.IndexOf('\n');
        var line = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        if (line is [.., '\r'])
            line = line[..^1];
        if (line.IsEmpty && rest.IsEmpty)
            return false;
        if (line is not [>= 'a' and <= 'z', '=', ..])
            return Fail("not a line of the form letter=value", out reason);
        if (line.ContainsAnyInRange('\0', '\b') || line.ContainsAnyInRange('\n', '\u001F'))
            return Fail("a control character", out reason);
        Type = line[0];
        Value = line[2..];
        return true;
    }

    private static bool Fail(string why, out string? reason)
    {
        reason = why;
        return false;
    }
}

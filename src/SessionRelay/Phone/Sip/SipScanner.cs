using System.Buffers;
using System.Text;

namespace SessionRelay.Phone.Sip;

/// <summary>Walks through one header value by RFC 3261's small grammars (section 25.1): tokens, quoted strings, white space where it may stand.</summary>
internal ref struct SipScanner(ReadOnlySpan<char> text)
{
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!%'*+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_`abcdefghijklmnopqrstuvwxyz~");

    private ReadOnlySpan<char> rest = text;

    /// <summary>What was not taken yet.</summary>
    public readonly ReadOnlySpan<char> Rest => rest;

    public bool AtEnd
    {
        get
        {
            SkipSpace();
            return rest.IsEmpty;
        }
    }

    public static bool IsToken(ReadOnlySpan<char> text) =>
        text.Length is >= 1 and <= SipLimits.Token && !text.ContainsAnyExcept(TokenCharacters);

    /// <summary>The quoted string that means <paramref name="text"/>: what <see cref="TryQuoted"/> reads.</summary>
    public static string Quote(string text) => $"\"{text.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"";

    public void SkipSpace() => rest = rest.TrimStart(" \t");

    /// <summary>Takes <paramref name="character"/> and the white space before it.</summary>
    public bool TryTake(char character)
    {
        SkipSpace();
        if (rest.IsEmpty || rest[0] != character)
            return false;
        rest = rest[1..];
        return true;
    }

    public bool TryToken(out ReadOnlySpan<char> token)
    {
        SkipSpace();
        token = Until(rest.IndexOfAnyExcept(TokenCharacters));
        return token.Length is >= 1 and <= SipLimits.Token;
    }

    /// <summary>Takes all up to the first of <paramref name="stops"/> or the end.</summary>
    public ReadOnlySpan<char> TakeUntilAny(scoped ReadOnlySpan<char> stops)
    {
        SkipSpace();
        return Until(rest.IndexOfAny(stops));
    }

    /// <summary>Takes a quoted string and gives what it means, escapes taken out. False when there is none or it has no end.</summary>
    public bool TryQuoted(out string text)
    {
        text = "";
        SkipSpace();
        var end = QuotedLength(rest);
        if (end < 0)
            return false;
        var inner = rest[1..(end - 1)];
        rest = rest[end..];
        if (!inner.Contains('\\'))
        {
            text = inner.ToString();
            return true;
        }

        var plain = new StringBuilder(inner.Length);
        for (var i = 0; i < inner.Length; i++)
            plain.Append(inner[i] == '\\' && i + 1 < inner.Length ? inner[++i] : inner[i]);
        text = plain.ToString();
        return true;
    }

    /// <summary>
    /// Splits a list at its commas, but not inside quoted strings or angle brackets. False when a quote or bracket has no end, an element is empty,
    /// or there are more than <paramref name="maximum"/>.
    /// </summary>
    public static bool TrySplit(string value, int maximum, List<string> values)
    {
        var start = 0;
        for (var i = 0; i <= value.Length; i++)
        {
            if (i < value.Length && value[i] == '"')
            {
                var length = QuotedLength(value.AsSpan(i));
                if (length < 0)
                    return false;
                i += length - 1;
            }
            else if (i < value.Length && value[i] == '<')
            {
                var length = value.AsSpan(i).IndexOf('>');
                if (length < 0)
                    return false;
                i += length;
            }
            else if (i == value.Length || value[i] == ',')
            {
                var element = value.AsSpan(start, i - start).Trim(" \t");
                if (element.IsEmpty || values.Count == maximum)
                    return false;
                values.Add(element.ToString());
                start = i + 1;
            }
        }

        return true;
    }

    // With both quotes; -1 when it doesn't begin with one or has no end.
    private static int QuotedLength(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text[0] != '"')
            return -1;
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '\\')
                i++;
            else if (text[i] == '"')
                return i + 1;
        }

        return -1;
    }

    private ReadOnlySpan<char> Until(int end)
    {
        var taken = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[end..];
        return taken;
    }
}

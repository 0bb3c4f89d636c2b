using System.Text;

namespace SessionRelay.Phone.Sip;

/// <summary>The <c>;name=value</c> list behind a value, in its order.</summary>
internal sealed class SipParameters
{
    private readonly List<(string Name, string? Value, bool Quoted)> _list = [];

    public int Count => _list.Count;

    /// <summary>Null when it isn't there; empty when it has no value.</summary>
    public string? this[string name]
    {
        get
        {
            foreach (var (has, value, _) in _list)
            {
                if (has.Equals(name, StringComparison.OrdinalIgnoreCase))
                    return value ?? "";
            }

            return null;
        }
    }

    /// <summary>Sets it in its place, or adds it at the end; null: without a value.</summary>
    public void Set(string name, string? value)
    {
        var at = _list.FindIndex(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (at >= 0)
            _list[at] = (name, value, false);
        else
            _list.Add((name, value, false));
    }

    /// <summary>Reads all that is left. False when something stands there that is no parameter.</summary>
    public static bool TryRead(ref SipScanner scanner, out SipParameters parameters)
    {
        parameters = new SipParameters();
        while (scanner.TryTake(';'))
        {
            if (!scanner.TryToken(out var name) || parameters._list.Count == SipLimits.Parameters)
                return false;
            if (!scanner.TryTake('='))
            {
                parameters._list.Add((name.ToString(), null, false));
                continue;
            }

            scanner.SkipSpace();
            if (scanner.Rest is ['"', ..])
            {
                if (!scanner.TryQuoted(out var quoted))
                    return false;
                parameters._list.Add((name.ToString(), quoted, true));
                continue;
            }

            var value = scanner.TakeUntilAny("; \t,\"<>");
            if (value.IsEmpty)
                return false;
            parameters._list.Add((name.ToString(), value.ToString(), false));
        }

        return scanner.AtEnd;
    }

    public void AppendTo(StringBuilder text)
    {
        foreach (var (name, value, quoted) in _list)
        {
            text.Append(';').Append(name);
            if (value is not null && quoted)
                text.Append('=').Append(SipScanner.Quote(value));
            else if (value is not null)
                text.Append('=').Append(value);
        }
    }
}

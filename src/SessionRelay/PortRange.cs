using System.Globalization;

namespace SessionRelay;

/// <summary>UDP ports, both ends included: 1 to 65,535, and at least one even one.</summary>
public readonly record struct PortRange(int First, int Last)
{
    /// <summary>Reads <c>20000-20199</c>; false for whatever is no such range.</summary>
    public static bool TryParse(string text, out PortRange range)
    {
        range = default;
        var dash = text.IndexOf('-');
        if (dash < 0 || !TryPort(text.AsSpan(0, dash), out var first) || !TryPort(text.AsSpan(dash + 1), out var last))
            return false;
        range = new PortRange(first, last);
        return first <= last && (first < last || first % 2 == 0);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{First}-{Last}");

    private static bool TryPort(ReadOnlySpan<char> text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is >= 1 and <= ushort.MaxValue;
}

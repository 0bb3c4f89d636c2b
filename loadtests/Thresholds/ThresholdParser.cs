using System.Globalization;

namespace SessionRelay.LoadTests.Thresholds;

/// <summary>
/// Reads <c>--fail-if</c>: <c>metric operator number unit</c>, several with commas between, blanks as one likes:
/// <c>join.p99&gt;2s, loss&gt;0.5%, joined&lt;200</c>. The unit must fit the metric, so that a limit of 2 never means something else than was thought.
/// </summary>
internal static class ThresholdParser
{
    private static readonly string[] Operators = [">=", "<=", ">", "<"];

    /// <summary>False, with what is wrong and what would be right, when the text can't be read.</summary>
    public static bool TryParse(string text, out IReadOnlyList<Threshold> thresholds, out string error)
    {
        List<Threshold> read = [];
        thresholds = read;
        error = "";
        foreach (var part in text.Split(','))
        {
            if (!TryParseOne(part.Trim(), out var threshold, out error))
                return false;
            read.Add(threshold!);
        }

        return true;
    }

    private static bool TryParseOne(string text, out Threshold? threshold, out string error)
    {
        threshold = null;
        error = "";
        if (text.Length == 0)
        {
            error = "A threshold is empty. Write metric, operator and limit, such as join.p99>2s; several with commas between.";
            return false;
        }

        var at = text.IndexOfAny(['<', '>', '=']);
        var comparison = at < 0 ? null : Array.Find(Operators, it => text.AsSpan(at).StartsWith(it));
        if (comparison is null)
        {
            error = $"\"{text}\" has no operator: the run fails when a figure is > >= < or <= a limit, such as join.p99>2s.";
            return false;
        }

        var metric = text[..at].Trim().ToLowerInvariant();
        if (!MetricCatalog.TryGetDimension(metric, out var dimension, out error))
            return false;
        var limit = text[(at + comparison.Length)..].Trim();
        var digits = 0;
        while (digits < limit.Length && (char.IsAsciiDigit(limit[digits]) || limit[digits] == '.'))
            digits++;
        if (!double.TryParse(limit.AsSpan(0, digits), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            error = $"\"{text}\": after {comparison} comes a number, such as {Example(metric, dimension)}.";
            return false;
        }

        var unit = limit[digits..].Trim();
        if (metric == "failed" && unit == "%")
            (metric, dimension) = ("failed.share", Dimension.Share);
        if (FactorOf(unit, dimension) is not { } factor)
        {
            var units = dimension switch
            {
                Dimension.Time => "a time: give it a unit, us, ms, s or min",
                Dimension.Share => "a share: give it in %",
                Dimension.Memory => "an amount of memory: give it in KB, MB or GB",
                _ => "a number without a unit",
            };
            error = $"\"{text}\": {metric} is {units}, such as {Example(metric, dimension)}.";
            return false;
        }

        threshold = new Threshold(metric, comparison, number * factor, dimension, text);
        return true;
    }

    private static double? FactorOf(string unit, Dimension dimension) => (dimension, unit.ToLowerInvariant()) switch
    {
        (Dimension.Time, "us" or "µs") => 0.001,
        (Dimension.Time, "ms") => 1,
        (Dimension.Time, "s") => 1000,
        (Dimension.Time, "min") => 60_000,
        (Dimension.Share, "%") => 1,
        (Dimension.Memory, "kb") => 1 / 1024.0,
        (Dimension.Memory, "mb") => 1,
        (Dimension.Memory, "gb") => 1024,
        (Dimension.Count, "") => 1,
        _ => null,
    };

    private static string Example(string metric, Dimension dimension) => metric + dimension switch
    {
        Dimension.Time => ">50ms",
        Dimension.Share => ">0.5%",
        Dimension.Memory => ">250MB",
        _ => ">0",
    };
}

using System.Globalization;

namespace SessionRelay.LoadTests.Thresholds;

/// <summary>What a figure counts in, and so which units a limit for it may have.</summary>
internal enum Dimension
{
    /// <summary>In milliseconds; written with us, ms, s or min.</summary>
    Time,

    /// <summary>In percent; written with %.</summary>
    Share,

    /// <summary>A plain number.</summary>
    Count,

    /// <summary>In MiB; written with KB, MB or GB.</summary>
    Memory,
}

/// <summary>When a run has failed: <c>join.p99&gt;2s</c>.</summary>
/// <param name="Metric">As in <see cref="MetricCatalog"/>.</param>
/// <param name="Operator">One of <c>&gt; &gt;= &lt; &lt;=</c>: the run fails when the figure stands so to the limit.</param>
/// <param name="Limit">In the dimension's own unit.</param>
/// <param name="Text">As it was written.</param>
internal sealed record Threshold(string Metric, string Operator, double Limit, Dimension Dimension, string Text)
{
    /// <summary>A figure that is not there breaks nothing that can be said: the caller says that it is missing.</summary>
    public bool IsBrokenBy(double value) => Operator switch
    {
        ">" => value > Limit,
        ">=" => value >= Limit,
        "<" => value < Limit,
        _ => value <= Limit,
    };

    /// <summary>A figure in words: <c>2.31 s</c>.</summary>
    public static string Describe(double value, Dimension dimension) => double.IsNaN(value)
        ? "–"
        : dimension switch
        {
            Dimension.Time when value >= 1000 => string.Create(CultureInfo.InvariantCulture, $"{value / 1000:0.00} s"),
            Dimension.Time when value < 0.1 => string.Create(CultureInfo.InvariantCulture, $"{value * 1000:0.##} µs"),
            Dimension.Time => string.Create(CultureInfo.InvariantCulture, $"{value:0.##} ms"),
            Dimension.Share => string.Create(CultureInfo.InvariantCulture, $"{value:0.###} %"),
            Dimension.Memory => string.Create(CultureInfo.InvariantCulture, $"{value:0} MB"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{value:0.##}"),
        };
}

/// <summary>How one threshold came out.</summary>
/// <param name="Value">NaN: the run has no such figure.</param>
internal sealed record ThresholdResult(Threshold Threshold, double Value)
{
    public bool IsMissing => double.IsNaN(Value);

    public bool IsBroken => !IsMissing && Threshold.IsBrokenBy(Value);

    public override string ToString() => IsMissing
        ? $"{Threshold.Text}: the run has no such figure"
        : $"{Threshold.Text}: {(IsBroken ? "BROKEN" : "held")}, {Threshold.Describe(Value, Threshold.Dimension)}";
}

using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using SessionRelay.LoadTests.Thresholds;

namespace SessionRelay.LoadTests.Commands;

/// <summary>Values of options as people write them: <c>90s</c>, <c>1.5M</c>, <c>20%</c>. What can't be read is an error that says what can.</summary>
internal static class OptionValues
{
    public static Option<TimeSpan> Time(string name, string description, TimeSpan standard) => new(name)
    {
        Description = $"{description} (such as 500ms, 60s, 5m, 8h)",
        DefaultValueFactory = _ => standard,
        CustomParser = result => Read<TimeSpan>(result, TryTime, "a time: a number with ms, s, m or h, such as 60s"),
    };

    public static Option<int> Number(string name, string description, int standard, int least, int most) => new(name)
    {
        Description = $"{description} ({least:N0} to {most:N0})",
        DefaultValueFactory = _ => standard,
        CustomParser = result => Read(
            result, (string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= least && value <= most, $"a whole number from {least:N0} to {most:N0}"),
    };

    public static Option<int> BitRate(string name, string description, int standard) => new(name)
    {
        Description = $"{description} (bit/s, k and M allowed)",
        DefaultValueFactory = _ => standard,
        CustomParser = result => Read<int>(result, TryBitRate, "a bit rate from 50k to 20M, such as 1.5M"),
    };

    public static Option<double> Share(string name, string description, double standard) => new(name)
    {
        Description = $"{description} (in %)",
        DefaultValueFactory = _ => standard,
        CustomParser = result => Read<double>(result, TryShare, "a share from 0% to 100%, such as 20%"),
    };

    public static IReadOnlyList<Threshold> Thresholds(ArgumentResult result)
    {
        if (ThresholdParser.TryParse(Text(result), out var thresholds, out var error))
            return thresholds;
        result.AddError($"--fail-if: {error}");
        return [];
    }

    /// <summary>For an option whose value depends on others where it is not given.</summary>
    public static TimeSpan? TimeOrNot(ArgumentResult result) => Read<TimeSpan>(result, TryTime, "a time: a number with ms, s, m or h, such as 10s");

    internal static bool TryTime(string text, out TimeSpan time)
    {
        time = default;
        var digits = 0;
        while (digits < text.Length && (char.IsAsciiDigit(text[digits]) || text[digits] == '.'))
            digits++;
        if (digits == 0 || !double.TryParse(text.AsSpan(0, digits), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || number > 1e6)
            return false;
        double? seconds = text[digits..] switch
        {
            "ms" => 0.001,
            "s" => 1,
            "m" or "min" => 60,
            "h" => 3600,
            _ => null,
        };
        time = TimeSpan.FromSeconds(number * (seconds ?? 0));
        return seconds is not null && time <= TimeSpan.FromDays(31);
    }

    private delegate bool Reader<T>(string text, out T value);

    private static T Read<T>(ArgumentResult result, Reader<T> reader, string what)
    {
        if (reader(Text(result), out var value))
            return value;
        var option = (result.Parent as OptionResult)?.Option.Name ?? "an option";
        result.AddError($"{option} is {what}, not \"{Text(result)}\".");
        return default!;
    }

    private static bool TryBitRate(string text, out int bits)
    {
        var factor = text.Length == 0 ? 1 : text[^1] switch
        {
            'k' => 1e3,
            'M' => 1e6,
            _ => 1,
        };
        var isRead = double.TryParse(factor > 1 ? text[..^1] : text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number);
        bits = isRead && number * factor is >= 50e3 and <= 20e6 ? (int)(number * factor) : 0;
        return bits > 0;
    }

    private static bool TryShare(string text, out double share)
    {
        var isRead = double.TryParse(text.TrimEnd('%'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent);
        share = percent / 100;
        return isRead && text.EndsWith('%') && share is >= 0 and <= 1;
    }

    private static string Text(ArgumentResult result) => result.Tokens.Count == 0 ? "" : result.Tokens[^1].Value;
}

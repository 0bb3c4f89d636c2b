using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using SessionRelay.Portal.Domain.Policies;

namespace SessionRelay.Portal.Domain.Scheduling;

/// <summary>A stretch of one day on the clock on the wall: from inclusive, to exclusive, 24:00 allowed as the end.</summary>
internal readonly record struct WallSpan
{
    public const int MinutesOfDay = 24 * 60;

    /// <param name="from">Minute of the day, a multiple of 5 from 0.</param>
    /// <param name="to">Minute of the day, a multiple of 5 after <paramref name="from"/>, at most 1440. Hours over midnight are two spans.</param>
    /// <exception cref="ArgumentOutOfRangeException">No such span.</exception>
    public WallSpan(int from, int to)
    {
        if (!IsSpan(from, to)) throw new ArgumentOutOfRangeException(nameof(to), $"{Text(from)}-{Text(to)} is no stretch of a day in steps of {BookingPolicy.UnitMinutes} minutes.");
        From = from;
        To = to;
    }

    public static WallSpan WholeDay => new(0, MinutesOfDay);

    public int From { get; }

    public int To { get; }

    public static bool IsSpan(int from, int to) =>
        from >= 0 && to <= MinutesOfDay && from < to && from % BookingPolicy.UnitMinutes == 0 && to % BookingPolicy.UnitMinutes == 0;

    /// <summary>Reads <c>HH:mm</c>, 00:00 to 24:00.</summary>
    public static bool TryParseTime([NotNullWhen(true)] string? text, out int minute)
    {
        minute = 0;
        if (text is not { Length: 5 } || text[2] != ':') return false;
        if (!TwoDigits(text.AsSpan(0, 2), out var hour) || !TwoDigits(text.AsSpan(3, 2), out var rest) || rest > 59) return false;
        minute = hour * 60 + rest;
        return minute <= MinutesOfDay;
    }

    public static string Text(int minute) => string.Create(CultureInfo.InvariantCulture, $"{minute / 60:00}:{minute % 60:00}");

    public override string ToString() => $"{Text(From)}-{Text(To)}";

    private static bool TwoDigits(ReadOnlySpan<char> text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}

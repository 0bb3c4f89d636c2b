using System.Globalization;
using NodaTime;
using NodaTime.Text;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Pages.Shared;

/// <summary>The dates of a series, and what can be chosen where one is taken.</summary>
/// <param name="Plan">The dates.</param>
/// <param name="Zone">The reader's.</param>
/// <param name="Chosen">What was chosen before, by number.</param>
/// <param name="MayLeaveOut">A week can be left out.</param>
internal sealed record SeriesView(WeeklySeries Plan, DateTimeZone Zone, IReadOnlyDictionary<int, Instant?> Chosen, bool MayLeaveOut)
{
    public IReadOnlyList<int> LeftOut => [.. Chosen.Where(choice => choice.Value is null).Select(choice => choice.Key).Order()];
}

/// <summary>What a form says of the dates that are taken: <c>Instead-4</c> with a moment, or <c>leave-out</c>.</summary>
internal static class SeriesChoices
{
    public const string Field = "Instead-";
    public const string LeaveOut = "leave-out";

    /// <returns>Whether there was anything to read.</returns>
    public static bool Read(IFormCollection form, Dictionary<int, Instant?> into)
    {
        var any = false;
        foreach (var (name, values) in form)
        {
            if (!name.StartsWith(Field, StringComparison.Ordinal) || !int.TryParse(name.AsSpan(Field.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) continue;
            if (values.ToString() == LeaveOut) into[number] = null;
            else if (InstantPattern.General.Parse(values.ToString()) is { Success: true } moment) into[number] = moment.Value;
            else continue;
            any = true;
        }

        return any;
    }
}

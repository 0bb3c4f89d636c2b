using NodaTime;

namespace SessionRelay.Portal.Domain.Scheduling;

/// <summary>A whole local date on which the practice is closed.</summary>
internal sealed record Holiday(LocalDate Date, string Name);

/// <summary>A holiday that comes every year: on a date, or on a weekday of a month counted from its beginning (1 to 4) or its end (-1).</summary>
internal sealed record HolidayRule
{
    private HolidayRule(string name, int month) => (Name, Month) = (name, month);

    public string Name { get; }

    private int Month { get; }

    private int Day { get; init; }

    private IsoDayOfWeek Weekday { get; init; }

    private int Nth { get; init; }

    public static HolidayRule On(string name, int month, int day) => new(name, month) { Day = day };

    public static HolidayRule NthWeekday(string name, int month, IsoDayOfWeek weekday, int nth) => new(name, month) { Weekday = weekday, Nth = nth };

    /// <summary>The date of a year.</summary>
    public LocalDate In(int year)
    {
        if (Weekday == IsoDayOfWeek.None) return new LocalDate(year, Month, Day);
        if (Nth < 0) return new LocalDate(year, Month, 1).PlusMonths(1).Previous(Weekday);
        return new LocalDate(year, Month, 1).PlusDays(-1).Next(Weekday).PlusWeeks(Nth - 1);
    }

    public bool IsFixedDate => Weekday == IsoDayOfWeek.None;
}

/// <summary>Holiday rules as data.</summary>
internal static class HolidayCalendar
{
    /// <summary>5 U.S.C. 6103: of a fixed date on a Saturday the Friday before is observed, on a Sunday the Monday after. Both days are closed.</summary>
    private static readonly HolidayRule[] UsFederalRules =
    [
        HolidayRule.On("New Year's Day", 1, 1),
        HolidayRule.NthWeekday("Martin Luther King Jr. Day", 1, IsoDayOfWeek.Monday, 3),
        HolidayRule.NthWeekday("Washington's Birthday", 2, IsoDayOfWeek.Monday, 3),
        HolidayRule.NthWeekday("Memorial Day", 5, IsoDayOfWeek.Monday, -1),
        HolidayRule.On("Juneteenth", 6, 19),
        HolidayRule.On("Independence Day", 7, 4),
        HolidayRule.NthWeekday("Labor Day", 9, IsoDayOfWeek.Monday, 1),
        HolidayRule.NthWeekday("Columbus Day", 10, IsoDayOfWeek.Monday, 2),
        HolidayRule.On("Veterans Day", 11, 11),
        HolidayRule.NthWeekday("Thanksgiving Day", 11, IsoDayOfWeek.Thursday, 4),
        HolidayRule.On("Christmas Day", 12, 25),
    ];

    /// <summary>The federal holidays of the United States on these dates, both included, with the days on which they are observed; in order.</summary>
    public static IReadOnlyList<Holiday> UsFederal(LocalDate first, LocalDate last)
    {
        var found = new List<Holiday>();
        for (var year = first.Year; year <= last.Year + 1; year++) // the year after: New Year's Day may be observed on 31 December
        {
            foreach (var rule in UsFederalRules)
            {
                var date = rule.In(year);
                found.Add(new Holiday(date, rule.Name));
                if (rule.IsFixedDate && Observed(date) is { } instead) found.Add(new Holiday(instead, rule.Name + " (observed)"));
            }
        }

        return [.. found.Where(holiday => holiday.Date >= first && holiday.Date <= last).OrderBy(holiday => holiday.Date)];
    }

    private static LocalDate? Observed(LocalDate date) => date.DayOfWeek switch
    {
        IsoDayOfWeek.Saturday => date.PlusDays(-1),
        IsoDayOfWeek.Sunday => date.PlusDays(1),
        _ => null,
    };
}

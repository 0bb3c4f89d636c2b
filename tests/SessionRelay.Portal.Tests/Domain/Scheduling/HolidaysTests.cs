using NodaTime;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Tests.Domain.Scheduling;

/// <summary>Holidays by their rules.</summary>
public sealed class HolidaysTests
{
    [Fact]
    public void The_federal_holidays_of_2026_are_those_of_the_law() =>
        HolidayCalendar.UsFederal(new LocalDate(2026, 1, 1), new LocalDate(2026, 12, 31)).ShouldBe(
        [
            new(new LocalDate(2026, 1, 1), "New Year's Day"),
            new(new LocalDate(2026, 1, 19), "Martin Luther King Jr. Day"),
            new(new LocalDate(2026, 2, 16), "Washington's Birthday"),
            new(new LocalDate(2026, 5, 25), "Memorial Day"),
            new(new LocalDate(2026, 6, 19), "Juneteenth"),
            new(new LocalDate(2026, 7, 3), "Independence Day (observed)"),
            new(new LocalDate(2026, 7, 4), "Independence Day"),
            new(new LocalDate(2026, 9, 7), "Labor Day"),
            new(new LocalDate(2026, 10, 12), "Columbus Day"),
            new(new LocalDate(2026, 11, 11), "Veterans Day"),
            new(new LocalDate(2026, 11, 26), "Thanksgiving Day"),
            new(new LocalDate(2026, 12, 25), "Christmas Day"),
        ]);

    [Fact]
    public void A_Saturday_in_the_new_year_is_observed_in_the_old() =>
        HolidayCalendar.UsFederal(new LocalDate(2027, 12, 31), new LocalDate(2027, 12, 31)).ShouldHaveSingleItem().Name.ShouldBe("New Year's Day (observed)");

    [Fact]
    public void A_Sunday_is_observed_on_Monday() =>
        HolidayCalendar.UsFederal(new LocalDate(2027, 7, 4), new LocalDate(2027, 7, 5)).Select(holiday => holiday.Name).ShouldBe(["Independence Day", "Independence Day (observed)"]);

    [Theory]
    [InlineData(2026)]
    [InlineData(2027)]
    [InlineData(2028)]
    public void A_rule_by_weekday_falls_on_it_in_its_week(int year)
    {
        HolidayRule.NthWeekday("first", 9, IsoDayOfWeek.Monday, 1).In(year).ShouldSatisfyAllConditions(date => date.DayOfWeek.ShouldBe(IsoDayOfWeek.Monday), date => date.Day.ShouldBeInRange(1, 7));
        HolidayRule.NthWeekday("fourth", 11, IsoDayOfWeek.Thursday, 4).In(year).ShouldSatisfyAllConditions(date => date.DayOfWeek.ShouldBe(IsoDayOfWeek.Thursday), date => date.Day.ShouldBeInRange(22, 28));
        HolidayRule.NthWeekday("last", 5, IsoDayOfWeek.Monday, -1).In(year).ShouldSatisfyAllConditions(date => date.DayOfWeek.ShouldBe(IsoDayOfWeek.Monday), date => date.Day.ShouldBeInRange(25, 31));
    }
}

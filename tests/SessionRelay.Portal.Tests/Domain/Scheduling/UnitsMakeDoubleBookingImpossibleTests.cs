using CsCheck;
using NodaTime;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Tests.Domain.Scheduling;

/// <summary>The key of 5-minute units says the same as the rule of overlaps and buffers.</summary>
public sealed class UnitsMakeDoubleBookingImpossibleTests
{
    [Fact]
    public void A_therapist_is_taken_with_the_buffer_others_without()
    {
        var units = FiveMinuteUnits.Of(new Appointment("b", Given.At("1970-01-01T00:10:00Z"), 15, 10), "t", ["c", "d"], "r");

        Numbers(ResourceKind.Therapist, "t").ShouldBe([2, 3, 4, 5, 6]);
        Numbers(ResourceKind.Client, "c").ShouldBe([2, 3, 4]);
        Numbers(ResourceKind.Client, "d").ShouldBe([2, 3, 4]);
        Numbers(ResourceKind.Room, "r").ShouldBe([2, 3, 4]);
        units.Distinct().Count().ShouldBe(14);

        IEnumerable<long> Numbers(ResourceKind kind, string id) => units.Where(unit => unit.Resource == new Resource(kind, id)).Select(unit => unit.Unit);
    }

    [Fact]
    public void Two_bookings_share_a_unit_exactly_when_they_are_closer_than_the_buffer() =>
        Gen.Select(Gen.Int[0, 60], Gen.OneOfConst(15, 45, 50, 60, 80), Gen.OneOfConst(15, 45, 50, 60, 80), Gen.OneOfConst(0, 5, 10, 30))
            .Sample((apart, lengthA, lengthB, buffer) =>
            {
                var a = new Appointment("a", Given.At("2026-11-01T05:00:00Z"), lengthA, buffer);
                var b = new Appointment("b", a.Start + Duration.FromMinutes(5 * apart), lengthB, buffer);

                var share = FiveMinuteUnits.Of(a, "t", [], null).Intersect(FiveMinuteUnits.Of(b, "t", [], null)).Any();

                share.ShouldBe(b.Start - a.Range.End < Duration.FromMinutes(buffer));
            });

    [Theory]
    [InlineData("2026-06-08T14:01:00Z", 50, 10)]
    [InlineData("2026-06-08T14:00:00.001Z", 50, 10)]
    [InlineData("2026-06-08T14:00:00Z", 52, 10)]
    [InlineData("2026-06-08T14:00:00Z", 0, 10)]
    [InlineData("2026-06-08T14:00:00Z", -5, 10)]
    [InlineData("2026-06-08T14:00:00Z", 50, 7)]
    public void What_is_no_multiple_of_5_minutes_is_refused(string start, int minutes, int buffer) =>
        Should.Throw<ArgumentException>(() => FiveMinuteUnits.Of(new Appointment("b", Given.At(start), minutes, buffer), "t", [], null));

    [Theory]
    [InlineData("1969-12-31T23:59:59Z", -1)]
    [InlineData("1970-01-01T00:00:00Z", 0)]
    [InlineData("1970-01-01T00:04:59Z", 0)]
    [InlineData("1970-01-01T00:05:00Z", 1)]
    public void Units_are_numbered_from_1970(string moment, long unit) => FiveMinuteUnits.NumberOf(Given.At(moment)).ShouldBe(unit);
}

using NodaTime;
using SessionRelay.Portal.Domain.Care;

namespace SessionRelay.Portal.Tests.Domain.Care;

/// <summary>What a level of care opens, where a licence holds, what a region is.</summary>
public sealed class CareRulesTests
{
    [Theory]
    [InlineData("InPerson", "InPerson")]
    [InlineData("IntensiveOutpatient", "IntensiveOutpatient")]
    [InlineData("Inpatient", "Inpatient")]
    [InlineData("Emergency", "Emergency")]
    public void Any_level_but_teletherapy_blocks_matching_and_opens_a_referral_that_is_followed_up(string level, string referral)
    {
        var effects = CareEffects.Of(Enum.Parse<LevelOfCare>(level));

        effects.BlocksMatching.ShouldBeTrue();
        effects.Referral.ShouldBe(Enum.Parse<ReferralKind>(referral));
        effects.FollowUpWithin.ShouldNotBeNull().ShouldBeGreaterThan(Duration.Zero);
        effects.ShowsCrisisHelp.ShouldBe(level == "Emergency");
    }

    [Fact]
    public void Teletherapy_blocks_nothing() => CareEffects.Of(LevelOfCare.Teletherapy).ShouldBe(new CareEffects(false, null, null, false));

    [Theory]
    [InlineData("US-NY", true)]
    [InlineData("GB", true)]
    [InlineData("AU-NSW", true)]
    [InlineData("FR-2A", true)]
    [InlineData("us-ny", false)]
    [InlineData("US-", false)]
    [InlineData("US-NEWY", false)]
    [InlineData("USNY", false)]
    [InlineData("U", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_region_is_a_code_of_ISO_3166(string? text, bool isRegion) => Region.TryParse(text, out _).ShouldBe(isRegion);

    [Theory]
    [InlineData("2026-06-30T13:00:00Z", true)] // the last date
    [InlineData("2026-07-01T03:00:00Z", true)] // 23:00 to 23:50 of the last date where the client is
    [InlineData("2026-07-01T03:10:00Z", true)] // to 24:00
    [InlineData("2026-07-01T03:15:00Z", false)] // over midnight
    [InlineData("2026-07-01T13:00:00Z", false)]
    [InlineData("2026-06-01T04:00:00Z", true)] // from 00:00 of the first date
    [InlineData("2026-06-01T03:55:00Z", false)]
    public void A_licence_holds_by_date_where_the_client_is_from_start_to_end(string start, bool holds)
    {
        Licence[] licences = [new(Region.Parse("US-NY"), new LocalDate(2026, 6, 1), new LocalDate(2026, 6, 30))];

        LicenceCover.Holds(licences, Given.InNewYork, Given.At(start), Given.At(start) + Duration.FromMinutes(50)).ShouldBe(holds);
    }

    [Fact]
    public void In_none_of_the_known_regions_no_licence_holds()
    {
        Licence[] licences = [new(Region.Elsewhere, new LocalDate(2026, 6, 1), new LocalDate(2026, 6, 30))];

        LicenceCover.Holds(licences, Given.InNewYork with { Region = Region.Elsewhere }, Given.At("2026-06-15T13:00:00Z"), Given.At("2026-06-15T13:50:00Z")).ShouldBeFalse();
    }

    [Fact]
    public void A_renewal_takes_over_at_midnight()
    {
        Licence[] licences =
        [
            new(Region.Parse("US-NY"), new LocalDate(2026, 1, 1), new LocalDate(2026, 6, 30)),
            new(Region.Parse("US-NY"), new LocalDate(2026, 7, 1), new LocalDate(2026, 12, 31)),
        ];
        var overMidnight = Given.At("2026-07-01T03:30:00Z");

        LicenceCover.Holds(licences, Given.InNewYork, overMidnight, overMidnight + Duration.FromMinutes(50)).ShouldBeTrue();
        LicenceCover.Holds([licences[0]], Given.InNewYork, overMidnight, overMidnight + Duration.FromMinutes(50)).ShouldBeFalse();
    }

    [Fact]
    public void A_licence_for_another_region_does_not_hold()
    {
        Licence[] licences = [new(Region.Parse("US-NJ"), new LocalDate(2026, 1, 1), new LocalDate(2026, 12, 31))];
        var start = Given.At("2026-07-01T13:00:00Z");

        LicenceCover.Holds(licences, Given.InNewYork, start, start + Duration.FromMinutes(50)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("2026-05-31", false)]
    [InlineData("2026-06-01", true)] // 60 days ahead
    [InlineData("2026-08-15", true)] // over already
    public void An_end_is_warned_of_60_days_ahead(string today, bool warns) =>
        new Licence(Region.Parse("US-NY"), new LocalDate(2025, 8, 1), new LocalDate(2026, 7, 31))
            .NeedsRenewal(NodaTime.Text.LocalDatePattern.Iso.Parse(today).Value).ShouldBe(warns);
}

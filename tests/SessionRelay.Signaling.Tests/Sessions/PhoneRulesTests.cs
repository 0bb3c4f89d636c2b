using Microsoft.Extensions.Options;
using SessionRelay.Signaling.Hosting;
using SessionRelay.Signaling.Sessions;

namespace SessionRelay.Signaling.Tests.Sessions;

/// <summary>Which numbers a node calls: of the countries that are named, else of the practice's own, and never those that cost what their owner likes.</summary>
public sealed class PhoneRulesTests
{
    private const string London = "+442079460018"; // both are kept for films and stories
    private const string Berlin = "+493023125000";

    [Theory]
    [InlineData("GB", null, null, null, true, false)]
    [InlineData("DE,GB", null, null, null, true, true)]
    [InlineData("", "+49 30 23125 000", null, null, false, true)] // the settings' number says its country
    [InlineData("GB", "+49 30 23125 000", null, null, true, false)]
    [InlineData("", null, "+44 20 7946 0000", "DE", true, false)] // the portal's number goes before its country
    [InlineData("", null, "020 7946 0000", "GB", true, false)]
    [InlineData("", null, null, "DE", false, true)]
    [InlineData("", "(503) 555-0100", null, "GB", true, false)]
    [InlineData("", null, null, null, false, false)]
    public void Countries_are_those_that_are_named_or_the_practice_s(string countries, string? setting, string? number, string? region, bool london, bool berlin)
    {
        var rules = Rules(countries, setting, new Practice(number, region));
        (rules.Allows(London), rules.Allows(Berlin)).ShouldBe((london, berlin));
    }

    [Theory]
    [InlineData(London, true)]
    [InlineData("+447400123456", true)] // a mobile: the numbering plan's own example
    [InlineData("+449098790018", false)] // premium rate
    [InlineData("+448437310018", false)] // shared cost
    [InlineData("+447012345678", false)] // personal: costs like premium rate
    [InlineData("+448081570018", false)] // free to call: nobody's home
    [InlineData("+445601234567", true)] // internet telephony
    [InlineData("+44207946001", false)]
    [InlineData("+881612345678", false)] // satellite: of no country
    [InlineData("02079460018", false)]
    [InlineData("+", false)]
    [InlineData("", false)]
    [InlineData("sip:someone@elsewhere.example", false)]
    public void Kinds_of_numbers_are_people_s_alone(string number, bool allowed) => Rules("GB", null, new Practice(null, null)).Allows(number).ShouldBe(allowed);

    private static PhoneRules Rules(string countries, string? setting, IPracticeNumber practice)
    {
        var settings = Options.Create(new PhoneSettings { PracticeNumber = setting, Countries = countries.Split(',', StringSplitOptions.RemoveEmptyEntries) });
        return new PhoneRules(settings, new PracticeLine(settings, practice));
    }

    private sealed record Practice(string? Number, string? Region) : IPracticeNumber;
}

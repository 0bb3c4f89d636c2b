using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Pages;

namespace SessionRelay.Portal.Tests.Domain.Care;

/// <summary>Numbers are stored one way, shown as people write them, and dialled by links as they are stored.</summary>
public sealed class PhoneNumberTests
{
    [Theory]
    [InlineData("+15035550142", "+1 503-555-0142")] // kept for stories: no number of any plan
    [InlineData("+442079460018", "+44 20 7946 0018")]
    [InlineData("+493023125000", "+49 30 23125000")]
    [InlineData("(503) 555-0142", "(503) 555-0142")] // without a country nobody knows: as it was typed
    [InlineData("somebody@example.org", "somebody@example.org")]
    [InlineData("+1 999 999 9999", "+1 999 999 9999")]
    [InlineData("", "")]
    public void Shown_as_people_write_them(string stored, string shown) => PhoneWords.Of(stored).ShouldBe(shown);

    [Theory]
    [InlineData("+442079460018")]
    [InlineData("+15035550142")]
    [InlineData("+12125550199")]
    public void What_is_shown_is_read_back_as_the_same(string stored)
    {
        foreach (var country in new[] { "US", "GB", "DE" }) PhoneNumber.Normalise(PhoneWords.Of(stored), country).ShouldBe(stored);
    }

    [Theory]
    [InlineData("(503) 555-0142", "US", "tel:+15035550142")]
    [InlineData("020 7946 0018", "GB", "tel:+442079460018")]
    [InlineData("+44 20 7946 0018", null, "tel:+442079460018")]
    [InlineData("988", "US", "tel:988")]
    [InlineData("(503) 555-0142", null, "tel:5035550142")]
    [InlineData("\"><script>", "US", "tel:")]
    public void A_link_dials_what_is_stored(string written, string? country, string address) => PhoneWords.Link(written, country).ShouldBe(address);
}

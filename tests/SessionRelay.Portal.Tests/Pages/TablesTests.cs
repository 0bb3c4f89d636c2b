using NodaTime;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Practice;
using SessionRelay.Portal.Pages.Owner;

namespace SessionRelay.Portal.Tests.Pages;

/// <summary>On a phone a row stands alone, so each of its cells says which column it is of.</summary>
public sealed class TablesTests(PortalApp app)
{
    [Fact]
    public async Task A_cell_knows_the_heading_of_its_column()
    {
        var name = $"Founders' Day {Guid.NewGuid():N}";
        await OwnerPages.AddAsync(app, new PracticeHoliday { Date = new LocalDate(2031, 5, 3), Name = name });
        using var owner = await app.SignedInAsync(PortalRoles.Owner);

        await owner.OpenAsync<HolidaysModel>();

        var row = owner.Page.QuerySelectorAll("tbody tr").Single(row => row.TextContent.Contains(name));
        row.Children.Select(cell => cell.GetAttribute("data-column")).ShouldBe([null, "Name", null]); // the row's own heading, and a heading for screen readers alone, need none
    }
}

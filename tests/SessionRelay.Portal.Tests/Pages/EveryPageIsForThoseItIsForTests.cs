using System.Net;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SessionRelay.Portal.Pages;
using SessionRelay.Portal.Start;

namespace SessionRelay.Portal.Tests.Pages;

/// <summary>The table of <see cref="AllPages"/>: page × role × own and another's record.</summary>
public sealed class EveryPageIsForThoseItIsForTests(PortalApp app)
{
    public static TheoryData<string, string> PagesAndRoles
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var page in AllPages.Cases)
            {
                foreach (var role in PageCase.Everybody) rows.Add(page.ToString(), role);
            }

            return rows;
        }
    }

    public static TheoryData<string> PagesOfRecords => [.. AllPages.Cases.Where(page => page.Others is not null).Select(page => page.ToString())];

    [Fact]
    public void Every_page_is_in_the_table_once() =>
        AllPages.Cases.Select(page => page.Page.FullName!).Order().ShouldBe(
            typeof(PortalHost).Assembly.GetTypes()
                .Where(type => type.IsSubclassOf(typeof(PageModel)) && !type.IsAbstract)
                .Select(type => type.FullName!)
                .Order());

    [Theory]
    [MemberData(nameof(PagesAndRoles))]
    public async Task Is_shown_to_whom_it_is_for_and_to_nobody_else(string name, string role)
    {
        var page = AllPages.Cases.Single(page => page.ToString() == name);
        using var person = await app.VisitorAsync();
        var id = Guid.Empty;
        if (role != PageCase.Visitor)
        {
            var user = await app.AddUserAsync(role);
            id = user.Id;
            await person.SignInAsync(user);
        }

        var values = page.Values is null ? null : await page.Values(app, new PortalUserRef(id, role));
        using var answer = await person.RawAsync(HttpMethod.Get, app.Links.To(page.Page, values));

        if (page.Roles.Contains(role)) answer.StatusCode.ShouldBe(page.Expected);
        else if (role == PageCase.Visitor) answer.Headers.Location!.PathAndQuery.ShouldStartWith(app.Link<SignInModel>());
        else answer.StatusCode.ShouldBeOneOf(HttpStatusCode.Forbidden, HttpStatusCode.NotFound);
    }

    [Theory]
    [MemberData(nameof(PagesOfRecords))]
    public async Task Somebody_elses_record_is_not_there(string name)
    {
        var page = AllPages.Cases.Single(page => page.ToString() == name);
        foreach (var role in page.Roles)
        {
            using var person = await app.VisitorAsync();
            var user = await app.AddUserAsync(role);
            await person.SignInAsync(user);
            var values = await page.Others!(app, new PortalUserRef(user.Id, role));

            await person.OpenAsync(app.Links.To(page.Page, values));

            person.Status.ShouldBe(HttpStatusCode.NotFound);
            person.Page.QuerySelector("h1")!.TextContent.ShouldBe("There is no such page");
        }
    }
}

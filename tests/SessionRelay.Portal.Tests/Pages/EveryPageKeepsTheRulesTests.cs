using AngleSharp.Dom;
using SessionRelay.Portal.Pages;

namespace SessionRelay.Portal.Tests.Pages;

/// <summary>What holds for each page, whatever it is about.</summary>
public sealed class EveryPageKeepsTheRulesTests(PortalApp app)
{
    private static readonly string[] Public = ["IndexModel", "CrisisModel", "ExpectModel", "ElsewhereModel"];

    public static TheoryData<string> Pages => [.. AllPages.Cases.Select(page => page.ToString())];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Has_landmarks_one_heading_and_nothing_inline(string name)
    {
        using var person = await OpenAsync(name);
        var page = person.Page;

        page.Title!.Length.ShouldBeGreaterThan(5);
        page.DocumentElement.GetAttribute("lang").ShouldBe("en");
        page.QuerySelectorAll("h1").Length.ShouldBe(1);
        page.QuerySelectorAll("main").Length.ShouldBe(1);
        page.QuerySelectorAll("header").Length.ShouldBe(1);
        page.QuerySelector("a.skip")!.GetAttribute("href").ShouldBe("#main");
        page.QuerySelectorAll("[style], style, script:not([src])").ShouldBeEmpty();
        page.All.SelectMany(element => element.Attributes).Where(attribute => attribute.Name.StartsWith("on")).ShouldBeEmpty();
        page.QuerySelectorAll("[id]").Select(element => element.Id).ShouldBeUnique();
        page.QuerySelectorAll("form[method=post]").ShouldAllBe(form => form.QuerySelector("input[name=__RequestVerificationToken]") != null);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Client_pages_lead_to_help_and_pages_of_one_person_are_not_kept(string name)
    {
        using var person = await OpenAsync(name);

        if (!person.Page.Body!.ClassList.Contains("staff") && name != nameof(CrisisModel))
            person.Page.QuerySelectorAll($"a[href='{app.Link<CrisisModel>()}']").ShouldContain(link => link.TextContent == "Are you in danger now?");
        person.Answer.Headers.CacheControl!.NoStore.ShouldBe(!Public.Contains(name));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_link_and_file_leads_somewhere(string name)
    {
        using var person = await OpenAsync(name);

        foreach (var place in person.Page.QuerySelectorAll("a[href^='/'], link[href^='/'], script[src^='/']").Select(element => element.GetAttribute("href") ?? element.GetAttribute("src")!).Distinct())
        {
            using var answer = await person.RawAsync(HttpMethod.Get, place);
            ((int)answer.StatusCode).ShouldBeLessThan(400, place);
        }
    }

    private async Task<Person> OpenAsync(string name)
    {
        var page = AllPages.Cases.Single(page => page.ToString() == name);
        var person = await app.VisitorAsync();
        var id = Guid.Empty;
        var role = page.Roles[0];
        if (role != PageCase.Visitor)
        {
            var user = await app.AddUserAsync(role);
            id = user.Id;
            await person.SignInAsync(user);
        }

        await person.OpenAsync(app.Links.To(page.Page, page.Values is null ? null : await page.Values(app, new PortalUserRef(id, role))));
        if (page.Expected != System.Net.HttpStatusCode.Redirect) person.Status.ShouldBe(page.Expected);
        return person;
    }
}

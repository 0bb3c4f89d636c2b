using System.Net;
using System.Reflection;
using AngleSharp.Dom;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.DependencyInjection;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Pages;
using SessionRelay.Portal.Pages.Journey;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Tests.Pages;

/// <summary>What the table of <see cref="AllPages"/> says of looking holds for doing: each page's handlers × role × own and another's record, posted by hand with a token that is good.</summary>
public sealed class EveryHandlerIsForThoseItIsForTests(PortalApp app)
{
    private const string Token = "__RequestVerificationToken";

    /// <summary>Where a page asks for it, one presses once: else it refuses whoever it is.</summary>
    private static KeyValuePair<string, string> OncePressed => KeyValuePair.Create(OnceAttribute.Field, Guid.NewGuid().ToString());

    public static TheoryData<string, string> PagesAndOtherRoles
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var page in AllPages.Cases.Where(page => Handlers(page.Page).Any()))
            {
                foreach (var role in PageCase.Everybody.Except(page.Roles)) rows.Add(page.ToString(), role);
            }

            return rows;
        }
    }

    public static TheoryData<string> PagesOfRecords => [.. AllPages.Cases.Where(page => page.Others is not null && Handlers(page.Page).Any()).Select(page => page.ToString())];

    public static TheoryData<string> Ids => [.. PostedIds.All.Select(posted => posted.ToString())];

    [Theory]
    [MemberData(nameof(PagesAndOtherRoles))]
    public async Task Refuses_whom_its_page_is_not_for(string name, string role)
    {
        var page = AllPages.Cases.Single(page => page.ToString() == name);
        using var person = await app.VisitorAsync();
        var who = await ComeAsync(person, role);
        var values = page.Values is null ? null : await page.Values(app, who);
        foreach (var handler in Handlers(page.Page))
        {
            using var answer = await PostAsync(person, app.Links.To(page.Page, values, handler));

            if (role == PageCase.Visitor) answer.Headers.Location!.PathAndQuery.ShouldStartWith(app.Link<SignInModel>());
            else answer.StatusCode.ShouldBeOneOf(HttpStatusCode.Forbidden, HttpStatusCode.NotFound);
        }
    }

    [Theory]
    [MemberData(nameof(PagesOfRecords))]
    public async Task Finds_nothing_of_somebody_elses(string name)
    {
        var page = AllPages.Cases.Single(page => page.ToString() == name);
        foreach (var role in page.Roles)
        {
            using var person = await app.VisitorAsync();
            var who = await ComeAsync(person, role);
            var values = await page.Others!(app, who);
            foreach (var handler in Handlers(page.Page))
            {
                using var answer = await PostAsync(person, app.Links.To(page.Page, values, handler));

                answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, $"{role} posts {handler}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Does_nothing_to_a_record_of_somebody_elses_that_a_form_names(string name)
    {
        var posted = PostedIds.All.Single(posted => posted.ToString() == name);
        using var person = await app.VisitorAsync();
        var who = await ComeAsync(person, posted.Role);
        var id = await posted.Others(app, who);
        var before = await PictureAsync(posted.Record, id);
        var place = app.Links.To(posted.Page, posted.Values is null ? null : await posted.Values(app, who), posted.Handler.Length == 0 ? null : posted.Handler);

        using var answer = await PostAsync(person, place, (posted.Field, id.ToString()));
        using var unknown = await PostAsync(person, place, (posted.Field, Guid.CreateVersion7().ToString()));

        (answer.StatusCode, answer.Headers.Location).ShouldBe((unknown.StatusCode, unknown.Headers.Location), "the answer tells that there is such a record");
        (await PictureAsync(posted.Record, id)).ShouldBe(before);
    }

    [Fact]
    public async Task Every_page_about_a_record_is_tried_with_an_own_one_and_anothers()
    {
        using var person = await app.VisitorAsync();
        var pages = app.Services.GetRequiredService<IActionDescriptorCollectionProvider>().ActionDescriptors.Items.OfType<PageActionDescriptor>()
            .Where(page => page.AttributeRouteInfo!.Template!.Contains("{id:"))
            .Select(page => page.ViewEnginePath).ToList();
        pages.ShouldNotBeEmpty();

        foreach (var page in AllPages.Cases.Where(page => pages.Contains(PageLinks.NameOf(page.Page))))
        {
            page.Values.ShouldNotBeNull($"{page} has no record of one's own in the table");
            page.Others.ShouldNotBeNull($"{page} has no record of somebody else's in the table");
            page.Page.GetCustomAttributes().ShouldContain(attribute => attribute.GetType().IsGenericType && attribute.GetType().GetGenericTypeDefinition() == typeof(MineAttribute<>), $"{page} finds its record by itself");
        }
    }

    [Fact]
    public void Every_record_that_a_form_names_is_in_the_table() =>
        PostedIds.All.Select(posted => (posted.Page, posted.Handler, posted.Field)).ShouldBe(
            AllPages.Cases.Where(page => !page.Page.Namespace!.Contains(".Owner")) // all of the practice is the owner's
                .SelectMany(page => Methods(page.Page).SelectMany(method => method.GetParameters().Where(parameter => parameter.ParameterType == typeof(Guid)).Select(parameter => (page.Page, HandlerOf(method), parameter.Name!)))),
            ignoreOrder: true);

    private static IEnumerable<string?> Handlers(Type page) => Methods(page).Select(HandlerOf).Select(handler => handler.Length == 0 ? null : handler).Distinct();

    private static IEnumerable<MethodInfo> Methods(Type page) => page.GetMethods(BindingFlags.Public | BindingFlags.Instance).Where(method => method.Name.StartsWith("OnPost"));

    private static string HandlerOf(MethodInfo method) => method.Name["OnPost".Length..].Replace("Async", "");

    private async Task<PortalUserRef> ComeAsync(Person person, string role)
    {
        if (role == PageCase.Visitor) return new PortalUserRef(Guid.Empty, role);
        var user = await app.AddUserAsync(role);
        await person.SignInAsync(user);
        return new PortalUserRef(user.Id, role);
    }

    /// <summary>With the token of a page that everybody sees: it is the person's, for every form.</summary>
    private async Task<HttpResponseMessage> PostAsync(Person person, string place, params (string Name, string Value)[] fields)
    {
        await person.OpenAsync<SignInModel>();
        var token = person.Page.QuerySelector($"input[name={Token}]")!.GetAttribute("value")!;
        return await person.RawAsync(HttpMethod.Post, place, new FormUrlEncodedContent(
            [KeyValuePair.Create(Token, token), OncePressed, .. fields.Select(field => KeyValuePair.Create(field.Name, field.Value))]));
    }

    private Task<string> PictureAsync(Type record, Guid id) => app.InDatabaseAsync(async work =>
    {
        var found = await work.Db.FindAsync(record, id);
        if (found is null) return "gone";
        var values = work.Db.Entry(found).CurrentValues;
        return string.Join('\n', values.Properties.Select(property => $"{property.Name}: {values[property]}"));
    });
}

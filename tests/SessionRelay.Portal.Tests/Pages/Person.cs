using System.Net;
using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SessionRelay.Portal.Data.Accounts;

namespace SessionRelay.Portal.Tests.Pages;

/// <summary>Somebody at a browser without script: opens pages, fills in forms, presses buttons. Redirects are followed; the last answer stays to look at.</summary>
internal sealed class Person : IDisposable
{
    private readonly PortalApp app;
    private readonly HttpClient http;

    public Person(PortalApp app)
    {
        this.app = app;
        http = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = false }) { BaseAddress = app.Address };
        http.DefaultRequestHeaders.Add("Accept", "text/html");
    }

    public IHtmlDocument Page { get; private set; } = null!;

    public HttpResponseMessage Answer { get; private set; } = null!;

    /// <summary>What this browser says with each request.</summary>
    public System.Net.Http.Headers.HttpRequestHeaders Headers => http.DefaultRequestHeaders;

    public HttpStatusCode Status => Answer.StatusCode;

    /// <summary>Path and query of the page that is shown.</summary>
    public string Place { get; private set; } = "";

    /// <summary>All words of <c>main</c>.</summary>
    public string Words => Page.QuerySelector("main")!.TextContent;

    public Task OpenAsync<TPage>(object? values = null)
        where TPage : PageModel => OpenAsync(app.Link<TPage>(values));

    public Task OpenAsync(string place) => SendAsync(HttpMethod.Get, place, null);

    /// <summary>Fills in the page's form and presses its button. Fields keep what the page has in them unless named here; null empties one.</summary>
    /// <param name="button">The words on the button, when the page has several forms.</param>
    public Task PostAsync(IEnumerable<(string Name, string? Value)>? fields = null, string? button = null)
    {
        var form = Form(button);
        var values = FormValues(form);
        foreach (var group in (fields ?? []).GroupBy(field => field.Name))
        {
            values.RemoveAll(pair => pair.Key == group.Key);
            values.AddRange(group.Where(field => field.Value is not null).Select(field => KeyValuePair.Create(field.Name, field.Value!)));
        }

        return SendAsync(HttpMethod.Post, form.GetAttribute("action") ?? Place, new FormUrlEncodedContent(values));
    }

    /// <summary>Presses the button of the first form that this selector finds.</summary>
    public Task SendFormAsync(string selector)
    {
        var form = Page.QuerySelector<IHtmlFormElement>("main " + selector) ?? throw new InvalidOperationException($"{Place} has no {selector}.");
        return SendAsync(HttpMethod.Post, form.GetAttribute("action") ?? Place, new FormUrlEncodedContent(FormValues(form)));
    }

    /// <summary>Presses one of the times on offer.</summary>
    public Task PostTimeAsync(NodaTime.Instant start)
    {
        var form = Page.QuerySelector<IHtmlFormElement>("main form.times")!;
        return SendAsync(HttpMethod.Post, form.GetAttribute("action") ?? Place, new FormUrlEncodedContent(
            [.. FormValues(form), KeyValuePair.Create("Start", NodaTime.Text.InstantPattern.General.Format(start))]));
    }

    public Task PostAsync(params (string Name, string? Value)[] fields) => PostAsync((IEnumerable<(string, string?)>)fields);

    /// <summary>What the field's message says, or null.</summary>
    public string? Problem(string field)
    {
        var line = Page.GetElementById(AngleId(field) + "-problem");
        return line?.TextContent.Replace("Please mend this: ", "").Trim();
    }

    /// <summary>The words of the error summary's links, each of which must lead to a field that is there.</summary>
    public IReadOnlyList<string> Summary() => [.. Page.QuerySelectorAll(".errors a").Select(link =>
    {
        Page.GetElementById(link.GetAttribute("href")![1..]).ShouldNotBeNull("a link of the summary leads nowhere");
        return link.TextContent;
    })];

    public async Task SignInAsync(PortalUser user)
    {
        using var answer = await http.PostAsync(TestSignIn.Address + user.Id, null);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>One request as it is: no redirect is followed, nothing of this person's page changes.</summary>
    public Task<HttpResponseMessage> RawAsync(HttpMethod method, string place, HttpContent? content = null) =>
        http.SendAsync(new HttpRequestMessage(method, place) { Content = content });

    public List<KeyValuePair<string, string>> FormValues(IHtmlFormElement form) =>
    [
        .. form.Elements.OfType<IHtmlElement>()
            .Where(field => field.GetAttribute("name") is { Length: > 0 } && field is not IHtmlButtonElement && !(field is IHtmlInputElement { Type: "checkbox" or "radio", IsChecked: false }))
            .Select(field => KeyValuePair.Create(field.GetAttribute("name")!, field switch
            {
                IHtmlInputElement input => input.Value,
                IHtmlSelectElement select => select.Value ?? "",
                IHtmlTextAreaElement area => area.Value,
                _ => "",
            })),
    ];

    public IHtmlFormElement Form(string? button = null)
    {
        var forms = Page.QuerySelectorAll<IHtmlFormElement>("main form:not([hidden])").Where(form => button is null || form.QuerySelectorAll("button").Any(press => press.TextContent.Trim() == button)).ToList();
        return forms.Count == 1 ? forms[0] : throw new InvalidOperationException($"{forms.Count} forms of {Place} have the button \"{button ?? "(any)"}\".");
    }

    public void Dispose() => http.Dispose();

    private static string AngleId(string field) => field.Replace('.', '-').Replace('[', '-').Replace(']', '-');

    private async Task SendAsync(HttpMethod method, string place, HttpContent? content)
    {
        for (var hops = 0; hops < 6; hops++)
        {
            Answer = await http.SendAsync(new HttpRequestMessage(method, place) { Content = content });
            if (Answer.Headers.Location is not { } next)
            {
                Place = place;
                var context = BrowsingContext.New(Configuration.Default);
                Page = (IHtmlDocument)await context.OpenAsync(request => request.Content(Answer.Content.ReadAsStream()).Address(new Uri(app.Address, place)));
                return;
            }

            place = next.IsAbsoluteUri ? next.PathAndQuery : next.OriginalString;
            (method, content) = (HttpMethod.Get, null);
        }

        throw new InvalidOperationException($"{place} leads on and on.");
    }
}

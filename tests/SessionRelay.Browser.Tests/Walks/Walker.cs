using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Playwright;
using SessionRelay.Browser.Tests.Browsers;
using SessionRelay.Browser.Tests.Product;
using SessionRelay.Browser.Tests.Room;

namespace SessionRelay.Browser.Tests.Walks;

/// <summary>Somebody on their way through the practice, at a browser of their own: what anybody can do at a page. What only one role does is in that role's file.</summary>
internal sealed class Walker(WalkPortal portal, ChromiumTab tab, string name, bool hasScript, Uri origin) : IAsyncDisposable
{
    private static readonly ViewportSize Phone = new() { Width = 375, Height = 812 };
    private static readonly ViewportSize Desk = new() { Width = 1280, Height = 800 };

    public WalkPortal Portal => portal;

    public IPage Page => tab.Page;

    public string Name => name;

    /// <summary>The same person in the room.</summary>
    public RoomPage Room { get; } = new(tab, new Invitation("", name, "", ""));

    public IReadOnlyCollection<string> Errors => tab.Errors;

    public Task GoAsync(string address) => tab.OpenAsync(new Uri(origin, address).ToString());

    public Task GoAsync<TPage>()
        where TPage : PageModel => GoAsync(portal.Links.To<TPage>());

    /// <summary>Follows a link by its words; of several of the same the first.</summary>
    public Task FollowAsync(string link) => Page.GetByRole(AriaRole.Link, new() { Name = link }).First.ClickAsync();

    public Task PressAsync(string button) => tab.PressAsync(button);

    public Task TypeAsync(string field, string text) => Page.GetByLabel(field, new() { Exact = true }).FillAsync(text);

    /// <summary>Picks a radio or ticks a box by the beginning of its words.</summary>
    public Task ChooseAsync(string choice) => Page.Locator($"//label[contains(@class, 'choice')]{Begins(choice)}").First.ClickAsync();

    /// <summary>Opens a list and takes what begins like this.</summary>
    public async Task SelectAsync(string field, string option)
    {
        var list = Page.GetByLabel(field, new() { Exact = true });
        var value = await list.Locator($"//option{Begins(option)}").First.GetAttributeAsync("value");
        await list.SelectOptionAsync(value!);
    }

    public Task ContinueAsync() => PressAsync("Continue");

    public Task SeesAsync(string heading) => Page.GetByRole(AriaRole.Heading, new() { Name = heading, Exact = true, Level = 1 }).WaitForAsync();

    public Task ReadsAsync(string words) => Page.GetByText(words).First.WaitForAsync();

    public async Task DoesNotReadAsync(string words) => (await Page.Locator("main").InnerTextAsync()).ShouldNotContain(words);

    /// <summary>Opens the link of a mail and presses the button there, as mail programs don't.</summary>
    public async Task EnterAsync(string link)
    {
        await GoAsync(link);
        await PressAsync("Sign in");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).WaitForAsync();
    }

    /// <summary>Asks for a link at the page where they are asked to sign in, and opens it.</summary>
    public async Task SignInByMailAsync(string address)
    {
        await SeesAsync("Sign in");
        var before = portal.Postbox.Letters(address).Count;
        await TypeAsync("Your e-mail address", address);
        await PressAsync("Send me a link");
        await SeesAsync("Look at your mail");
        var letters = await Bound.UntilAsync($"a link to sign in for {name}", () => Task.FromResult(portal.Postbox.Letters(address)), letters => letters.Count > before);
        await EnterAsync(letters[^1].Link);
    }

    /// <summary>
    /// Waits until the browser has gone on to the room. The address alone tells: whoever asks for the page's load as well may ask just after it,
    /// and then waits in vain.
    /// </summary>
    public Task AtTheRoomsDoorAsync() => Page.WaitForURLAsync("**/room*", new() { WaitUntil = WaitUntilState.Commit });

    /// <summary>A key page of the way as a phone shows it, for people to look at.</summary>
    public async Task PictureAsync(string picture)
    {
        if (!hasScript) return; // the same pages as with it
        await Page.SetViewportSizeAsync(Phone.Width, Phone.Height);
        (await Page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth")).ShouldBeLessThanOrEqualTo(0, $"{picture} scrolls sideways on a phone");
        await Page.ScreenshotAsync(new() { Path = Artifacts.Screenshot($"walk-{picture}-375"), FullPage = true });
        await Page.SetViewportSizeAsync(Desk.Width, Desk.Height);
    }

    private static string Begins(string words) => $"[starts-with(normalize-space(.), \"{words}\")]";

    public ValueTask DisposeAsync() => tab.DisposeAsync();
}

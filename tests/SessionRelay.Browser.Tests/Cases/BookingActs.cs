using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Playwright;
using NodaTime;
using NodaTime.Text;
using SessionRelay.Browser.Tests.Portal;
using SessionRelay.Portal.Pages.Client.Bookings;
using SessionRelay.Portal.Pages.Owner;
using SessionRelay.Portal.Web;

namespace SessionRelay.Browser.Tests.Cases;

/// <summary>Finding and taking a time, as a client does it.</summary>
internal static class BookingActs
{
    /// <summary>From "Book a session" to "Check your answers", by video for 50 minutes.</summary>
    /// <param name="person">The client.</param>
    /// <param name="often">As the list of "How often?" says it.</param>
    /// <returns>The first free time that was shown, which is taken.</returns>
    public static async Task<Instant> TakeAsync(this PortalPerson person, string often = "Once")
    {
        await person.OpenAsync<StartModel>();
        Instant? taken = null;
        for (var heading = await HeadingAsync(person); heading != "Check your answers"; heading = await NextAsync(person, heading))
        {
            switch (heading)
            {
                case "How long is the session to be?":
                    await person.ChooseAsync("50 minutes");
                    await person.PressAsync("Continue");
                    break;
                case "How do you want to meet?":
                    await person.ChooseAsync("By video");
                    await person.PressAsync("Continue");
                    break;
                case "How often?":
                    await person.SelectAsync("How often?", often);
                    await person.PressAsync("Continue");
                    break;
                case var asked when asked.StartsWith("When do you want to meet"):
                    taken = await person.PressFreeTimeAsync(0);
                    break;
                default:
                    await person.PressAsync("Continue");
                    break;
            }
        }

        return taken ?? throw new InvalidOperationException("No time was asked for.");
    }

    /// <summary>The free times that this page shows, in order.</summary>
    public static async Task<IReadOnlyList<Instant>> FreeTimesAsync(this PortalPerson person) =>
    [
        .. (await person.Page.Locator("button[name=Start]").EvaluateAllAsync<string[]>("buttons => buttons.map(button => button.value)")).Select(value => InstantPattern.General.Parse(value).Value),
    ];

    /// <summary>Presses one of the free times; where these days have none, those of the next day that has.</summary>
    /// <param name="person">The client.</param>
    /// <param name="number">From 0; negative counts from the end.</param>
    public static async Task<Instant> PressFreeTimeAsync(this PortalPerson person, int number)
    {
        var further = person.Page.GetByRole(AriaRole.Link, new() { Name = "Show the next free time" });
        if (await further.CountAsync() > 0) await further.ClickAsync();
        await person.Page.Locator("button[name=Start]").First.WaitForAsync();
        var shown = await person.FreeTimesAsync();
        var chosen = shown[number < 0 ? shown.Count + number : number];
        await person.Page.Locator($"button[name=Start][value='{InstantPattern.General.Format(chosen)}']").ClickAsync();
        return chosen;
    }

    /// <summary>The links to a page for each of the sessions that are listed, soonest first.</summary>
    public static ILocator Each<TPage>(this PortalPerson person)
        where TPage : PageModel => person.Page.Locator($"main .cards a[href^='{PageLinks.PathOf(typeof(TPage))}/']");

    /// <summary>Sends the page's own form with a time that it has not offered, as somebody does by hand.</summary>
    public static async Task PostTimeAsync(this PortalPerson person, Instant start)
    {
        var first = person.Page.Locator("button[name=Start]").First;
        await first.EvaluateAsync("(button, value) => { button.value = value; }", InstantPattern.General.Format(start));
        await first.ClickAsync();
    }

    /// <summary>The owner changes rules of booking, each by the label of its field.</summary>
    public static async Task SetRulesAsync(this PortalPerson owner, params (string Label, string Value)[] rules)
    {
        await owner.OpenAsync<PoliciesModel>();
        foreach (var (label, value) in rules) await owner.Page.GetByLabel(label).FillAsync(value);
        await owner.PressAsync("Save");
        await owner.Page.GetByText("The rules hold from now on.").WaitForAsync();
    }

    private static Task<string> HeadingAsync(PortalPerson person) => person.Page.Locator("h1").InnerTextAsync();

    private static async Task<string> NextAsync(PortalPerson person, string before)
    {
        await person.Page.WaitForFunctionAsync("before => { const heading = document.querySelector('h1'); return heading && heading.innerText !== before; }", before);
        return await HeadingAsync(person);
    }
}

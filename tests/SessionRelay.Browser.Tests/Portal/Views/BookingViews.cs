using Microsoft.AspNetCore.Mvc.RazorPages;
using NodaTime;
using SessionRelay.Portal.Pages.Client.Bookings;
using static SessionRelay.Browser.Tests.Portal.PortalPages;

namespace SessionRelay.Browser.Tests.Portal.Views;

/// <summary>A client books, alone and for two, moves, cancels, and is offered an earlier time.</summary>
internal static class BookingViews
{
    /// <summary>How a couple answers, question by question.</summary>
    private static readonly Func<PortalPerson, Task>[] Answers =
    [
        person => person.ChooseAsync("Minutes", "50"),
        person => person.ChooseAsync("Format", "Video"),
        person => person.Page.Locator("main input[name='Others']").First.CheckAsync(),
        person => person.PickAsync("Weeks", "8"),
    ];

    public static readonly IReadOnlyList<PortalView> All =
    [
        Of<IndexModel>("bookings", "client"),
        Of<IndexModel>("bookings-couple", DemoHomes.Couple),
        Of<IndexModel>("bookings-none", DemoHomes.ConsentsMissing),
        Of<StartModel>("book-nobody-yet", DemoHomes.ConsentsMissing),
        Question<LengthModel>("length", 0),
        Wrong<LengthModel>("length", 0),
        Question<FormatModel>("how", 1),
        Wrong<FormatModel>("how", 1),
        Question<WhoModel>("who", 2),
        Question<OftenModel>("often", 3),
        Question<TimeModel>("time", 4),
        From<StartModel, CheckModel>("book-check", DemoHomes.Matched, CheckAsync),
        From<StartModel, CheckModel>("book-check-series", DemoHomes.Couple, async person =>
        {
            await AnswerAsync(person, Answers.Length);
            await TakeATimeAsync(person);
        }),
        From<StartModel, IndexModel>("booked", DemoHomes.Matched, async person =>
        {
            await CheckAsync(person);
            await person.SendAsync("Book");
        }),
        From<IndexModel, MoveModel>("move", DemoHomes.Couple, person => person.FollowAsync("^Move")),
        From<IndexModel, MoveCheckModel>("move-check", DemoHomes.Couple, async person =>
        {
            await person.FollowAsync("^Move");
            await TakeATimeAsync(person);
        }),
        From<IndexModel, CancelModel>("cancel", DemoHomes.Couple, person => person.GoAsync(person.Page.Locator("main a").GetByText("Cancel").Last)),
        From<IndexModel, CancelModel>("cancel-late", DemoHomes.Family, async person =>
        {
            await person.BringNearAsync(Duration.FromHours(3));
            await person.FollowAsync("^Cancel");
            await person.Page.GetByText("the practice may ask for its fee").WaitForAsync();
        }),
        Of<IndexModel>("bookings-room", DemoHomes.Couple, async person =>
        {
            var place = await person.Page.Locator("main a[href*='/cancel/']").Last.GetAttributeAsync("href");
            await CalendarViews.InARoomAsync(person, place!.Split('/')[^1].Split('?')[0]);
            await person.Page.GetByText("Where: Garden room, 12 Elm Street, second floor").WaitForAsync();
        }),
        Of<IndexModel>("bookings-asking", DemoHomes.Asking),
        From<IndexModel, ProposalModel>("proposal", DemoHomes.Asking, person => person.FollowAsync("^Answer")),
        From<IndexModel, IndexModel>("earlier-asked", DemoHomes.Couple, EarlierAsync),
        From<IndexModel, IndexModel>("earlier-offered", DemoHomes.Couple, OfferedAsync),
        From<IndexModel, OfferModel>("earlier-offer", DemoHomes.Couple, async person =>
        {
            await OfferedAsync(person);
            await person.FollowAsync("^Look at it");
        }),
        From<IndexModel, OfferModel>("earlier-offer-closed", DemoHomes.Couple, async person =>
        {
            await OfferedAsync(person);
            await person.FollowAsync("^Look at it");
            var offer = person.Page.Url;
            await person.SendAsync("No, thank you");
            await person.OpenAsync(new Uri(offer).PathAndQuery);
        }),
    ];

    private static PortalView Question<TPage>(string name, int number)
        where TPage : PageModel => From<StartModel, TPage>("book-" + name, DemoHomes.Couple, person => AnswerAsync(person, number));

    private static PortalView Wrong<TPage>(string name, int number)
        where TPage : PageModel => From<StartModel, TPage>($"book-{name}-errors", DemoHomes.Couple, async person =>
        {
            await AnswerAsync(person, number);
            await person.Page.EvaluateAsync("for (const choice of document.querySelectorAll('main input')) choice.checked = false");
            await person.SendAsync("Continue");
        });

    private static async Task AnswerAsync(PortalPerson person, int questions)
    {
        await person.OpenAsync<LengthModel>(); // a draft of an earlier look leads on to its next question
        foreach (var answer in Answers.Take(questions))
        {
            await answer(person);
            await person.SendAsync("Continue");
        }
    }

    private static async Task CheckAsync(PortalPerson person)
    {
        await person.OpenAsync<LengthModel>();
        await person.ChooseAsync("Minutes", "50");
        await person.SendAsync("Continue");
        await person.ChooseAsync("Format", "Video");
        await person.SendAsync("Continue");
        await person.PickAsync("Weeks", "1");
        await person.SendAsync("Continue");
        await TakeATimeAsync(person);
    }

    private static Task TakeATimeAsync(PortalPerson person) => person.GoAsync(person.Page.Locator("main .times button").First);

    private static async Task EarlierAsync(PortalPerson person)
    {
        // Other looks at the same demo may have asked for every session: views come in any order.
        var ask = person.Page.Locator("main button").GetByText("Tell me if an earlier time opens");
        if (await ask.CountAsync() == 0) await person.SendAsync("Don't tell me any more");
        await person.GoAsync(ask.Last);
    }

    /// <summary>Who frees a time of their own is among those who are told.</summary>
    private static async Task OfferedAsync(PortalPerson person)
    {
        await EarlierAsync(person);
        await person.FollowAsync("^Cancel");
        await person.SendAsync("Cancel the session");
    }
}

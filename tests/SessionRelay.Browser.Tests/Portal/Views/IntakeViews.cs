using static SessionRelay.Browser.Tests.Portal.PortalPages;
using Intake = SessionRelay.Portal.Pages.Intake;

namespace SessionRelay.Browser.Tests.Portal.Views;

/// <summary>Intake: the queue, a request from its coming to the first talk, matching, referrals, moves.</summary>
internal static class IntakeViews
{
    private const string Role = "intake";

    public static readonly IReadOnlyList<PortalView> All =
    [
        Of<Intake.IndexModel>("intake", Role),
        From<Intake.IndexModel, Intake.RequestModel>("intake-request", Role, person => person.FollowAsync("Theo Brandt")),
        From<Intake.IndexModel, Intake.RequestModel>("intake-request-errors", Role, async person =>
        {
            await person.FollowAsync("Theo Brandt");
            await person.SendAsync("Close the request");
        }),
        From<Intake.IndexModel, Intake.RequestModel>("intake-request-recorded", Role, RecordedAsync),
        From<Intake.IndexModel, Intake.ArrangeModel>("arrange", Role, ArrangeAsync),
        From<Intake.IndexModel, Intake.ArrangeModel>("arrange-times", Role, async person =>
        {
            await ArrangeAsync(person);
            await person.Page.Locator("main select[name='With']").SelectOptionAsync(new Microsoft.Playwright.SelectOptionValue { Index = 1 });
            await person.SendAsync("Show times");
        }),
        From<Intake.IndexModel, Intake.FlagModel>("intake-flag", Role, FlagAsync),
        From<Intake.IndexModel, Intake.FlagModel>("intake-flag-errors", Role, async person =>
        {
            await FlagAsync(person);
            await person.SendAsync("It is looked after");
        }),
        Of<Intake.Care.IndexModel>("intake-care", Role),
        From<Intake.Care.IndexModel, Intake.Care.ReferralModel>("intake-referral", Role, person => person.FollowAsync("the referral of")),
        From<Intake.Care.IndexModel, Intake.Care.MoveModel>("intake-move", Role, person => person.FollowAsync("the move of")),
        From<Intake.Care.IndexModel, Intake.Care.MoveModel>("intake-move-errors", Role, async person =>
        {
            await person.FollowAsync("the move of");
            await person.SendAsync("Save the decision");
        }),
        From<Intake.Care.IndexModel, Intake.Matching.IndexModel>("intake-matching", Role, person => person.FollowAsync("^Match Bianca")),
        From<Intake.Care.IndexModel, Intake.Matching.IndexModel>("intake-matching-errors", Role, async person =>
        {
            await person.FollowAsync("^Match Bianca");
            await person.Page.EvaluateAsync("for (const choice of document.querySelectorAll('main input')) choice.checked = false");
            await person.SendAsync("Show the chosen");
        }),
        From<Intake.Care.IndexModel, Intake.Matching.IndexModel>("intake-matching-unassessed", Role, person => person.FollowAsync("^Match Felix")),
    ];

    private static async Task RecordedAsync(PortalPerson person)
    {
        await person.FollowAsync("Anders Feld");
        var button = person.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Make the client's record" });
        if (await button.CountAsync() > 0) await person.GoAsync(button);
    }

    private static async Task ArrangeAsync(PortalPerson person)
    {
        await RecordedAsync(person);
        await person.FollowAsync("Book a first conversation");
    }

    private static Task FlagAsync(PortalPerson person) => person.GoAsync(person.Page.Locator("main .flags a").First);
}

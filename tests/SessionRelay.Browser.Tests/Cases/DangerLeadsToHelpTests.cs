using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Playwright;
using SessionRelay.Browser.Tests.Browsers;
using SessionRelay.Browser.Tests.Portal;
using SessionRelay.Browser.Tests.Product;
using SessionRelay.Portal.Pages;
using SessionRelay.Portal.Web;
using Client = SessionRelay.Portal.Pages.Client;
using FirstContact = SessionRelay.Portal.Pages.FirstContact;
using Intake = SessionRelay.Portal.Pages.Intake;
using Therapist = SessionRelay.Portal.Pages.Therapist;

namespace SessionRelay.Browser.Tests.Cases;

/// <summary>Whoever may be in danger reads at once whom to call, and staff hear of it.</summary>
[Collection(CaseTests.Name)]
public sealed class DangerLeadsToHelpTests(LoopbackRig rig)
{
    private const string Help = "If you are in danger now";
    private static readonly TabLook Phone = new(375, 667);

    private readonly CasePeople people = new(rig);

    [Fact]
    public async Task A_yes_on_the_first_form_leads_to_help_at_once_and_what_is_asked_later_stays_flagged()
    {
        await using var visitor = await people.VisitorAsync(Phone);
        await visitor.WithoutScriptAsync();
        await visitor.OpenAsync<FirstContact.IndexModel>();
        await visitor.AnswerAsync("Are you in danger now?", "Yes, or somebody else is");
        await SeesWhomToCallAsync(visitor);

        await visitor.OpenAsync<FirstContact.IndexModel>();
        await visitor.FollowAsync("go on with your request", "What brings you here?");
        await visitor.AnswerAsync("What brings you here?", "Depression");
        await visitor.AnswerAsync("Whom is it for?", "Me, an adult");
        await visitor.SeesAsync("Where do you live?");
        await visitor.SelectAsync("Where do you live?", "New York");
        await visitor.PressAsync("Continue");
        await visitor.AnswerAsync("How would you like to meet?");
        await visitor.AnswerAsync("Which times suit you?");
        await visitor.AnswerAsync("How would you pay?", "I don't know yet");
        await visitor.AnswerAsync("Which language do you want to speak?");
        await visitor.SeesAsync("How do we reach you?");
        await visitor.TypeAsync("Your name", "Juniper Ashby");
        await visitor.ChooseAsync("By e-mail");
        await visitor.TypeAsync("Your e-mail address", "juniper.ashby@home.example");
        await visitor.PressAsync("Continue", "Check your answers");
        await visitor.ReadsAsync("You said that there is danger.", "Please call one of these numbers first");
        await visitor.PressAsync("Send", "We have your message");

        await using var intake = await people.IntakeAsync();
        await intake.OpenAsync<Intake.IndexModel>();
        var hers = intake.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Juniper Ashby" });
        (await hers.InnerTextAsync()).ShouldContain("In danger?");
        var names = await intake.Page.Locator("tbody th[scope=row]").AllInnerTextsAsync();
        names.TakeWhile(name => !name.Contains("Juniper Ashby")).ShouldAllBe(name => name.Contains("In danger?")); // nobody without a flag stands before her
    }

    [Fact]
    public async Task Whom_to_call_needs_no_script_no_account_and_no_database()
    {
        await using var portal = await RunningPortal.StartAsync();
        await using var visitor = new PortalPerson(await (await rig.ChromiumAsync()).ChromiumTabAsync("", Phone), portal.Url);
        await visitor.WithoutScriptAsync();
        await visitor.OpenAsync<FirstContact.IndexModel>();
        await visitor.ChooseAsync("No");

        portal.BreakDatabase();
        var answer = await visitor.Page.RunAndWaitForResponseAsync(() => visitor.PressAsync("Continue"), response => response.Request.Method == "POST");
        answer.Status.ShouldBe(500); // what is answered can't be kept
        await visitor.FollowAsync("Are you in danger now?", Help); // and the page that says so leads there too

        await SeesWhomToCallAsync(visitor);
    }

    [Fact]
    public async Task Every_page_of_a_client_leads_there_and_staff_hear_of_who_pressed()
    {
        await using var client = await people.ClientAsync("Edith Kowalski", Phone);
        var pages = typeof(Client.IndexModel).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(PageModel)) && !type.IsAbstract && type.Namespace!.StartsWith(typeof(Client.IndexModel).Namespace!)).ToList();
        pages.Count.ShouldBeGreaterThan(20);
        foreach (var page in pages)
        {
            await client.OpenAsync(PageLinks.PathOf(page)); // one that wants a record says that it isn't there: that page is a client's too
            var link = client.Page.GetByRole(AriaRole.Link, new() { Name = "Are you in danger now?" });
            (await link.CountAsync()).ShouldBe(1, page.FullName);
            var box = (await link.BoundingBoxAsync())!;
            (box.Y + box.Height).ShouldBeLessThan(667, $"{page.FullName}: the way to help is below what a phone shows first");
        }

        await client.Page.GetByRole(AriaRole.Link, new() { Name = "Are you in danger now?" }).ClickAsync();
        await SeesWhomToCallAsync(client);

        await using var intake = await people.IntakeAsync();
        await Bound.UntilAsync("intake reads of it", async () =>
        {
            await intake.OpenAsync<Intake.IndexModel>();
            return await intake.WordsAsync();
        }, words => words.Contains("Edith Kowalski pressed \"Are you in danger now?\""));
        await intake.FollowAsync("Edith Kowalski", "Edith Kowalski may be in danger");
        await intake.ReadsAsync("edith.kowalski@home.example", "Emergency contact");
        await intake.TypeAsync("What was done", "Called her; she is with her sister.");
        await intake.PressAsync("It is looked after");
        await Bound.UntilAsync("the flag is off the list", async () =>
        {
            await intake.OpenAsync<Intake.IndexModel>();
            return await intake.WordsAsync();
        }, words => !words.Contains("Edith Kowalski pressed"));
    }

    [Fact]
    public async Task An_answer_on_self_harm_is_told_at_once_while_the_questionnaire_is_unfinished()
    {
        await using var client = await people.ClientAsync("Harriet Stone");
        await client.OpenAsync(PageLinks.PathOf(typeof(Client.Screening.QuestionModel)) + "/phq-9/9");
        await client.ChooseAsync("Several days");
        await client.PressAsync("Continue", "Thank you for telling us");
        (await client.Page.Locator("a[href^='tel:']").CountAsync()).ShouldBeGreaterThan(0);
        await client.FollowAsync("Go on with the questionnaires", "Your questionnaires");
        await client.ReadsAsync("7 of 9 answered."); // two are open still: there is no score

        await using var clinician = await people.IntakeAsync();
        await clinician.OpenAsync<Intake.IndexModel>();
        await clinician.ReadsAsync("Somebody may be in danger", "Harriet Stone answered in a questionnaire that they think of being dead or of hurting themselves");
        await clinician.OpenAsync<Therapist.Care.IndexModel>();
        await clinician.ReadsAsync("Safety flag: Harriet Stone", "Please reach the client now.");
        await clinician.FollowAsync("Harriet Stone", "Harriet Stone");
        await clinician.ReadsAsync("There is an open safety flag.", "7 of 9 answered", "Thoughts of death or self-harm are answered above \"not at all\".");
    }

    private static async Task SeesWhomToCallAsync(PortalPerson person)
    {
        await person.SeesAsync(Help);
        person.Path().ShouldBe(PageLinks.PathOf(typeof(CrisisModel)));
        foreach (var call in new[] { "tel:988", "tel:911" }) (await person.Page.Locator($"a[href='{call}']").First.IsVisibleAsync()).ShouldBeTrue(call);
        var first = (await person.Page.Locator("a[href^='tel:']").First.BoundingBoxAsync())!;
        (first.Y + first.Height).ShouldBeLessThan(person.Page.ViewportSize!.Height, "the first number is below what is shown first");
    }
}

using Microsoft.AspNetCore.Mvc.RazorPages;
using SessionRelay.Portal.Pages.FirstContact;
using CrisisModel = SessionRelay.Portal.Pages.CrisisModel;

namespace SessionRelay.Browser.Tests.Portal.Views;

/// <summary>The first form, question by question: as it is met, and as it answers when nothing was said.</summary>
internal static class FirstContactViews
{
    /// <summary>How a teenager answers, who meets every question.</summary>
    private static readonly Func<PortalPerson, Task>[] Answers =
    [
        person => person.ChooseAsync("InDanger", "false"),
        async person =>
        {
            await person.ChooseAsync("Concerns", "EmotionalRegulation");
            await person.ChooseAsync("Concerns", "Other");
            await person.FillAsync("OwnWords", "I get so angry that I break things.\nThen I am sorry.");
        },
        person => person.ChooseAsync("Population", "Teen"),
        person => person.PickAsync("Region", "US-NY"),
        person => person.ChooseAsync("Formats", "Video"),
        person => person.ChooseAsync("Times", "Evening"),
        async person =>
        {
            await person.ChooseAsync("Paying", "Insurance");
            await person.FillAsync("Insurer", "Harbor Health");
        },
        person => person.PickAsync("Language", "en"),
        async person =>
        {
            await person.FillAsync("Name", "Alexandra Featherstonehaugh-Cholmondeley");
            await person.FillAsync("Email", "alexandra.featherstonehaugh-cholmondeley@a-rather-long-name.example");
        },
        async person =>
        {
            await person.FillAsync("Name", "Robin");
            await person.ChooseAsync("Reach", "Email");
            await person.FillAsync("Email", "robin@home.example");
        },
    ];

    public static readonly IReadOnlyList<PortalView> All =
    [
        Question<IndexModel>("danger", 0),
        Wrong<IndexModel>("danger", 0),
        PortalPages.Of<IndexModel>("first-contact-in-danger", prepare: async person =>
        {
            await person.ChooseAsync("InDanger", "true");
            await person.SendAsync("Continue");
            await person.OpenAsync<IndexModel>();
        }),
        PortalPages.From<IndexModel, CrisisModel>("first-contact-crisis", PortalDoor.Visitor, async person =>
        {
            await person.ChooseAsync("InDanger", "true");
            await person.SendAsync("Continue");
        }),
        Question<ReasonModel>("reason", 1),
        Wrong<ReasonModel>("reason", 1),
        Question<ForWhomModel>("for-whom", 2),
        Wrong<ForWhomModel>("for-whom", 2),
        Question<WhereModel>("where", 3),
        Wrong<WhereModel>("where", 3),
        Question<HowModel>("how", 4),
        Question<TimesModel>("times", 5),
        Question<PayingModel>("paying", 6),
        Wrong<PayingModel>("paying", 6),
        Question<LanguageModel>("language", 7),
        Question<GuardianModel>("guardian", 8),
        Wrong<GuardianModel>("guardian", 8),
        Question<ReachModel>("reach", 9),
        Wrong<ReachModel>("reach", 9),
        Question<CheckModel>("check", 10),
        PortalPages.From<IndexModel, SentModel>("first-contact-sent", PortalDoor.Visitor, async person =>
        {
            await AnswerAsync(person, Answers.Length);
            await person.SendAsync("Send");
        }),
    ];

    private static PortalView Question<TPage>(string name, int number)
        where TPage : PageModel => PortalPages.From<IndexModel, TPage>("first-contact-" + name, PortalDoor.Visitor, person => AnswerAsync(person, number));

    private static PortalView Wrong<TPage>(string name, int number)
        where TPage : PageModel => PortalPages.From<IndexModel, TPage>($"first-contact-{name}-errors", PortalDoor.Visitor, async person =>
        {
            await AnswerAsync(person, number);
            await person.SendAsync("Continue");
        });

    private static async Task AnswerAsync(PortalPerson person, int questions)
    {
        foreach (var answer in Answers.Take(questions))
        {
            await answer(person);
            await person.SendAsync("Continue");
        }
    }
}

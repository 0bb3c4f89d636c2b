using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Domain.Screening;
using SessionRelay.Portal.Forms;
using SessionRelay.Portal.Journeys.Screening;
using SessionRelay.Portal.Pages.CareRecords;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Client.Screening;

/// <summary>One item of a questionnaire. Its answer is kept when it is given; a form left in the middle goes on where it was.</summary>
[Authorize(Roles = PortalRoles.Client)]
internal sealed class QuestionModel(Screenings screenings, PageLinks links) : OwnRecordPage
{
    public static readonly IReadOnlyList<Choice> Choices = [.. Instrument.AnswerWords.Select((words, points) => new Choice($"{points}", words))];

    public Instrument Instrument { get; private set; } = Instrument.Phq9;

    [FromRoute]
    public string Form { get; set; } = "";

    [FromRoute]
    public int Item { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Choose the answer that fits best.")]
    [Range(0, Instrument.HighestAnswer, ErrorMessage = "Choose one of these answers.")]
    public int? Answer { get; set; }

    public string? Back => Item > 1 ? links.To<QuestionModel>(new { form = Form, item = Item - 1 }) : null;

    public static string AddressOf(Instrument instrument) => instrument.Name.ToLowerInvariant();

    public async Task<IActionResult> OnGetAsync()
    {
        if (!Find()) return NotFound();
        var state = await screenings.StateAsync(Own.Id, Instrument, Cancel);
        if (state.Form?.FinishedAt is not null) return Redirect(links.To<IndexModel>());
        Answer = state.AnswerTo(Item);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!Find()) return NotFound();
        if (!ModelState.IsValid) return Page();
        var state = await screenings.AnswerAsync(Own, Instrument, Item, Answer!.Value, Cancel);
        if (Item == Instrument.SelfHarmItem && state.Result.HasSelfHarmFlag) return Redirect(links.To<SupportModel>());
        if (state.Result.IsFinished) return Redirect(links.To<IndexModel>());
        var next = state.Result.Unanswered.FirstOrDefault(item => item > Item, state.Result.Unanswered[0]);
        return Redirect(links.To<QuestionModel>(new { form = Form, item = next }));
    }

    private bool Find()
    {
        if (Instrument.All.FirstOrDefault(known => AddressOf(known) == Form) is not { } found || Item < 1 || Item > found.Items.Count) return false;
        Instrument = found;
        return true;
    }
}

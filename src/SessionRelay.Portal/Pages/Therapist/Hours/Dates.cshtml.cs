using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using NodaTime;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Scheduling;
using SessionRelay.Portal.Forms;
using SessionRelay.Portal.Journeys.Bookings;
using SessionRelay.Portal.Journeys.Hours;
using SessionRelay.Portal.Pages.Journey;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Therapist.Hours;

/// <summary>Dates on which a therapist works otherwise, and the practice's holidays.</summary>
[Once]
internal sealed class DatesModel(PartyFinder people, HoursDesk desk, PageLinks links) : HoursPage(people, desk)
{
    [BindProperty]
    [Required(ErrorMessage = "Write the date.")]
    public LocalDate? Date { get; set; }

    [BindProperty]
    public ExceptionKind Kind { get; set; }

    [BindProperty]
    public string? From { get; set; }

    [BindProperty]
    public string? To { get; set; }

    [BindProperty]
    public List<CareFormat> Formats { get; set; } = [];

    [BindProperty]
    [StringLength(200, ErrorMessage = "That is too long: 200 characters are enough here.")]
    public string? Reason { get; set; }

    public static IReadOnlyList<Choice> Kinds { get; } = Choice.Of(
        (ExceptionKind.Closed, "The whole date is closed"),
        (ExceptionKind.OwnHours, "Other hours than usual"),
        (ExceptionKind.ExtraHours, "More hours than usual"),
        (ExceptionKind.ClosedHours, "Some hours are closed"));

    [TempData]
    public string? Told { get; set; }

    public async Task OnGetAsync()
    {
        if (await LoadAsync()) Formats = [.. new[] { CareFormat.Video, CareFormat.Phone, CareFormat.InPerson }.Where(format => Book!.Profile.Formats.HasFlag(format))];
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!await LoadAsync()) return NotFound();
        (int From, int To)? span = Kind == ExceptionKind.Closed ? null : ReadSpan(From, To, nameof(From), nameof(To));
        if (Kind is ExceptionKind.OwnHours or ExceptionKind.ExtraHours && Formats.Count == 0) ModelState.AddModelError(nameof(Formats), "Choose at least one way to meet.");
        if (!ModelState.IsValid) return Page();
        var formats = Formats.Count == 0 ? CareFormat.Bookable : Joined(Formats);
        var reason = string.IsNullOrWhiteSpace(Reason) ? null : Reason.Trim();
        if (await Desk.AddExceptionAsync(Book!.Member.Id, Date!.Value, Kind, span is { } hours ? (hours.From, hours.To, formats) : null, reason, Cancel) is { } problem)
        {
            ModelState.AddModelError(nameof(Date), problem);
            return Page();
        }

        Told = "The date is kept. What is booked on it stays: see whether it still fits.";
        return Redirect(links.To<DatesModel>());
    }

    public async Task<IActionResult> OnPostRemoveAsync(Guid row)
    {
        if (!await LoadAsync()) return NotFound();
        Told = await Desk.RemoveExceptionAsync(Book!.Member.Id, row, Cancel) ? "The date is as every week again." : "That was removed before. These are your dates as they are now.";
        return Redirect(links.To<DatesModel>());
    }
}

using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Practice;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Scheduling;
using SessionRelay.Portal.Forms;
using SessionRelay.Portal.Pages.Journey;
using SessionRelay.Portal.Practice;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Owner;

/// <summary>Dates on which the practice is closed.</summary>
[Once]
internal sealed class HolidaysModel(UnitOfWork work, PageLinks links, IPracticeFacts practice) : OwnerPage
{
    private const int Most = 300;

    [BindProperty]
    [Required(ErrorMessage = "Write the date.")]
    public LocalDate? Date { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Write what the day is called.")]
    [StringLength(80, ErrorMessage = "Write at most 80 characters.")]
    [OneLine]
    public string? Name { get; set; }

    /// <summary>From today on.</summary>
    public IReadOnlyList<PracticeHoliday> Rows { get; private set; } = [];

    private LocalDate Today => work.Database.Clock.GetCurrentInstant().InZone(DateTimeZoneProviders.Tzdb[practice.Current.Zone]).Date;

    public Task OnGetAsync(CancellationToken cancel) => ShowAsync(cancel);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await ShowAsync(cancel);
        if (Date is { } date && (date < Today || date > Today.PlusYears(5))) ModelState.AddModelError(nameof(Date), "Write a date from today on, within five years.");
        if (Rows.Any(row => row.Date == Date)) ModelState.AddModelError(nameof(Date), "This date is here already.");
        if (Rows.Count >= Most) ModelState.AddModelError("", $"There are {Most} dates already. Remove one first.");
        if (!ModelState.IsValid) return Page();
        work.Db.Add(new PracticeHoliday { Date = Date!.Value, Name = Name!.Trim() });
        return await DoneAsync("Added.", cancel);
    }

    public async Task<IActionResult> OnPostFederalAsync(CancellationToken cancel)
    {
        await ShowAsync(cancel);
        var known = Rows.Select(row => row.Date).ToHashSet();
        var fresh = HolidayCalendar.UsFederal(Today, Today.PlusYears(1)).Where(holiday => known.Add(holiday.Date)).ToList();
        foreach (var holiday in fresh) work.Db.Add(new PracticeHoliday { Date = holiday.Date, Name = holiday.Name });
        return await DoneAsync(fresh.Count == 0 ? "They were here already." : $"Added {fresh.Count} dates.", cancel);
    }

    public async Task<IActionResult> OnPostRemoveAsync(Guid holiday, CancellationToken cancel)
    {
        if (await work.Db.PracticeHolidays.SingleOrDefaultAsync(row => row.Id == holiday, cancel) is not { } row) return Redirect(links.To<HolidaysModel>()); // removed already
        work.Db.Remove(row);
        return await DoneAsync("Removed.", cancel);
    }

    private async Task<IActionResult> DoneAsync(string told, CancellationToken cancel)
    {
        await work.Db.SaveChangesAsync(cancel);
        Told = told;
        return Redirect(links.To<HolidaysModel>());
    }

    private async Task ShowAsync(CancellationToken cancel)
    {
        var today = Today;
        Rows = [.. (await work.Db.PracticeHolidays.AsNoTracking().ToListAsync(cancel)).Where(row => row.Date >= today).OrderBy(row => row.Date)];
    }
}

using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Data.Practice;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Forms;
using SessionRelay.Portal.Pages.Journey;
using SessionRelay.Portal.Practice;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Owner;

/// <summary>Whom people in danger are to call.</summary>
[Once]
internal sealed class NumbersModel(UnitOfWork work, IPracticeFacts facts, PageLinks links) : OwnerPage
{
    private const int Most = 20;

    [BindProperty]
    [Required(ErrorMessage = "Write the country's two letters.")]
    [RegularExpression("[A-Za-z]{2}", ErrorMessage = "Write the country's two letters, like US or GB.")]
    public string? Country { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Write the number.")]
    [RegularExpression("[+]?[0-9][0-9 ()-]{1,19}", ErrorMessage = "Write a number as it is dialled, like 988 or 116 123.")]
    public string? Number { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Write whom one reaches.")]
    [StringLength(80, ErrorMessage = "Write at most 80 characters.")]
    [OneLine]
    public string? Name { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Write what the number is for.")]
    [StringLength(300, ErrorMessage = "Write at most 300 characters.")]
    [OneLine]
    public string? Help { get; set; }

    public IReadOnlyList<CrisisNumber> Rows { get; private set; } = [];

    public Task OnGetAsync(CancellationToken cancel) => ShowAsync(cancel);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await ShowAsync(cancel);
        if (Rows.Count >= Most) ModelState.AddModelError("", $"There are {Most} numbers already. Remove one first.");
        if (!ModelState.IsValid) return Page();
        var order = Rows.Count == 0 ? 0 : Rows.Max(row => row.Order) + 1;
        work.Db.Add(new CrisisNumber { Country = Country!.ToUpperInvariant(), Number = Number!.Trim(), Name = Name!.Trim(), Help = Help!.Trim(), Order = order });
        return await DoneAsync("Added.", cancel);
    }

    public async Task<IActionResult> OnPostRemoveAsync(Guid number, CancellationToken cancel)
    {
        if (await work.Db.CrisisNumbers.SingleOrDefaultAsync(row => row.Id == number, cancel) is not { } row) return Redirect(links.To<NumbersModel>()); // removed already
        work.Db.Remove(row);
        return await DoneAsync("Removed.", cancel);
    }

    private async Task<IActionResult> DoneAsync(string told, CancellationToken cancel)
    {
        await work.Db.SaveChangesAsync(cancel);
        await facts.RefreshAsync(cancel);
        Told = told;
        return Redirect(links.To<NumbersModel>());
    }

    private async Task ShowAsync(CancellationToken cancel) => Rows = await work.Db.CrisisNumbers.AsNoTracking().OrderBy(row => row.Country).ThenBy(row => row.Order).ToListAsync(cancel);
}

using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Data.Practice;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Forms;
using SessionRelay.Portal.Pages.Journey;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Owner;

/// <summary>Rooms for sessions in person. One is closed, never removed: sessions may have been in it.</summary>
[Once]
internal sealed class RoomsModel(UnitOfWork work, PageLinks links) : OwnerPage
{
    private const int Most = 100;

    [BindProperty]
    [Required(ErrorMessage = "Write the room's name.")]
    [StringLength(80, ErrorMessage = "Write at most 80 characters.")]
    [OneLine]
    public string? Name { get; set; }

    [BindProperty]
    [StringLength(200, ErrorMessage = "Write at most 200 characters.")]
    [OneLine]
    public string? Address { get; set; }

    public IReadOnlyList<PracticeRoom> Rows { get; private set; } = [];

    public Task OnGetAsync(CancellationToken cancel) => ShowAsync(cancel);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await ShowAsync(cancel);
        if (Rows.Any(row => string.Equals(row.Name, Name?.Trim(), StringComparison.OrdinalIgnoreCase))) ModelState.AddModelError(nameof(Name), "There is a room of this name already.");
        if (Rows.Count >= Most) ModelState.AddModelError("", $"There are {Most} rooms already.");
        if (!ModelState.IsValid) return Page();
        work.Db.Add(new PracticeRoom { Name = Name!.Trim(), Address = TextOrNull(Address) });
        await work.Db.SaveChangesAsync(cancel);
        Told = "Added.";
        return Redirect(links.To<RoomsModel>());
    }

    public async Task<IActionResult> OnPostToggleAsync(Guid room, bool open, CancellationToken cancel)
    {
        if (await work.Db.PracticeRooms.SingleOrDefaultAsync(row => row.Id == room, cancel) is not { } row) return NotFound();
        row.IsOpen = open;
        await work.Db.SaveChangesAsync(cancel);
        Told = open ? $"{row.Name} is open." : $"{row.Name} is closed.";
        return Redirect(links.To<RoomsModel>());
    }

    private async Task ShowAsync(CancellationToken cancel) => Rows = await work.Db.PracticeRooms.AsNoTracking().OrderBy(row => row.Name).ToListAsync(cancel);
}

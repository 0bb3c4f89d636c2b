using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NodaTime;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Journeys.Sessions;

namespace SessionRelay.Portal.Pages.Session;

/// <summary>After a session: what was lost and where it went, and the way to the next one. The same for both sides.</summary>
internal abstract class AfterPage(Aftermaths aftermaths) : PageModel
{
    public Booking Booking { get; private set; } = null!;

    public Aftermath After { get; private set; } = null!;

    public DateTimeZone Zone { get; private set; } = DateTimeZone.Utc;

    /// <summary>False for who looks ahead, before the room opens: nothing can be said yet. Two who meet early may be done before the hour.</summary>
    public bool HasBegun { get; private set; }

    public bool TookPlace => Booking.State is not (BookingState.NoShow or BookingState.Cancelled);

    /// <summary>Back into a session that still runs.</summary>
    public abstract string BackIn { get; }

    public abstract bool IsTherapist { get; }

    /// <returns>Null: nothing of this person's.</returns>
    protected abstract Task<(Booking Booking, DateTimeZone Zone)?> FindAsync(CancellationToken cancel);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (await FindAsync(cancel) is not var (booking, zone)) return NotFound();
        (Booking, Zone) = (booking, zone);
        HasBegun = HttpContext.RequestServices.GetRequiredService<IClock>().GetCurrentInstant() >= JoinTarget.OpensAtOf(booking);
        After = await aftermaths.OfAsync(booking, cancel);
        return Page();
    }

    /// <summary><c>1 minute 5 seconds</c>.</summary>
    public static string Length(int seconds)
    {
        var (minutes, rest) = (seconds / 60, seconds % 60);
        var words = new List<string>();
        if (minutes > 0) words.Add(minutes == 1 ? "1 minute" : $"{minutes} minutes");
        if (rest > 0 || minutes == 0) words.Add(rest == 1 ? "1 second" : $"{rest} seconds");
        return string.Join(' ', words);
    }
}

using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NodaTime;
using SessionRelay.Portal.Domain.Figures;
using SessionRelay.Portal.Journeys.Owners;

namespace SessionRelay.Portal.Pages.Owner;

/// <summary>How the practice does: occupancy, waiting times, who comes, what the connection cost.</summary>
internal sealed class FiguresModel(FiguresDesk desk) : PageModel
{
    /// <summary>How far back one can look, in days.</summary>
    public static readonly IReadOnlyList<(int Days, string Words)> Spans = [(30, "30 days"), (90, "90 days"), (365, "A year")];

    private const int Usual = 90;

    [BindProperty(SupportsGet = true, Name = "days")]
    public int? Asked { get; set; }

    /// <summary>One of <see cref="Spans"/>, whatever was asked.</summary>
    public int Days => Spans.Any(span => span.Days == Asked) ? Asked!.Value : Usual;

    public NamedFigures Figures { get; private set; } = null!;

    public PracticeFigures Past => Figures.Past;

    public async Task OnGetAsync(CancellationToken cancel) => Figures = await desk.OfLastAsync(Days, cancel);

    /// <summary>Of the coming weeks; null for who has no hours there.</summary>
    public OccupiedHours? Ahead(Guid therapistId) => Figures.Ahead.FirstOrDefault(own => own.TherapistId == therapistId);

    public static string Percent(double? share) => share is { } known ? Math.Round(known * 100).ToString("0", CultureInfo.InvariantCulture) + " %" : "–";

    public static string Hours(Duration time) => time.TotalHours.ToString("0.#", CultureInfo.InvariantCulture) + " h";

    /// <summary><c>3 days 4 hours</c>, <c>5 hours</c>, <c>12 minutes</c>.</summary>
    public static string Long(Duration? time)
    {
        if (time is not { } known) return "–";
        var (days, hours) = ((int)known.TotalDays, known.Hours);
        if (known < Duration.FromHours(1)) return Count((int)known.TotalMinutes, "minute");
        if (days == 0) return Count(hours, "hour");
        return hours == 0 || days >= 10 ? Count(days, "day") : $"{Count(days, "day")} {Count(hours, "hour")}";
    }

    /// <summary>A length in which seconds count.</summary>
    public static string Exact(Duration time) => Session.AfterPage.Length((int)time.TotalSeconds);

    public static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";
}

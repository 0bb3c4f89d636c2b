using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using NodaTime;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Practice;
using SessionRelay.Portal.Domain.Policies;
using SessionRelay.Portal.Forms;
using SessionRelay.Portal.Journeys.Owners;
using SessionRelay.Portal.Practice;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Owner;

/// <summary>The practice's numbers. What they may be <see cref="BookingPolicy.Problems"/> says.</summary>
internal sealed class PoliciesModel(PracticeDesk desk, IPracticeFacts facts, PageLinks links) : OwnerPage
{
    private const string NeedsNumber = "Write a whole number.";

    public static readonly IReadOnlyList<Choice> Steps = [.. BookingPolicy.KnownSteps.Select(minutes => new Choice($"{minutes}", $"{minutes} minutes"))];

    public static readonly IReadOnlyList<Choice> IdleChoices = [.. IdleSignOut.KnownMinutes.Select(minutes => new Choice($"{minutes}", $"{minutes} minutes"))];

    public static readonly IReadOnlyList<Choice> PhoneChoices = Choice.Of(
        (PhoneFallback.Offer, "The therapist is offered to call the number that they gave"),
        (PhoneFallback.Auto, "That number is called by itself, where a telephone line is connected"),
        (PhoneFallback.Off, "Nothing: no phone"));

    [BindProperty, Required(ErrorMessage = NeedsNumber)]
    public int? Notice { get; set; }

    [BindProperty, Required(ErrorMessage = NeedsNumber)]
    public int? Horizon { get; set; }

    [BindProperty, Required(ErrorMessage = NeedsNumber)]
    public int? CancellationWindow { get; set; }

    [BindProperty, Required(ErrorMessage = NeedsNumber)]
    public int? BufferMinutes { get; set; }

    [BindProperty, Required(ErrorMessage = NeedsNumber)]
    public int? StartStepMinutes { get; set; }

    [BindProperty, Required(ErrorMessage = NeedsNumber)]
    public int? HoldFor { get; set; }

    [BindProperty, Required(ErrorMessage = NeedsNumber)]
    public int? LongestSeries { get; set; }

    [BindProperty, Required(ErrorMessage = NeedsNumber)]
    public int? FreeChangeSessions { get; set; }

    [BindProperty]
    public bool NeedsApproval { get; set; }

    [BindProperty]
    public bool EveryGuardianSigns { get; set; }

    [BindProperty, Required(ErrorMessage = NeedsNumber)]
    public int? GraceMinutes { get; set; }

    [BindProperty, Required(ErrorMessage = NeedsNumber)]
    public int? LateHostMinutes { get; set; }

    [BindProperty, Required(ErrorMessage = NeedsNumber)]
    public int? ExtendMinutes { get; set; }

    [BindProperty, Required(ErrorMessage = "Choose one.")]
    public PhoneFallback? Phone { get; set; }

    [BindProperty, StringLength(60, ErrorMessage = "Write at most four numbers.")]
    public string? ReminderLeads { get; set; }

    [BindProperty, Required(ErrorMessage = "Choose one.")]
    public int? IdleMinutes { get; set; }

    public async Task OnGetAsync(CancellationToken cancel)
    {
        var profile = await desk.ProfileAsync(cancel);
        var policy = profile.Policy;
        (Version, IdleMinutes) = (StampOf(profile), profile.IdleMinutes);
        (Notice, Horizon, CancellationWindow, HoldFor) = ((int)policy.Notice.TotalHours, (int)policy.Horizon.TotalDays, (int)policy.CancellationWindow.TotalHours, (int)policy.HoldFor.TotalMinutes);
        (BufferMinutes, StartStepMinutes, LongestSeries, FreeChangeSessions) = (policy.BufferMinutes, policy.StartStepMinutes, policy.LongestSeries, policy.FreeChangeSessions);
        (NeedsApproval, GraceMinutes, LateHostMinutes, ExtendMinutes, Phone) = (policy.NeedsApproval, policy.Sessions.GraceMinutes, policy.Sessions.LateHostMinutes, policy.Sessions.ExtendMinutes, policy.Sessions.Phone);
        EveryGuardianSigns = policy.EveryGuardianSigns;
        ReminderLeads = string.Join(", ", policy.ReminderLeads.Select(lead => ((int)lead.TotalMinutes).ToString(CultureInfo.InvariantCulture)));
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (IdleMinutes is { } idle && !IdleSignOut.KnownMinutes.Contains(idle)) ModelState.AddModelError(nameof(IdleMinutes), "Choose one of these.");
        var leads = Leads();
        if (leads is null) ModelState.AddModelError(nameof(ReminderLeads), "Write whole numbers of minutes with commas between.");
        if (!ModelState.IsValid) return Page();

        var profile = await desk.ProfileAsync(cancel);
        var policy = profile.Policy with
        {
            Notice = Hours(Notice),
            Horizon = Duration.FromDays(Within(Horizon)),
            CancellationWindow = Hours(CancellationWindow),
            BufferMinutes = BufferMinutes!.Value,
            StartStepMinutes = StartStepMinutes!.Value,
            HoldFor = Duration.FromMinutes(Within(HoldFor)),
            LongestSeries = LongestSeries!.Value,
            FreeChangeSessions = FreeChangeSessions!.Value,
            ReminderLeads = leads!,
            NeedsApproval = NeedsApproval,
            EveryGuardianSigns = EveryGuardianSigns,
            Sessions = new SessionRules { GraceMinutes = GraceMinutes!.Value, LateHostMinutes = LateHostMinutes!.Value, ExtendMinutes = ExtendMinutes!.Value, Phone = Phone!.Value },
        };
        foreach (var problem in policy.Problems()) ModelState.AddModelError(problem.Field, $"This must be {problem.Allowed}.");
        if (!ModelState.IsValid) return Page();

        (profile.Policy, profile.IdleMinutes) = (policy, IdleMinutes!.Value);
        if (!await SaveAsync(profile, cancel)) return Page();
        await facts.RefreshAsync(cancel);
        Told = "Saved. The rules hold from now on.";
        return Redirect(links.To<PoliciesModel>());
    }

    private IReadOnlyList<Duration>? Leads()
    {
        var leads = new List<Duration>();
        foreach (var part in (ReminderLeads ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var minutes)) return null;
            leads.Add(Duration.FromMinutes(minutes));
        }

        return leads;
    }

    private static Duration Hours(int? typed) => Duration.FromHours(Within(typed));

    /// <summary>A number that no rule allows, and no clock overflows from.</summary>
    private static int Within(int? typed) => Math.Clamp(typed!.Value, -1, 100_000);
}

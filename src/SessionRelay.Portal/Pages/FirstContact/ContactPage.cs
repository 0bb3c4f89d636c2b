using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Journeys.FirstContact;
using SessionRelay.Portal.Pages.Journey;

namespace SessionRelay.Portal.Pages.FirstContact;

/// <summary>A question of the first form. Needed are reason, region and contact, and of a teen a guardian's; every other page can be left empty.</summary>
internal abstract class ContactPage : JourneyPage<ContactDraft>
{
    private static readonly JourneyPlan<ContactDraft> Questions = new(
        "first-contact",
        [
            new(typeof(IndexModel), draft => draft.InDanger is not null),
            new(typeof(ReasonModel), draft => draft.Concerns is { Count: > 0 }),
            new(typeof(ForWhomModel), draft => draft.Population is not null),
            new(typeof(WhereModel), draft => RegionWords.IsOffered(draft.Region)),
            new(typeof(HowModel), draft => draft.Formats is not null),
            new(typeof(TimesModel), draft => draft.Times is not null),
            new(typeof(PayingModel), draft => draft.Paying is not null),
            new(typeof(LanguageModel), draft => draft.Language is not null),
            new(typeof(GuardianModel), draft => draft.GuardianName is not null && (draft.GuardianEmail ?? draft.GuardianPhone) is not null, draft => draft.Population == Population.Teen),
            new(typeof(ReachModel), draft => draft.Name is not null && (draft.Reach == ReachBy.Phone ? draft.Phone : draft.Email) is not null),
        ],
        typeof(CheckModel));

    /// <summary>Of numbers without a country code, where no region is chosen.</summary>
    protected const string Country = "US";

    protected override JourneyPlan<ContactDraft> Plan => Questions;

    /// <summary>What was typed, without outer spaces; null for nothing.</summary>
    protected static string? Trimmed(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

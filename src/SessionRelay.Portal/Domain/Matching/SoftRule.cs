using NodaTime;
using SessionRelay.Portal.Domain.Care;

namespace SessionRelay.Portal.Domain.Matching;

/// <summary>What ranks those who pass every hard rule.</summary>
internal enum SoftRule
{
    Concerns,
    Insurance,
    Approach,
    SharedTimes,
    Preferences,
    Room,
}

/// <summary>What a soft rule gave, and why.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Points">0 to <paramref name="OutOf"/>.</param>
/// <param name="OutOf">The rule's weight.</param>
/// <param name="ForStaff">Why, in full.</param>
/// <param name="ForClient">What speaks for this therapist, in the client's words; null when there is nothing to say.</param>
internal sealed record Reason(SoftRule Rule, int Points, int OutOf, string ForStaff, string? ForClient);

/// <summary>
/// The soft rules: weights that sum to 100, points in whole numbers. What the client has no wish for gives everyone full points, so it decides nothing.
/// </summary>
internal static class SoftRules
{
    /// <summary>So many free times that suit give full points: more make no choice better.</summary>
    public const int EnoughTimes = 6;

    public static readonly IReadOnlyList<(SoftRule Rule, int Weight)> Weights =
    [
        (SoftRule.Concerns, 30),
        (SoftRule.Insurance, 20),
        (SoftRule.Approach, 15),
        (SoftRule.SharedTimes, 15),
        (SoftRule.Preferences, 10),
        (SoftRule.Room, 10),
    ];

    public static IReadOnlyList<Reason> Of(Therapist therapist, ClientNeeds needs) =>
        [.. Weights.Select(rule => Of(rule.Rule, rule.Weight, therapist, needs))];

    private static Reason Of(SoftRule rule, int weight, Therapist therapist, ClientNeeds needs) => rule switch
    {
        SoftRule.Concerns => Wishes(rule, weight, "concerns", "Works with", Words(needs.Concerns, MatchWords.Text), Words(therapist.Concerns, MatchWords.Text)),
        SoftRule.Approach => Wishes(rule, weight, "approaches", "Offers", Words(needs.Approaches, MatchWords.Text), Words(therapist.Approaches, MatchWords.Text)),
        SoftRule.Preferences => Wishes(rule, weight, "preferences", "As you wished:", Words(needs.Preferences, trait => trait), therapist.Traits),
        SoftRule.Insurance => Insurance(weight, therapist, needs.Insurance),
        SoftRule.SharedTimes => SharedTimes(weight, therapist, needs),
        SoftRule.Room => Room(weight, therapist),
        _ => throw new ArgumentOutOfRangeException(nameof(rule)),
    };

    private static Reason Wishes(SoftRule rule, int weight, string what, string forClient, List<string> wished, IReadOnlyList<string> has)
    {
        if (wished.Count == 0) return new Reason(rule, weight, weight, $"No {what} stated: alike for all.", null);
        List<string> met = [.. wished.Where(wish => has.Contains(wish, StringComparer.OrdinalIgnoreCase))];
        List<string> unmet = [.. wished.Except(met)];
        var staff = $"Meets {met.Count} of {wished.Count} {what}"
            + (met.Count > 0 ? $": {MatchWords.List(met)}" : "")
            + (unmet.Count > 0 ? $"; not {MatchWords.List(unmet)}." : ".");
        return new Reason(rule, Share(weight, met.Count, wished.Count), weight, staff, met.Count > 0 ? $"{forClient} {MatchWords.List(met)}." : null);
    }

    private static Reason Insurance(int weight, Therapist therapist, InsurerPlan? insurance)
    {
        if (insurance is null) return new Reason(SoftRule.Insurance, weight, weight, "The client pays themselves: alike for all.", null);
        var named = insurance.Plan is null ? insurance.Insurer : $"{insurance.Insurer} ({insurance.Plan})";
        return therapist.Networks.Any(network => Covers(network, insurance))
            ? new Reason(SoftRule.Insurance, weight, weight, $"In network with {named}; coverage is for the insurer to say.", $"In the network of {insurance.Insurer}. Please check with them what your plan covers.")
            : new Reason(SoftRule.Insurance, 0, weight, $"Not known to be in network with {named}.", null);
    }

    /// <summary>Without a known plan, or with a network that names plans, only what is certain counts.</summary>
    private static bool Covers(InsurerNetwork network, InsurerPlan insurance) =>
        network.Insurer.Equals(insurance.Insurer, StringComparison.OrdinalIgnoreCase)
        && (network.Plans.Count == 0 || (insurance.Plan is { } plan && network.Plans.Contains(plan, StringComparer.OrdinalIgnoreCase)));

    private static Reason SharedTimes(int weight, Therapist therapist, ClientNeeds needs)
    {
        var suiting = therapist.FreeStarts.Distinct().Count(start => needs.Suitable == SuitableTimes.None || (PartOf(start, needs.Place.Zone) & needs.Suitable) != SuitableTimes.None);
        var points = Share(weight, Math.Min(suiting, EnoughTimes), EnoughTimes);
        var staff = suiting >= EnoughTimes ? $"{suiting} free times suit; {EnoughTimes} give full points." : $"{suiting} of {EnoughTimes} free times that would give full points suit.";
        return new Reason(SoftRule.SharedTimes, points, weight, staff, suiting == 0 ? null : suiting == 1 ? "Has a free time that suits you." : "Has free times that suit you.");
    }

    private static SuitableTimes PartOf(Instant start, DateTimeZone zone)
    {
        var local = start.InZone(zone);
        if (local.DayOfWeek is IsoDayOfWeek.Saturday or IsoDayOfWeek.Sunday) return SuitableTimes.Weekend;
        return local.Hour switch
        {
            < 10 => SuitableTimes.EarlyMorning,
            < 17 => SuitableTimes.Midday,
            _ => SuitableTimes.Evening,
        };
    }

    private static Reason Room(int weight, Therapist therapist)
    {
        var places = Math.Max(0, therapist.CaseloadLimit - therapist.Caseload);
        var points = Share(weight, places, Math.Max(1, therapist.CaseloadLimit));
        return new Reason(SoftRule.Room, points, weight, $"{places} of {therapist.CaseloadLimit} places are free.", null);
    }

    /// <summary>A share of the weight in whole points, halves up.</summary>
    private static int Share(int weight, int part, int whole) => (int)((2L * weight * Math.Min(part, whole) + whole) / (2L * whole));

    private static List<string> Words<T>(IReadOnlyList<T> values, Func<T, string> text) => [.. values.Select(text).Distinct(StringComparer.OrdinalIgnoreCase)];
}

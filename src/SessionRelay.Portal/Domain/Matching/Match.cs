using SessionRelay.Portal.Domain.Care;

namespace SessionRelay.Portal.Domain.Matching;

/// <summary>A therapist who passes every hard rule.</summary>
/// <param name="TherapistId">Whom.</param>
/// <param name="Score">0 to 100: the sum of the reasons' points.</param>
/// <param name="Reasons">One of every soft rule, in their order.</param>
internal sealed record Proposal(string TherapistId, int Score, IReadOnlyList<Reason> Reasons);

/// <summary>A therapist who fails a hard rule.</summary>
/// <param name="TherapistId">Whom.</param>
/// <param name="Fails">Every hard rule that fails, at least one.</param>
/// <param name="Says">Why, in a sentence for staff.</param>
internal sealed record LeftOut(string TherapistId, IReadOnlyList<HardRule> Fails, string Says);

/// <summary>
/// Who can be proposed to a client, best first, and who not, with the reasons. The same question has the same answer, whatever the order of the therapists:
/// equal scores are ordered by the share of free places, then by id.
/// </summary>
/// <param name="Proposed">Best first.</param>
/// <param name="LeftOut">By id.</param>
/// <param name="Referral">What to open instead, when the level of care blocks matching; nobody is proposed then.</param>
/// <param name="WhyNobody">The answer to "why is nobody proposed?"; null when somebody is.</param>
internal sealed record Match(IReadOnlyList<Proposal> Proposed, IReadOnlyList<LeftOut> LeftOut, ReferralKind? Referral, string? WhyNobody)
{
    /// <exception cref="ArgumentException">Two therapists have one id.</exception>
    public static Match Of(IReadOnlyList<Therapist> therapists, ClientNeeds needs)
    {
        if (therapists.GroupBy(therapist => therapist.Id, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new ArgumentException($"There are several therapists with the id \"{twice.Key}\".", nameof(therapists));

        var effects = CareEffects.Of(needs.Level);
        if (effects.BlocksMatching)
            return new Match([], [], effects.Referral, $"The recommended level of care is {Words(needs.Level)}: open a referral instead of a match.");

        List<(Therapist Therapist, Proposal Proposal)> proposed = [];
        List<LeftOut> leftOut = [];
        foreach (var therapist in therapists)
        {
            HardRule[] fails = [.. HardRules.All.Where(rule => !HardRules.Holds(rule, therapist, needs))];
            if (fails.Length > 0) leftOut.Add(new LeftOut(therapist.Id, fails, Says(fails, needs)));
            else proposed.Add((therapist, Propose(therapist, needs)));
        }

        leftOut.Sort((a, b) => string.CompareOrdinal(a.TherapistId, b.TherapistId));
        proposed.Sort((a, b) => Compare(a.Therapist, a.Proposal, b.Therapist, b.Proposal));
        return new Match([.. proposed.Select(entry => entry.Proposal)], leftOut, null, proposed.Count > 0 ? null : WhyNobodyOf(therapists.Count, leftOut, needs));
    }

    private static Proposal Propose(Therapist therapist, ClientNeeds needs)
    {
        var reasons = SoftRules.Of(therapist, needs);
        return new Proposal(therapist.Id, reasons.Sum(reason => reason.Points), reasons);
    }

    private static int Compare(Therapist a, Proposal proposalA, Therapist b, Proposal proposalB)
    {
        var byScore = proposalB.Score.CompareTo(proposalA.Score);
        if (byScore != 0) return byScore;
        // Free places by share: a/limitA > b/limitB without dividing.
        var byRoom = ((long)FreePlaces(b) * a.CaseloadLimit).CompareTo((long)FreePlaces(a) * b.CaseloadLimit);
        return byRoom != 0 ? byRoom : string.CompareOrdinal(a.Id, b.Id);
    }

    private static int FreePlaces(Therapist therapist) => Math.Max(0, therapist.CaseloadLimit - therapist.Caseload);

    private static string Says(HardRule[] fails, ClientNeeds needs) =>
        $"Left out: {string.Join("; ", fails.Select(rule => HardRules.Lack(rule, needs)))}.";

    /// <summary>Which rule leaves out how many, and for how many of them it is the only one in the way.</summary>
    private static string WhyNobodyOf(int all, List<LeftOut> leftOut, ClientNeeds needs)
    {
        if (all == 0) return "The practice has no therapists to propose.";
        var counts = HardRules.All
            .Select(rule => (Rule: rule, Count: leftOut.Count(entry => entry.Fails.Contains(rule)), Alone: leftOut.Count(entry => entry.Fails is [var only] && only == rule)))
            .Where(entry => entry.Count > 0)
            .OrderByDescending(entry => entry.Count)
            .ThenBy(entry => entry.Rule)
            .Select(entry => $"{HardRules.Lack(entry.Rule, needs)} ({entry.Count}{(entry.Alone > 0 ? $", {entry.Alone} for this alone" : "")})");
        return $"None of {all} therapist{(all == 1 ? "" : "s")} passes every rule. In the way: {string.Join("; ", counts)}.";
    }

    private static string Words(LevelOfCare level) => level switch
    {
        LevelOfCare.InPerson => "in-person care",
        LevelOfCare.IntensiveOutpatient => "intensive outpatient care",
        LevelOfCare.Inpatient => "inpatient care",
        LevelOfCare.Emergency => "emergency care",
        _ => "teletherapy",
    };
}

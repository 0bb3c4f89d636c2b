using CsCheck;
using NodaTime;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Matching;

namespace SessionRelay.Portal.Tests.Domain.Matching;

/// <summary>The same question has the same answer, and every point has its reason.</summary>
public sealed class RankingIsStableAndExplainedTests
{
    [Fact]
    public void The_order_of_the_therapists_changes_nothing() =>
        Clients.Any.SelectMany(any => Gen.Shuffle(any.Therapists.ToArray()).Select(shuffled => (any.Therapists, Shuffled: shuffled, any.Needs)))
            .Sample(any => Ids(Match.Of(any.Shuffled, any.Needs)).ShouldBe(Ids(Match.Of(any.Therapists, any.Needs))), iter: 300);

    [Fact]
    public void Every_score_is_the_sum_of_its_reasons_and_the_best_stand_first() => Clients.Any.Sample(any =>
    {
        var match = Match.Of(any.Therapists, any.Needs);

        match.Proposed.Select(proposal => proposal.Score).ShouldBe(match.Proposed.Select(proposal => proposal.Score).OrderDescending());
        foreach (var proposal in match.Proposed)
        {
            proposal.Score.ShouldBe(proposal.Reasons.Sum(reason => reason.Points));
            proposal.Reasons.Select(reason => reason.Rule).ShouldBe(SoftRules.Weights.Select(rule => rule.Rule));
            proposal.Reasons.All(reason => reason.Points >= 0 && reason.Points <= reason.OutOf && reason.ForStaff.EndsWith('.')).ShouldBeTrue();
        }
    }, iter: 300);

    [Fact]
    public void The_weights_sum_to_100_and_each_rule_has_one()
    {
        SoftRules.Weights.Sum(rule => rule.Weight).ShouldBe(100);
        SoftRules.Weights.Select(rule => rule.Rule).ShouldBe(Enum.GetValues<SoftRule>(), ignoreOrder: true);
    }

    [Fact]
    public void Equal_scores_are_ordered_by_the_share_of_free_places_then_by_id()
    {
        // 10 of 20 and 20 of 40 are the same share; 21 of 40 is more but the same points (5 of 10).
        Therapist[] therapists =
        [
            Clients.Passing("z") with { Caseload = 10, CaseloadLimit = 20 },
            Clients.Passing("a") with { Caseload = 20, CaseloadLimit = 40 },
            Clients.Passing("m") with { Caseload = 19, CaseloadLimit = 40 },
        ];
        int[][] orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];

        foreach (var order in orders)
        {
            var match = Match.Of([.. order.Select(index => therapists[index])], Clients.Plain);
            match.Proposed.Select(proposal => proposal.Score).Distinct().ShouldHaveSingleItem();
            Ids(match).ShouldBe(["m", "a", "z"]);
        }
    }

    [Fact]
    public void Concerns_are_named_for_staff_in_full_and_for_the_client_kindly()
    {
        var reason = ReasonOf(
            SoftRule.Concerns,
            Clients.Passing() with { Concerns = [Concern.Anxiety, Concern.Burnout] },
            Clients.Plain with { Concerns = [Concern.Anxiety, Concern.Burnout, Concern.Depression] });

        reason.ShouldBe(new Reason(SoftRule.Concerns, 20, 30, "Meets 2 of 3 concerns: anxiety and burnout; not depression.", "Works with anxiety and burnout."));
    }

    [Fact]
    public void What_does_not_fit_is_not_said_to_the_client()
    {
        var needs = Clients.Plain with
        {
            Concerns = [Concern.Anxiety],
            Approaches = [Approach.Dbt],
            Insurance = new InsurerPlan("Aetna", null),
            Preferences = ["woman"],
        };

        var reasons = Match.Of([Clients.Passing() with { Caseload = 25 }], needs).Proposed.Single().Reasons;

        reasons.Sum(reason => reason.Points).ShouldBe(0);
        reasons.ShouldAllBe(reason => reason.ForClient == null);
    }

    [Theory]
    [InlineData(null, null, 20)] // pays themselves: decides nothing
    [InlineData("Aetna", null, 0)] // the network names plans, and the client's is not known
    [InlineData("Aetna", "Gold", 20)]
    [InlineData("aetna", "gold", 20)]
    [InlineData("Aetna", "Bronze", 0)]
    [InlineData("Cigna", "Bronze", 20)] // all plans
    [InlineData("Humana", "Gold", 0)]
    public void An_insurer_counts_when_the_plan_is_certainly_in_network(string? insurer, string? plan, int points)
    {
        var therapist = Clients.Passing() with { Networks = [new InsurerNetwork("Aetna", ["Gold", "Silver"]), new InsurerNetwork("Cigna", [])] };

        ReasonOf(SoftRule.Insurance, therapist, Clients.Plain with { Insurance = insurer is null ? null : new InsurerPlan(insurer, plan) }).Points.ShouldBe(points);
    }

    [Fact]
    public void Coverage_is_never_promised()
    {
        var reason = ReasonOf(SoftRule.Insurance, Clients.Passing() with { Networks = [new InsurerNetwork("Aetna", [])] }, Clients.Plain with { Insurance = new InsurerPlan("Aetna", null) });

        reason.ForClient.ShouldNotBeNull().ShouldContain("check with them");
        reason.ForStaff.ShouldContain("coverage is for the insurer to say");
    }

    [Theory]
    [InlineData(SuitableTimes.None, 4)]
    [InlineData(SuitableTimes.EarlyMorning, 1)]
    [InlineData(SuitableTimes.Midday, 1)]
    [InlineData(SuitableTimes.Evening, 1)]
    [InlineData(SuitableTimes.Weekend, 1)]
    [InlineData(SuitableTimes.Midday | SuitableTimes.Weekend, 2)]
    internal void Free_times_suit_on_the_clients_clock(SuitableTimes suitable, int suiting)
    {
        var therapist = Clients.Passing() with
        {
            FreeStarts =
            [
                Given.At("2026-06-08T13:45:00Z"), // Monday 09:45 in New York
                Given.At("2026-06-08T14:00:00Z"), // 10:00
                Given.At("2026-06-09T00:30:00Z"), // 20:30, already Tuesday in UTC
                Given.At("2026-06-13T04:00:00Z"), // Saturday 00:00
                Given.At("2026-06-13T04:00:00Z"),
            ],
        };

        var reason = ReasonOf(SoftRule.SharedTimes, therapist, Clients.Plain with { Suitable = suitable });

        reason.ForStaff.ShouldStartWith($"{suiting} of 6 free times");
        reason.Points.ShouldBe(suiting switch { 1 => 3, 2 => 5, _ => 10 }); // 15 points, in sixths, halves up
    }

    [Theory]
    [InlineData(0, 20, 10)]
    [InlineData(10, 20, 5)]
    [InlineData(20, 20, 0)]
    [InlineData(25, 20, 0)]
    public void Room_is_the_share_of_free_places(int caseload, int limit, int points) =>
        ReasonOf(SoftRule.Room, Clients.Passing() with { Caseload = caseload, CaseloadLimit = limit }, Clients.Plain).Points.ShouldBe(points);

    [Fact]
    public void A_better_fit_comes_first()
    {
        var needs = Clients.Plain with { Concerns = [Concern.Anxiety, Concern.Relationships], Approaches = [Approach.Cbt] };

        Ids(Match.Of(
            [
                Clients.Passing("none"),
                Clients.Passing("half") with { Concerns = [Concern.Anxiety] },
                Clients.Passing("all") with { Concerns = [Concern.Anxiety, Concern.Relationships], Approaches = [Approach.Cbt] },
            ],
            needs)).ShouldBe(["all", "half", "none"]);
    }

    private static IEnumerable<string> Ids(Match match) => [.. match.Proposed.Select(proposal => proposal.TherapistId)];

    private static Reason ReasonOf(SoftRule rule, Therapist therapist, ClientNeeds needs) =>
        Match.Of([therapist], needs).Proposed.Single().Reasons.Single(reason => reason.Rule == rule);
}

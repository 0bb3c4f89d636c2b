using CsCheck;
using NodaTime;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Matching;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Tests.Domain.Matching;

/// <summary>Hard rules have no exception, and "why is nobody proposed?" has an answer.</summary>
public sealed class NobodyWhoFailsAHardRuleIsProposedTests
{
    [Fact]
    public void For_any_practice_and_any_client()
    {
        var (proposed, leftOut) = (0, 0);
        Clients.Any.Sample(any =>
        {
            var match = Match.Of(any.Therapists, any.Needs);

            foreach (var therapist in any.Therapists)
            {
                var passes = PassesAll(therapist, any.Needs);
                match.Proposed.Any(proposal => proposal.TherapistId == therapist.Id).ShouldBe(passes);
                match.LeftOut.Any(other => other.TherapistId == therapist.Id && other.Fails.Count > 0).ShouldBe(!passes);
            }

            (match.WhyNobody is null).ShouldBe(match.Proposed.Count > 0);
            Interlocked.Add(ref proposed, match.Proposed.Count);
            Interlocked.Add(ref leftOut, match.LeftOut.Count);
        }, iter: 500);
        proposed.ShouldBeGreaterThan(20);
        leftOut.ShouldBeGreaterThan(100);
    }

    [Fact]
    public void Who_passes_is_proposed() => Match.Of([Clients.Passing()], Clients.Plain).Proposed.ShouldHaveSingleItem().TherapistId.ShouldBe("t");

    [Fact]
    public void Who_fails_one_rule_is_left_out_by_it()
    {
        var others = new Dictionary<HardRule, Therapist>
        {
            [HardRule.Licence] = Clients.Passing() with { Licences = [] },
            [HardRule.Population] = Clients.Passing() with { Populations = [Population.Teen, Population.Couple] },
            [HardRule.AcceptsNewClients] = Clients.Passing() with { AcceptsNewClients = false },
            [HardRule.Format] = Clients.Passing() with { Formats = CareFormat.Phone | CareFormat.InPerson },
            [HardRule.Language] = Clients.Passing() with { Languages = ["es", "e", "eng"] },
            [HardRule.NotFormerTherapist] = Clients.Passing("former"),
        };
        others.Keys.ShouldBe(HardRules.All, ignoreOrder: true);

        foreach (var (rule, therapist) in others)
        {
            var match = Match.Of([therapist], Clients.Plain with { FormerTherapists = ["former"] });

            match.Proposed.ShouldBeEmpty();
            match.LeftOut.ShouldHaveSingleItem().Fails.ShouldBe([rule]);
            match.WhyNobody.ShouldNotBeNull().ShouldContain(HardRules.Lack(rule, Clients.Plain) + " (1, 1 for this alone)");
        }
    }

    [Theory]
    [InlineData("2026-06-07", "2026-06-07", false)]
    [InlineData("2026-06-07", "2026-06-08", true)] // the last date
    [InlineData("2026-06-08", "2026-06-09", true)] // the first date
    [InlineData("2026-06-09", "2026-12-31", false)]
    public void A_licence_holds_until_the_sessions_end_both_ends_included(string from, string until, bool isProposed)
    {
        var therapist = Clients.Passing() with { Licences = [new Licence(Given.InNewYork.Region, Given.Date(from), Given.Date(until))] };

        Match.Of([therapist], Clients.Plain).Proposed.Count.ShouldBe(isProposed ? 1 : 0);
    }

    [Theory]
    [InlineData("2026-06-09T02:00:00Z", true)] // 22:00 on 8 June in New York
    [InlineData("2026-06-09T03:10:00Z", true)] // to 24:00
    [InlineData("2026-06-09T03:30:00Z", false)] // over midnight
    public void The_dates_of_a_licence_are_those_where_the_client_is(string start, bool isProposed)
    {
        var therapist = Clients.Passing() with { Licences = [new Licence(Given.InNewYork.Region, new LocalDate(2026, 1, 1), new LocalDate(2026, 6, 8))] };

        Match.Of([therapist], Clients.Plain with { Session = InstantRange.Of(Given.At(start), 50) }).Proposed.Count.ShouldBe(isProposed ? 1 : 0);
    }

    [Fact]
    public void The_answer_counts_each_rule_and_says_what_alone_is_in_the_way()
    {
        var match = Match.Of(
            [
                Clients.Passing("a") with { Licences = [], AcceptsNewClients = false },
                Clients.Passing("b") with { Licences = [] },
                Clients.Passing("c") with { Licences = [] },
                Clients.Passing("d") with { AcceptsNewClients = false },
            ],
            Clients.Plain);

        match.WhyNobody.ShouldBe(
            "None of 4 therapists passes every rule. In the way: no licence for US-NY on 2026-06-08, the client's date, until the session's end (3, 2 for this alone); no new clients taken (2, 1 for this alone).");
        match.LeftOut.Select(other => other.TherapistId).ShouldBe(["a", "b", "c", "d"]);
        match.LeftOut[0].Says.ShouldBe("Left out: no licence for US-NY on 2026-06-08, the client's date, until the session's end; no new clients taken.");
    }

    [Fact]
    public void A_practice_without_therapists_says_so() => Match.Of([], Clients.Plain).WhyNobody.ShouldBe("The practice has no therapists to propose.");

    [Theory]
    [InlineData("InPerson", "InPerson")]
    [InlineData("IntensiveOutpatient", "IntensiveOutpatient")]
    [InlineData("Inpatient", "Inpatient")]
    [InlineData("Emergency", "Emergency")]
    public void Another_level_of_care_opens_a_referral_instead(string level, string referral)
    {
        var match = Match.Of([Clients.Passing()], Clients.Plain with { Level = Enum.Parse<LevelOfCare>(level) });

        match.Proposed.ShouldBeEmpty();
        match.Referral.ShouldBe(Enum.Parse<ReferralKind>(referral));
        match.WhyNobody.ShouldNotBeNull().ShouldContain("open a referral");
    }

    [Fact]
    public void Two_therapists_with_one_id_are_refused() =>
        Should.Throw<ArgumentException>(() => Match.Of([Clients.Passing(), Clients.Passing()], Clients.Plain)).Message.ShouldContain("\"t\"");

    /// <summary>The hard rules once more, in other words than the product's.</summary>
    private static bool PassesAll(Therapist therapist, ClientNeeds needs)
    {
        for (var moment = needs.Session.Start; moment < needs.Session.End; moment += Duration.FromMinutes(1))
        {
            var date = moment.InZone(needs.Place.Zone).Date;
            if (!therapist.Licences.Any(licence => licence.Region == needs.Place.Region && licence.From <= date && date <= licence.Until)) return false;
        }

        return therapist.AcceptsNewClients
            && therapist.Populations.Any(population => population == needs.Population)
            && therapist.Formats.HasFlag(needs.Format)
            && therapist.Languages.Any(language => language.StartsWith(needs.Language, StringComparison.OrdinalIgnoreCase))
            && needs.FormerTherapists.All(former => former != therapist.Id);
    }
}

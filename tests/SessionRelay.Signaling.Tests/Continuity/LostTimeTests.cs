using CsCheck;
using SessionRelay.Signaling.Continuity;

namespace SessionRelay.Signaling.Tests.Continuity;

public sealed class LostTimeTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Overlapping_gaps_count_once_and_only_between_the_two_moments() => Gen.Select(
        Gen.Select(Gen.Int[0, 3], Gen.Int[-20, 120], Gen.Int[0, 60], Gen.Bool).Array[0, 12], Gen.Int[0, 40], Gen.Int[40, 100]).Sample((gaps, from, to) =>
        {
            var ledger = new LostTimeLedger();
            var lost = new bool[200];
            foreach (var (person, at, length, open) in gaps)
            {
                var id = $"p{person}";
                if (ledger.Open(id, Start.AddSeconds(at), GapCause.Network) < 0) continue;
                if (!open) ledger.Close(id, Start.AddSeconds(at + length));
                for (var second = Math.Max(at, from); second < Math.Min(open ? int.MaxValue : at + length, to); second++) lost[second] = true;
            }

            return ledger.LostMilliseconds(Start.AddSeconds(from), Start.AddSeconds(to)) == lost.Count(it => it) * 1000L;
        });

    [Fact]
    public void Milliseconds_are_united_before_they_are_rounded()
    {
        var ledger = new LostTimeLedger();
        for (var i = 0; i < 10; i++)
        {
            ledger.Open("p", Start.AddSeconds(i), GapCause.Network).ShouldBe(i);
            ledger.Close("p", Start.AddSeconds(i).AddMilliseconds(150)).ShouldBe(i);
        }

        ledger.LostMilliseconds(Start, Start.AddMinutes(1)).ShouldBe(1500);
    }

    [Fact]
    public void A_person_has_one_open_gap_at_most()
    {
        var ledger = new LostTimeLedger();
        ledger.Open("p", Start, GapCause.Network).ShouldBe(0);
        ledger.Open("p", Start.AddSeconds(1), GapCause.Page).ShouldBe(-1);
        ledger.Close("q", Start).ShouldBe(-1);
        ledger.Close("p", Start.AddSeconds(-1)).ShouldBe(0); // clocks disagree: no negative time
        ledger.Gaps[0].To.ShouldBe(Start);
        ledger.Close("p", Start).ShouldBe(-1);
    }
}

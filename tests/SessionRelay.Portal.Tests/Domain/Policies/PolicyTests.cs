using NodaTime;
using SessionRelay.Portal.Domain.Policies;

namespace SessionRelay.Portal.Tests.Domain.Policies;

/// <summary>Policies are checked as a whole, and their limits are inclusive.</summary>
public sealed class PolicyTests
{
    private static readonly BookingPolicy Default = new();

    public static TheoryData<string> Broken => [.. BrokenPolicies.Keys];

    private static readonly Dictionary<string, BookingPolicy> BrokenPolicies = new()
    {
        [nameof(BookingPolicy.Notice)] = Default with { Notice = Duration.FromHours(-1) },
        [nameof(BookingPolicy.Horizon)] = Default with { Horizon = Default.Notice },
        [nameof(BookingPolicy.CancellationWindow)] = Default with { CancellationWindow = Duration.FromDays(15) },
        [nameof(BookingPolicy.BufferMinutes)] = Default with { BufferMinutes = 7 },
        [nameof(BookingPolicy.StartStepMinutes)] = Default with { StartStepMinutes = 25 },
        [nameof(BookingPolicy.HoldFor)] = Default with { HoldFor = Duration.FromSeconds(59) },
        [nameof(BookingPolicy.LongestSeries)] = Default with { LongestSeries = 53 },
        [nameof(BookingPolicy.FreeChangeSessions)] = Default with { FreeChangeSessions = -1 },
        [nameof(BookingPolicy.ReminderLeads)] = Default with { ReminderLeads = [Duration.FromHours(1), Duration.FromMinutes(60)] },
    };

    [Fact]
    public void The_defaults_are_a_policy() => Default.Problems().ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_value_that_cannot_be_is_named(string field) => BrokenPolicies[field].Problems().ShouldHaveSingleItem().Field.ShouldBe(field);

    [Theory]
    [InlineData("2026-03-07T14:00:00Z", "InTime")] // exactly 24 h before: elapsed, although the clock goes forward between
    [InlineData("2026-03-07T14:00:01Z", "Late")]
    [InlineData("2026-03-08T13:59:59Z", "Late")]
    [InlineData("2026-03-08T14:00:00Z", "TooLate")]
    public void Exactly_the_window_before_the_start_is_in_time(string now, string timing) =>
        ChangeRules.TimingOf(Default, Given.At("2026-03-08T14:00:00Z"), Given.At(now)).ShouldBe(Enum.Parse<ChangeTiming>(timing));

    [Theory]
    [InlineData(0, true)]
    [InlineData(4, true)]
    [InlineData(5, false)]
    public void A_change_of_therapist_is_free_within_the_first_sessions(int held, bool isFree) =>
        ChangeRules.IsTherapistChangeFree(Default, held).ShouldBe(isFree);
}

using System.Reflection;

namespace SessionRelay.Portal.Tests;

/// <summary>The mistakes that booking and health-record software has made before. Each is a test whose name begins with it, on the level where it was made; where the database decides, on both.</summary>
public sealed class EveryTrapIsATestTests
{
    private static readonly List<MethodInfo> Tests =
        [.. typeof(EveryTrapIsATestTests).Assembly.GetTypes().SelectMany(type => type.GetMethods()).Where(method => method.GetCustomAttributes<FactAttribute>().Any())];

    [Theory]
    [InlineData("Day_plus_hours_arithmetic_on_the_day_of_a_change")]
    [InlineData("An_instant_only_booking_moves_when_a_law_or_a_persons_zone_changes")]
    [InlineData("The_viewers_day_is_not_the_hosts_day")]
    [InlineData("Check_then_insert", true)]
    [InlineData("Pending_requests_do_not_block_both_get_confirmed", true)]
    [InlineData("Overlap_tested_by_containment_the_client_is_double_booked", true)]
    [InlineData("Offer_and_booking_use_different_code", true)]
    [InlineData("Notice_windows_and_limits_checked_in_the_page_only")]
    [InlineData("Reminders_by_time_window_without_a_mark_or_the_mark_on_the_series", true)]
    [InlineData("Reminder_after_cancel_or_move")]
    [InlineData("A_confirm_link_pressed_again_books_or_mails_again")]
    [InlineData("Ics_with_floating_times_or_a_new_UID_on_a_move")]
    [InlineData("Mail_and_page_show_different_zones")]
    [InlineData("Series_only_the_first_dates_checked_half_stored", true)]
    [InlineData("A_hold_locks_out_its_own_holder", true)]
    [InlineData("Licence_list_without_expiry")]
    [InlineData("Cut_offs_differ_in_two_places")]
    [InlineData("Tests_that_fail_twice_a_year")]
    public void A_trap_is_a_test_of_its_name(string trap, bool onBothDatabases = false)
    {
        var its = Tests.Where(test => test.Name.StartsWith(trap, StringComparison.Ordinal)).ToList();

        its.ShouldNotBeEmpty();
        if (onBothDatabases) its.ShouldContain(test => RunsOn(test, false) && RunsOn(test, true));
    }

    private static bool RunsOn(MethodInfo test, bool postgres) =>
        test.GetParameters() is [{ Name: "onPostgres" }, ..] && test.GetCustomAttributes<InlineDataAttribute>().Any(row => row.Data[0] is bool on && on == postgres);
}

using Ical.Net;
using Microsoft.EntityFrameworkCore;
using MimeKit;
using NodaTime;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Reminders;
using SessionRelay.Portal.Tests.Data;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Tests.Journeys;

/// <summary>What one deed did to several dates is told to each person in one letter, with all of them in its calendar file.</summary>
public sealed class SeriesLettersTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private const string Own = "ann.wetherby@example.org"; // as TestPractice writes it
    private static readonly DateTimeZone NewYork = DateTimeZoneProviders.Tzdb["America/New_York"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_series_is_booked_moved_and_cancelled_with_one_letter_each(bool onPostgres)
    {
        await using var its = await MailedPractice.NewAsync(onPostgres, server);
        var dates = await its.BookSeriesAsync(Duration.FromHours(60), 4);
        await RunAsync(its);
        var booked = its.Letters().ShouldHaveSingleItem();
        var first = TestPractice.Now + Duration.FromHours(60);
        booked.Subject!.ShouldStartWith("Your appointments: 4 dates from " + TimeWords.Full(first, NewYork, TestPractice.Now));
        for (var week = 0; week < 4; week++) booked.TextBody!.ShouldContain(TimeWords.Full(first + Duration.FromDays(7 * week), NewYork, TestPractice.Now));
        booked.TextBody!.Split('\n').Count(line => line.Contains("/session/join?link=")).ShouldBe(4); // each date has a link of its own
        ShouldHold(RemindersTests.Calendar(booked), dates, sequence: 0, "CONFIRMED");

        await its.DoAsync(async store => (await store.MoveLaterAsync(dates[1], first + Duration.FromDays(7) + Duration.FromHours(3), "test", NewYork)).IsBooked.ShouldBeTrue());
        await RunAsync(its);
        var changed = its.Letters().Single(letter => letter.Subject!.StartsWith("Changed: 3 dates"));
        changed.TextBody!.ShouldContain("They are now:");
        ShouldHold(RemindersTests.Calendar(changed), dates.Skip(1), sequence: 1, "CONFIRMED");

        await its.DoAsync(async store => (await store.CancelAsync([.. dates.Skip(1)], "Away", _ => BookingCharge.None, default)).Count.ShouldBe(3));
        await RunAsync(its);
        var cancelled = its.Letters().Single(letter => letter.Subject!.StartsWith("Cancelled: 3 dates"));
        cancelled.TextBody!.ShouldNotContain("Away");
        ShouldHold(RemindersTests.Calendar(cancelled), dates.Skip(1), sequence: 2, "CANCELLED");
        its.Letters().Count.ShouldBe(3);
        its.Letters().Select(letter => letter.MessageId).ShouldBeUnique();
    }

    [Fact]
    public async Task Each_reader_has_one_letter_in_their_own_zone_and_guardian_and_therapist_one_link()
    {
        await using var its = await MailedPractice.NewAsync(false, server);
        await its.MemberAsync(HouseholdRole.Guardian, "guardian@example.org", "America/Los_Angeles");
        await its.BookSeriesAsync(Duration.FromHours(60), 3);
        await RunAsync(its);

        its.Letters().Select(letter => letter.To.Mailboxes.Single().Address).Order().ShouldBe([Own, "guardian@example.org"]);
        var guardians = its.Letters().Single(letter => letter.To.Mailboxes.Single().Address == "guardian@example.org");
        guardians.TextBody!.ShouldContain("appointments of the young person in your care are booked:");
        guardians.TextBody!.ShouldContain(TimeWords.Full(TestPractice.Now + Duration.FromHours(60), DateTimeZoneProviders.Tzdb["America/Los_Angeles"], TestPractice.Now));
        guardians.TextBody!.Split('\n').Count(line => line.StartsWith("http")).ShouldBe(1);
        guardians.TextBody!.ShouldNotContain("link=");
    }

    [Fact]
    public async Task What_was_cancelled_before_the_letter_went_out_is_not_in_it()
    {
        await using var its = await MailedPractice.NewAsync(false, server);
        var dates = await its.BookSeriesAsync(Duration.FromHours(60), 3);
        await its.PlanAsync();
        await its.DoAsync(store => store.CancelAsync(dates[1], null));
        await RunAsync(its);

        var letter = its.Letters().ShouldHaveSingleItem();
        letter.Subject!.ShouldStartWith("Your appointments: 2 dates");
        RemindersTests.Calendar(letter).Events.Select(its => its.Uid).ShouldBe([dates[0].ToString(), dates[2].ToString()], ignoreOrder: true);
    }

    [Fact]
    public async Task A_crash_within_the_mail_dialogue_sends_the_whole_letter_again_under_the_same_Message_ID()
    {
        await using var its = await MailedPractice.NewAsync(false, server);
        await its.BookSeriesAsync(Duration.FromHours(60), 4);
        its.Transport.CrashAfterSending = true;
        await Should.ThrowAsync<OperationCanceledException>(its.RunAsync);
        its.Transport.CrashAfterSending = false;
        its.Advance(Duration.FromMinutes(2));
        await RunAsync(its);

        its.Transport.Sent.Count.ShouldBe(2);
        its.Transport.Sent.Distinct().ShouldHaveSingleItem();
        its.Letters().ShouldHaveSingleItem().Subject!.ShouldStartWith("Your appointments: 4 dates");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task More_deeds_than_fit_one_run_are_told_once_each_and_none_in_two_letters(bool onPostgres)
    {
        await using var its = await MailedPractice.NewAsync(onPostgres, server);
        for (var series = 0; series < 6; series++) await its.BookSeriesAsync(Duration.FromHours(60 + (2 * series)), 20);
        await Task.WhenAll(its.RunAsync(), its.RunAsync());
        for (var run = 0; run < 6; run++) await its.RunAsync();

        its.Letters().Count.ShouldBe(6);
        its.Letters().ShouldAllBe(letter => letter.Subject!.StartsWith("Your appointments: 20 dates"));
    }

    private static async Task RunAsync(MailedPractice its)
    {
        for (var run = 0; run < 3; run++) await its.RunAsync();
    }

    /// <summary>One event a date; about several METHOD can be PUBLISH alone (RFC 5546 section 3.2.1).</summary>
    private static void ShouldHold(Calendar calendar, IEnumerable<Guid> dates, int sequence, string status)
    {
        calendar.Method.ShouldBe("PUBLISH");
        calendar.Events.Select(its => its.Uid).ShouldBe(dates.Select(id => (string?)id.ToString()), ignoreOrder: true);
        calendar.Events.ShouldAllBe(its => its.Sequence == sequence && its.Status == status && its.Start!.TzId == "UTC" && its.Attendees.Count == 0);
    }
}

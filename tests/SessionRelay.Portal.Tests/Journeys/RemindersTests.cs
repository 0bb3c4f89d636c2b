using Ical.Net;
using Microsoft.EntityFrameworkCore;
using MimeKit;
using NodaTime;
using SessionRelay.Portal.Journeys.Reminders;
using SessionRelay.Portal.Tests.Data;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Tests.Journeys;

/// <summary>What goes out about bookings, read from the files that the demo's transport writes.</summary>
public sealed class RemindersTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reminders_by_time_window_without_a_mark_or_the_mark_on_the_series__run_25_times_and_twice_at_once_each_goes_out_once(bool onPostgres)
    {
        await using var its = await MailedPractice.NewAsync(onPostgres, server);
        var booking = await its.BookAsync(Duration.FromHours(60));
        for (var run = 0; run < 25; run++) await its.RunAsync();
        its.Letters().Count.ShouldBe(1); // booked
        its.Advance(Duration.FromHours(40)); // the scheduler was stopped meanwhile: 20 h before
        await Task.WhenAll(its.RunAsync(), its.RunAsync());
        for (var run = 0; run < 25; run++) await its.RunAsync();
        its.Letters().Count.ShouldBe(2);
        its.Advance(Duration.FromMinutes((19 * 60) + 15)); // 45 minutes before
        for (var run = 0; run < 25; run++) await its.RunAsync();

        its.Letters().Count.ShouldBe(3);
        its.Letters().Select(letter => letter.MessageId).ShouldBeUnique();
        its.Letters().ShouldAllBe(letter => letter.TextBody!.Contains(MailedPractice.Origin + "/session/join?link="));
        booking.ShouldNotBe(Guid.Empty);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reminders_by_time_window_without_a_mark_or_the_mark_on_the_series__of_a_series_each_date_is_reminded_of_once(bool onPostgres)
    {
        await using var its = await MailedPractice.NewAsync(onPostgres, server);
        var dates = await its.BookSeriesAsync(Duration.FromHours(60), 3);
        await its.RunAsync();
        its.Advance(Duration.FromHours(40)); // 20 h before the first
        foreach (var _ in dates)
        {
            for (var run = 0; run < 5; run++) await its.RunAsync();
            its.Advance(Duration.FromDays(7));
        }

        var reminders = its.Letters().Where(letter => letter.Subject!.StartsWith("Reminder:")).ToList();
        reminders.Select(letter => Calendar(letter).Events.Single().Uid).Order().ShouldBe(dates.Select(id => id.ToString()).Order());
    }

    [Fact]
    public async Task Of_reminders_that_were_missed_the_nearest_one_goes_out()
    {
        await using var its = await MailedPractice.NewAsync(false, server);
        await its.BookAsync(Duration.FromHours(60));
        await its.RunAsync();
        its.Advance(Duration.FromHours(60) - Duration.FromMinutes(30));

        await its.RunAsync();
        await its.RunAsync();

        its.Letters().Count(letter => letter.Subject!.StartsWith("Reminder:")).ShouldBe(1);
    }

    [Fact]
    public async Task Reminder_after_cancel_or_move__none_goes_out_for_the_old_time()
    {
        await using var its = await MailedPractice.NewAsync(false, server);
        var moved = await its.BookAsync(Duration.FromHours(60));
        var cancelled = await its.BookAsync(Duration.FromHours(72));
        await its.RunAsync();
        await its.DoAsync(store => store.MoveAsync(moved, TestPractice.Now + Duration.FromHours(120), "test"));
        await its.DoAsync(store => store.CancelAsync(cancelled, null));
        await its.RunAsync();
        var before = its.Letters().Count;
        its.Advance(Duration.FromHours(71.5)); // a day before, and an hour before, of what no longer is

        await its.RunAsync();

        its.Letters().Count.ShouldBe(before);
        its.Letters().Count(letter => letter.Subject!.StartsWith("Changed:")).ShouldBe(1);
        its.Letters().Count(letter => letter.Subject!.StartsWith("Cancelled:")).ShouldBe(1);
    }

    [Fact]
    public async Task What_was_cancelled_after_it_was_planned_is_dropped()
    {
        await using var its = await MailedPractice.NewAsync(false, server);
        var booking = await its.BookAsync(Duration.FromHours(60));
        await its.PlanAsync();
        await its.DoAsync(store => store.CancelAsync(booking, null));

        await its.RunAsync();

        its.Letters().ShouldBeEmpty(); // nor a cancellation of what nobody has heard of
    }

    [Fact]
    public async Task A_crash_within_the_mail_dialogue_sends_again_under_the_same_Message_ID()
    {
        await using var its = await MailedPractice.NewAsync(false, server);
        await its.BookAsync(Duration.FromHours(60));
        its.Transport.CrashAfterSending = true;
        await Should.ThrowAsync<OperationCanceledException>(its.RunAsync);
        its.Transport.CrashAfterSending = false;
        its.Advance(Duration.FromMinutes(2));

        await its.RunAsync();
        await its.RunAsync();

        its.Transport.Sent.Count.ShouldBe(2);
        its.Transport.Sent.Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task Ics_with_floating_times_or_a_new_UID_on_a_move__UTC_one_event_UID_kept_SEQUENCE_raised_CANCEL_sent()
    {
        await using var its = await MailedPractice.NewAsync(false, server);
        var booking = await its.BookAsync(Duration.FromHours(60));
        await its.RunAsync();
        await its.DoAsync(store => store.MoveAsync(booking, TestPractice.Now + Duration.FromHours(84), "test"));
        await its.RunAsync();
        await its.DoAsync(store => store.CancelAsync(booking, null));
        await its.RunAsync();

        var files = its.Letters().Select(Calendar).OrderBy(calendar => calendar.Events.Single().Sequence).ToList();
        files.Select(calendar => calendar.Method).ShouldBe(["REQUEST", "REQUEST", "CANCEL"]);
        files.Select(calendar => calendar.Events.Single().Uid).Distinct().ShouldBe([booking.ToString()]);
        files.Select(calendar => calendar.Events.Single().Sequence).ShouldBe([0, 1, 2]);
        files.ShouldAllBe(calendar => calendar.Events.Single().Start!.TzId == "UTC" && calendar.Events.Single().RecurrenceRule == null);
        files[0].Events.Single().Start!.AsUtc.ShouldBe((TestPractice.Now + Duration.FromHours(60)).ToDateTimeUtc());
        files[2].Events.Single().Status.ShouldBe("CANCELLED");
        its.Letters().SelectMany(letter => letter.BodyParts).OfType<MimePart>().Where(part => part.ContentType.IsMimeType("text", "calendar"))
            .ShouldAllBe(part => part.ContentType.Parameters["method"] != null);
    }

    [Fact]
    public async Task Mail_and_page_show_different_zones__each_reader_s_mail_has_the_time_of_their_own_page()
    {
        await using var its = await MailedPractice.NewAsync(false, server);
        var zones = new Dictionary<string, string>
        {
            ["ann.wetherby@example.org"] = "America/New_York",
            ["kim.wetherby@example.org"] = "Pacific/Chatham", // 18 hours ahead of her: another day
            ["quillfeather@example.org"] = "UTC",
        };
        await its.BookCoupleAsync(Duration.FromHours(60), "kim.wetherby@example.org", "Pacific/Chatham", "quillfeather@example.org");
        var start = TestPractice.Now + Duration.FromHours(60);

        await its.RunAsync();

        its.Letters().Select(letter => letter.To.Mailboxes.Single().Address).Order().ShouldBe(zones.Keys.Order());
        foreach (var letter in its.Letters())
        {
            var zone = DateTimeZoneProviders.Tzdb[zones[letter.To.Mailboxes.Single().Address]];
            var shown = TimeWords.Full(start, zone, TestPractice.Now); // as the pages write it
            letter.Subject!.ShouldContain(shown);
            letter.TextBody!.ShouldContain(shown);
            foreach (var other in zones.Values.Where(other => other != zone.Id)) letter.TextBody!.ShouldNotContain(TimeWords.Full(start, DateTimeZoneProviders.Tzdb[other], TestPractice.Now));
            Calendar(letter).Events.Single().Start!.AsUtc.ShouldBe(start.ToDateTimeUtc());
        }
    }

    [Fact]
    public async Task No_message_has_a_name_or_anything_of_health_in_it()
    {
        await using var its = await MailedPractice.NewAsync(false, server);
        await its.BookAsync(Duration.FromHours(60));
        await its.RunAsync();
        var letter = its.Letters().Single();
        var calendar = Raw(letter);

        foreach (var word in new[] { "Wetherby", "Quillfeather", "therapy", "session", "mental", "anxiety" })
        {
            letter.Subject!.ShouldNotContain(word, Case.Insensitive);
            letter.TextBody!.Replace("/session/", "/").ShouldNotContain(word, Case.Insensitive);
            calendar.Replace("ann.wetherby@example.org", "").Replace("/session/", "/").Replace("SessionRelay", "").ShouldNotContain(word, Case.Insensitive);
        }
    }

    [Fact]
    public async Task A_feed_s_address_can_be_ended_and_only_its_hash_is_kept_and_no_name_is_in_it()
    {
        await using var its = await MailedPractice.NewAsync(false, server);
        var booking = await its.BookAsync(Duration.FromHours(60));
        await using var work = its.Practice.Database.Begin(TestPractice.Intake);
        var feeds = new CalendarFeeds(work);
        var first = await feeds.MakeAsync(its.Therapist, default);
        var second = await feeds.MakeAsync(its.Therapist, default);

        (await feeds.ReadAsync(first, default)).ShouldBeNull();
        var calendar = await feeds.ReadAsync(second, default);
        calendar!.ShouldNotContain("Wetherby");
        Ical.Net.Calendar.Load(calendar!)!.Events.Single().Uid.ShouldBe(booking.ToString());
        (await work.Db.CalendarFeeds.Select(feed => feed.AddressHash).ToListAsync()).ShouldNotContain(second);
        await feeds.RevokeAsync(its.Therapist, default);
        (await feeds.ReadAsync(second, default)).ShouldBeNull();
    }

    internal static Calendar Calendar(MimeMessage letter) => Ical.Net.Calendar.Load(Raw(letter))!;

    private static string Raw(MimeMessage letter)
    {
        using var bytes = new MemoryStream();
        letter.BodyParts.OfType<MimePart>().Single(part => part.ContentType.IsMimeType("text", "calendar")).Content!.DecodeTo(bytes);
        return System.Text.Encoding.UTF8.GetString(bytes.ToArray());
    }
}

using System.Net;
using NodaTime;
using SessionRelay.Portal.Domain.Scheduling;
using SessionRelay.Portal.Journeys.Hours;

namespace SessionRelay.Portal.Tests.Journeys;

/// <summary>A calendar elsewhere: where it may lie, and what is read of it.</summary>
public sealed class OutsideCalendarTests
{
    private static readonly DateTimeZone NewYork = DateTimeZoneProviders.Tzdb["America/New_York"];
    private static readonly InstantRange Year = new(Instant.FromUtc(2026, 1, 1, 0, 0), Instant.FromUtc(2027, 1, 1, 0, 0));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("172.31.0.1")]
    [InlineData("192.168.1.1")]
    [InlineData("169.254.169.254")] // a cloud's own secrets
    [InlineData("100.64.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("fe80::1")]
    [InlineData("fd00::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("64:ff9b::a00:1")] // NAT64 of 10.0.0.1
    [InlineData("2002:7f00:1::")] // 6to4 of 127.0.0.1
    public void An_address_inside_is_never_asked(string address) => PublicAddress.Is(IPAddress.Parse(address)).ShouldBeFalse();

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("172.32.0.1")]
    [InlineData("2606:4700::1111")]
    public void An_address_of_the_internet_is(string address) => PublicAddress.Is(IPAddress.Parse(address)).ShouldBeTrue();

    [Theory]
    [InlineData("https://calendar.example/a.ics", true)]
    [InlineData("webcal://calendar.example/a.ics", true)]
    [InlineData("http://calendar.example/a.ics", false)]
    [InlineData("https://me:secret@calendar.example/a.ics", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("calendar", false)]
    public void Only_https_without_a_password_is_taken(string address, bool isTaken) => OutsideCalendars.IsAddress(address, out _).ShouldBe(isTaken);

    [Fact]
    public async Task A_name_that_leads_inside_is_refused_before_anything_is_sent()
    {
        using var handler = new SocketsHttpHandler { ConnectCallback = PublicAddress.ConnectAsync, UseProxy = false };
        using var client = new HttpClient(handler);

        await Should.ThrowAsync<HttpRequestException>(() => client.GetAsync("https://localhost:1/a.ics"));
    }

    [Fact]
    public void Busy_times_are_read_in_their_zones_and_free_ones_are_not()
    {
        var read = BusyTimes.Read(
            Calendar(
                "DTSTART:20260608T140000Z\nDTEND:20260608T150000Z",
                "DTSTART;TZID=Europe/London:20260608T090000\nDTEND;TZID=Europe/London:20260608T093000",
                "DTSTART;VALUE=DATE:20260701\nDTEND;VALUE=DATE:20260702",
                "DTSTART:20260609T100000\nDURATION:PT45M",
                "DTSTART:20260608T200000Z\nDTEND:20260608T210000Z\nTRANSP:TRANSPARENT",
                "DTSTART:20260608T220000Z\nDTEND:20260608T230000Z\nSTATUS:CANCELLED",
                "DTSTART:20200608T140000Z\nDTEND:20200608T150000Z"),
            NewYork,
            Year)!;

        read.LeftOut.ShouldBe(0);
        read.Busy.ShouldBe(
            [
                new InstantRange(Instant.FromUtc(2026, 6, 8, 14, 0), Instant.FromUtc(2026, 6, 8, 15, 0)),
                new InstantRange(Instant.FromUtc(2026, 6, 8, 8, 0), Instant.FromUtc(2026, 6, 8, 8, 30)),
                new InstantRange(Instant.FromUtc(2026, 7, 1, 4, 0), Instant.FromUtc(2026, 7, 2, 4, 0)),
                new InstantRange(Instant.FromUtc(2026, 6, 9, 14, 0), Instant.FromUtc(2026, 6, 9, 14, 45)),
            ],
            ignoreOrder: true);
    }

    [Fact]
    public void What_has_an_unknown_zone_or_can_not_be_told_is_counted_and_told() =>
        BusyTimes.Read(
            Calendar(
                "DTSTART;TZID=Nowhere/Land:20260608T090000\nDTEND;TZID=Nowhere/Land:20260608T093000",
                "DTSTART:20260608T140000Z\nDTEND:20260608T150000Z\nRRULE:FREQ=MINUTELY",
                "DTSTART:20260608T140000Z\nDTEND:20260608T150000Z\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"), NewYork, Year)!
            .LeftOut.ShouldBe(3);

    [Fact]
    public void What_repeats_is_busy_each_time_on_the_wall_clock_of_its_zone()
    {
        var read = BusyTimes.Read(Calendar("DTSTART;TZID=America/New_York:20260302T090000\nDTEND;TZID=America/New_York:20260302T100000\nRRULE:FREQ=WEEKLY;COUNT=3"), NewYork, Year)!;

        read.LeftOut.ShouldBe(0);
        read.Busy.Select(range => range.Start).ShouldBe([Instant.FromUtc(2026, 3, 2, 14, 0), Instant.FromUtc(2026, 3, 9, 13, 0), Instant.FromUtc(2026, 3, 16, 13, 0)]); // the clocks changed on the 8th
        read.Busy.ShouldAllBe(range => range.End - range.Start == Duration.FromHours(1));
    }

    [Fact]
    public void Until_is_a_moment_exceptions_are_free_and_dates_of_their_own_are_busy()
    {
        var read = BusyTimes.Read(
            Calendar("DTSTART;TZID=America/New_York:20260601T090000\nDTEND;TZID=America/New_York:20260601T093000\nRRULE:FREQ=DAILY;UNTIL=20260605T130000Z\n"
                + "EXDATE;TZID=America/New_York:20260602T090000,20260603T090000\nRDATE;TZID=America/New_York:20260620T110000"),
            NewYork, Year)!;

        read.Busy.Select(range => range.Start.InZone(NewYork).LocalDateTime).ShouldBe(
            [new(2026, 6, 1, 9, 0), new(2026, 6, 4, 9, 0), new(2026, 6, 5, 9, 0), new(2026, 6, 20, 11, 0)], ignoreOrder: true);
    }

    [Fact]
    public void One_of_a_series_that_was_moved_or_cancelled_is_free_at_its_old_time()
    {
        const string Series = "DTSTART:20260601T140000Z\nDTEND:20260601T150000Z\nRRULE:FREQ=WEEKLY;COUNT=3";
        var text = Calendar(
            Series,
            "RECURRENCE-ID:20260608T140000Z\nDTSTART:20260609T160000Z\nDTEND:20260609T170000Z",
            "RECURRENCE-ID:20260615T140000Z\nDTSTART:20260615T140000Z\nDTEND:20260615T150000Z\nSTATUS:CANCELLED").Replace("UID:1@", "UID:0@").Replace("UID:2@", "UID:0@");

        BusyTimes.Read(text, NewYork, Year)!.Busy.Select(range => range.Start).ShouldBe([Instant.FromUtc(2026, 6, 1, 14, 0), Instant.FromUtc(2026, 6, 9, 16, 0)], ignoreOrder: true);
    }

    [Fact]
    public void A_whole_day_every_year_is_that_whole_day_on_the_therapist_s_clock()
    {
        var read = BusyTimes.Read(Calendar("DTSTART;VALUE=DATE:19800308\nRRULE:FREQ=YEARLY"), NewYork, Year)!;

        read.Busy.ShouldBe([new InstantRange(Instant.FromUtc(2026, 3, 8, 5, 0), Instant.FromUtc(2026, 3, 9, 4, 0))]); // 23 hours
    }

    [Fact]
    public void A_calendar_full_of_endless_rules_is_read_within_bounds()
    {
        var entry = "DTSTART:19000101T140000Z\nDTEND:19000101T140500Z\nRRULE:FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11;BYMINUTE=0,10,20,30,40,50";
        var read = BusyTimes.Read(Calendar([.. Enumerable.Repeat(entry, 2_000)]), NewYork, Year)!;

        read.LeftOut.ShouldBe(2_000);
        read.Busy.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html></html>")]
    [InlineData("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:99999999T999999Z")]
    [InlineData("BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nDTSTART:rubbish\nEND:VEVENT\nEND:VCALENDAR")]
    public void What_is_no_calendar_blocks_nothing(string text) => (BusyTimes.Read(text, NewYork, Year)?.Busy ?? []).ShouldBeEmpty();

    private static string Calendar(params string[] entries) =>
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\n"
        + string.Concat(entries.Select((entry, n) => $"BEGIN:VEVENT\r\nUID:{n}@example.org\r\nDTSTAMP:20260101T000000Z\r\n{entry.Replace("\n", "\r\n")}\r\nSUMMARY:Secret\r\nEND:VEVENT\r\n"))
        + "END:VCALENDAR\r\n";
}

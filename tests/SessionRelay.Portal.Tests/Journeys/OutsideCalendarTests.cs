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
    public void What_repeats_or_has_an_unknown_zone_is_counted_and_told() =>
        BusyTimes.Read(
            Calendar("DTSTART:20260608T140000Z\nDTEND:20260608T150000Z\nRRULE:FREQ=WEEKLY", "DTSTART;TZID=Nowhere/Land:20260608T090000\nDTEND;TZID=Nowhere/Land:20260608T093000"), NewYork, Year)!
            .LeftOut.ShouldBe(2);

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

using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using SessionRelay.Portal.Explain;

namespace SessionRelay.Portal.Tests.Explain;

/// <summary>Whatever a case has wrong is named by its field, in one line; nothing is overlooked.</summary>
public sealed class CasesAreReadStrictlyTests
{
    private const string FreeTimes = """
        {
          "now": "2026-10-28T12:00:00Z",
          "therapist": {
            "zone": "America/New_York",
            "hours": [ { "day": "monday", "from": "09:00", "to": "17:00" }, { "day": "sunday", "from": "00:00", "to": "05:00" } ],
            "exceptions": [ { "date": "2026-11-03", "kind": "closed", "reason": "conference" } ],
            "licences": [ { "region": "US-AZ", "from": "2025-01-01", "until": "2026-12-31" } ],
            "bookings": [ { "id": "b1", "start": "2026-11-02T15:00:00Z", "minutes": 50 } ],
            "busy": [ { "from": "2026-11-02T17:00:00Z", "to": "2026-11-02T17:30:00Z" } ],
            "holds": [ { "holder": "somebody", "start": "2026-11-02T18:00:00Z", "minutes": 50, "until": "2026-10-28T12:05:00Z" } ]
          },
          "practice": { "holidays": [ { "date": "2026-11-09", "name": "Founders' Day" } ] },
          "people": [ { "zone": "America/Phoenix", "region": "US-AZ" } ],
          "ask": { "from": "2026-11-02", "to": "2026-11-02", "minutes": 50, "format": "video" }
        }
        """;

    public static TheoryData<string, string, string> Broken => new()
    {
        { "/therapist/zoen", "\"x\"", "therapist.zoen is not a field: did you mean zone?" },
        { "/extra", "1", "extra is not a field: there are now, therapist, practice, people, room, ask." },
        { "/therapist/hours/0/until", "\"x\"", "therapist.hours[0].until is not a field: there are day, from, to, formats." },
        { "/therapist/zone", "\"Eastern\"", "therapist.zone is \"Eastern\", but a zone of the IANA data like America/New_York is needed." },
        { "/therapist/zone", "null", "therapist.zone is missing." },
        { "/now", "\"yesterday\"", "now is \"yesterday\", but a moment in UTC like 2026-11-01T13:00:00Z, from 2000 to 2100 is needed." },
        { "/now", "\"1815-01-01T00:00:00Z\"", "from 2000 to 2100 is needed" },
        { "/therapist/hours/0/day", "\"Monday\"", "therapist.hours[0].day is \"Monday\", but one of monday, tuesday, wednesday, thursday, friday, saturday, sunday is needed." },
        { "/therapist/hours/0/from", "\"9:00\"", "therapist.hours[0].from is \"9:00\", but a time like 09:00, to 24:00 is needed." },
        { "/therapist/hours/0/from", "\"18:00\"", "therapist.hours[0] must go from a time to a later one" },
        { "/therapist/hours/0/from", "\"09:01\"", "in steps of 5 minutes" },
        { "/therapist/hours/0/formats", "[\"messages\"]", "therapist.hours[0].formats[0] is \"messages\", but one of video, phone, inPerson is needed." },
        { "/therapist/hours/0/formats", "[]", "Hours need at least one format" },
        { "/therapist/exceptions/0/kind", "\"ownHours\"", "every other exception has some" },
        { "/therapist/lengths", "[55]", "A session can't last 55 minutes" },
        { "/therapist/bufferMinutes", "7", "therapist.bufferMinutes is 7, but a multiple of 5 is needed." },
        { "/therapist/bufferMinutes", "1e1", "a whole number from 0 to 120 is needed" },
        { "/therapist/licences/0/region", "\"us-az\"", "a code of ISO 3166 like US-NY or GB is needed" },
        { "/therapist/licences/0/until", "\"2026-02-30\"", "a date like 2026-11-01, from 2000 to 2100 is needed" },
        { "/therapist/bookings/0/start", "\"2026-11-02T15:01:00Z\"", "therapist.bookings[0].start must be at a multiple of 5 minutes." },
        { "/therapist/bookings/0/minutes", "0", "a whole number from 5 to 480 is needed" },
        { "/therapist/busy/0/to", "\"2026-11-02T17:00:00Z\"", "therapist.busy[0] ends before it begins." },
        { "/people", "{}", "people is {}, but a list is needed." },
        { "/practice/startStepMinutes", "25", "practice can't be used: StartStepMinutes must be one of 5, 10, 15, 20, 30, 60 minutes." },
        { "/practice/usFederalHolidays", "\"yes\"", "true or false is needed" },
        { "/ask", "[]", "ask is [], but an object with from, to" },
        { "/ask/at", "\"2026-11-01T01:30\"", "ask needs either from and to, or at, or series." },
        { "/ask/to", "null", "ask needs either from and to, or at, or series." },
        { "/ask/to", "\"2026-11-01\"", "ask.to is before from." },
        { "/ask/to", "\"2027-11-02\"", "at most 62 dates" },
        { "/ask/format", "\"bookable\"", "ask.format is \"bookable\", but one of video, phone, inPerson is needed." },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_value_that_cannot_be_is_named(string pointer, string value, string says)
    {
        var broken = Changed(pointer, value);

        Should.Throw<CaseException>(() => Answer(broken)).Message.ShouldContain(says, Case.Sensitive);
    }

    [Theory]
    [InlineData("{ \"now\": ", "The case can't be read as JSON at line 1")]
    [InlineData("{\n\"now\": 1,\n\"now\": 2 }", "The case can't be read as JSON")]
    [InlineData("[]", "The case is [], but an object with now")]
    [InlineData("{ \"\\ud800\": 1 }", "The case has a text with half of a surrogate pair")]
    [InlineData("{ \"now\": \"\\ud800\" }", "The case has a text with half of a surrogate pair")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[", "The case can't be read as JSON")]
    public void What_is_no_case_is_said(string text, string says) => Should.Throw<CaseException>(() => Answer(text)).Message.ShouldStartWith(says);

    [Fact]
    public void Bytes_that_are_no_UTF_8_are_said() =>
        Should.Throw<CaseException>(() => Question.FreeTimes.Answer(new byte[] { 0x7B, 0xFF, 0x7D })).Message.ShouldContain("UTF-8");

    [Fact]
    public void A_byte_order_mark_is_no_error() =>
        Question.Screening.Answer(Encoding.UTF8.GetPreamble().Concat("{\"form\":\"GAD-7\",\"answers\":[]}"u8.ToArray()).ToArray()).ShouldContain("\"finished\": false");

    [Fact]
    public void Any_change_of_a_case_is_answered_or_refused_in_one_line()
    {
        var bytes = Encoding.UTF8.GetBytes(FreeTimes);
        Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Byte, Gen.Int[0, 2]).Sample((position, value, question) =>
        {
            var changed = bytes.ToArray();
            changed[position] = value;
            try
            {
                Question.All[question].Answer(changed).ShouldNotBeEmpty();
            }
            catch (CaseException refused)
            {
                refused.Message.ShouldNotBeNullOrWhiteSpace();
                refused.Message.Any(char.IsControl).ShouldBeFalse(refused.Message);
            }
        }, iter: 400);
    }

    [Fact]
    public void One_time_is_answered_for_each_moment_that_the_clock_shows_it()
    {
        var twice = Answer(Asking("""{ "at": "2026-11-01T01:30", "zone": "America/New_York", "minutes": 50, "format": "video" }"""));

        twice["judged"]!.AsArray().Select(entry => (string?)entry!["time"]!["text"]).ShouldBe(["2026-11-01 01:30 EDT", "2026-11-01 01:30 EST"]);
        twice["judged"]!.AsArray().Select(entry => (string?)entry!["rule"]).ShouldBe(["free", "free"]);

        var missing = Answer(Asking("""{ "at": "2027-03-14T02:30", "zone": "America/New_York", "minutes": 50, "format": "video" }"""));
        missing["judged"]!.AsArray().ShouldBeEmpty();
        ((string?)missing["says"]).ShouldBe("The clock of America/New_York skips this time on this date: there is no such moment.");
    }

    [Fact]
    public void A_series_is_answered_date_by_date()
    {
        var series = Answer(Asking("""{ "series": { "first": "2026-11-02T16:00:00Z", "weeks": 3 }, "minutes": 50, "format": "video" }"""));

        ((bool?)series["bookable"]).ShouldBe(false);
        series["dates"]!.AsArray().Select(date => (string?)date!["rule"]).ShouldBe(["free", "holiday", "free"]);
        series["dates"]![1]!["instead"]!.AsArray().Count.ShouldBe(3);
        ((string?)series["dates"]![1]!["says"]).ShouldBe("The practice is closed: Founders' Day.");
    }

    [Fact]
    public void A_booking_that_is_moved_and_ones_own_hold_do_not_stand_in_the_way()
    {
        var others = Answer(Asking("""{ "from": "2026-11-02", "to": "2026-11-02", "minutes": 50, "format": "video" }"""));
        var own = Answer(Asking("""{ "from": "2026-11-02", "to": "2026-11-02", "minutes": 50, "format": "video", "asker": "somebody", "moving": ["b1"] }"""));

        Starts(others).ShouldNotContain("2026-11-02T15:00:00Z");
        Starts(others).ShouldNotContain("2026-11-02T18:00:00Z");
        Starts(own).ShouldContain("2026-11-02T15:00:00Z");
        Starts(own).ShouldContain("2026-11-02T18:00:00Z");
    }

    private static List<string?> Starts(JsonNode answer) => [.. answer["free"]!.AsArray().Select(free => (string?)free!["start"])];

    private static string Asking(string ask)
    {
        var root = JsonNode.Parse(FreeTimes)!;
        root["ask"] = JsonNode.Parse(ask);
        root["practice"]!["horizonDays"] = 300;
        return root.ToJsonString();
    }

    private static string Changed(string pointer, string value)
    {
        var root = JsonNode.Parse(FreeTimes)!;
        var steps = pointer.Split('/')[1..];
        var node = root;
        foreach (var step in steps[..^1]) node = int.TryParse(step, out var index) ? node[index]! : node[step]!;
        node[steps[^1]] = JsonNode.Parse(value);
        return root.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
    }

    private static JsonNode Answer(string text) => JsonNode.Parse(Question.FreeTimes.Answer(Encoding.UTF8.GetBytes(text)))!;
}

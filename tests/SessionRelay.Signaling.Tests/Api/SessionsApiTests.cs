using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using SessionRelay.Signaling.Sessions;
using SessionRelay.Signaling.Tests.Hosts;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Signaling.Tests.Api;

public sealed class SessionsApiTests(SharedHost shared)
{
    private const string Times = "\"startsAt\":\"2030-01-01T10:00:00Z\",\"endsAt\":\"2030-01-01T10:50:00Z\"";
    private readonly SignalingHost host = shared.Host;

    [Fact]
    public async Task A_session_is_created_with_the_protocols_defaults_and_read_back()
    {
        var (status, created) = await CallAsync("POST", "/api/v1/sessions", $"{{{Times}}}");
        status.ShouldBe(HttpStatusCode.Created);
        created.EnumerateObject().Select(p => p.Name).ShouldBe(["id", "state", "startsAt", "endsAt", "policy", "participants", "lostSeconds", "lateSeconds", "gaps", "unreached"]);
        created.GetProperty("state").GetString().ShouldBe("scheduled");
        created.GetProperty("startsAt").GetString().ShouldBe("2030-01-01T10:00:00.000Z");
        created.GetProperty("policy").GetRawText().ShouldBe("""{"waitingRoom":true,"maxPeople":8,"graceMinutes":15,"lateHostMinutes":10,"phone":"offer","extendMinutes":15}""");
        var (_, read) = await CallAsync("GET", $"/api/v1/sessions/{created.GetProperty("id").GetString()}");
        read.GetRawText().ShouldBe(created.GetRawText());
    }

    [Fact]
    public async Task The_same_call_again_gives_the_same_answer_and_another_body_is_a_conflict()
    {
        var id = Guid.NewGuid().ToString();
        var body = $"{{\"id\":\"{id}\",{Times}}}";
        var (status, first) = await CallAsync("POST", "/api/v1/sessions", body);
        var (again, second) = await CallAsync("POST", "/api/v1/sessions", body);
        (status, again).ShouldBe((HttpStatusCode.Created, HttpStatusCode.Created));
        second.GetRawText().ShouldBe(first.GetRawText());
        var sameMoment = body.Replace("10:00:00Z", "11:00:00+01:00", StringComparison.Ordinal);
        (await CallAsync("POST", "/api/v1/sessions", sameMoment)).Status.ShouldBe(HttpStatusCode.Created);
        await ProblemAsync("POST", "/api/v1/sessions", body.Replace("10:50", "10:45", StringComparison.Ordinal), HttpStatusCode.Conflict, "session-exists");
    }

    [Fact]
    public async Task A_session_is_moved_and_its_tickets_stay_good()
    {
        var session = await host.CreateSessionAsync(startsIn: TimeSpan.FromHours(2));
        var ticket = await host.MintAsync(session, "client", ParticipantRole.Guest);
        await using var client = await host.ConnectAsync();
        (await client.RefusalAsync("Enter", new { ticket, attempt = client.Attempt })).ShouldBe("too-early");
        var start = host.Clock.GetUtcNow();
        var (status, moved) = await CallAsync("PATCH", $"/api/v1/sessions/{session}", $"{{\"startsAt\":\"{start:O}\",\"policy\":{{\"maxPeople\":3}}}}");
        status.ShouldBe(HttpStatusCode.OK);
        moved.GetProperty("policy").GetProperty("maxPeople").GetInt32().ShouldBe(3);
        moved.GetProperty("policy").GetProperty("graceMinutes").GetInt32().ShouldBe(15);
        await client.EnterAsync(ticket);
        await client.EventAsync("clock");

        var end = start.AddMinutes(90);
        client.Forget();
        await CallAsync("PATCH", $"/api/v1/sessions/{session}", $"{{\"endsAt\":\"{end:O}\"}}");
        await client.EventAsync("clock", clock => clock.GetProperty("endsAt").GetDateTimeOffset() == DateTimeOffset.FromUnixTimeMilliseconds(end.ToUnixTimeMilliseconds()));
        await ProblemAsync("PATCH", $"/api/v1/sessions/{session}", $"{{\"endsAt\":\"{start.AddMinutes(-1):O}\"}}", HttpStatusCode.BadRequest, "invalid-body");
    }

    [Fact]
    public async Task A_ticket_is_minted_with_a_link_whose_fragment_holds_it()
    {
        var session = await host.CreateSessionAsync();
        var (status, minted) = await CallAsync("POST", $"/api/v1/sessions/{session}/tickets", """{"participantId":"client","name":"Client","role":"guest","can":["audio"],"callback":"+4930123456"}""");
        status.ShouldBe(HttpStatusCode.Created);
        var ticket = minted.GetProperty("ticket").GetString()!;
        minted.GetProperty("joinUrl").GetString().ShouldBe($"{host.Url}/room#ticket={ticket}");
        Encoding.UTF8.GetString(Microsoft.IdentityModel.Tokens.Base64UrlEncoder.DecodeBytes(ticket.Split('.')[1])).ShouldNotContain("4930123456");
        await using var client = await host.ConnectAsync();
        await client.EnterAsync(ticket);
        client.Reply.GetProperty("can").EnumerateArray().Select(word => word.GetString()).ShouldBe(["audio"]);
    }

    [Fact]
    public async Task Who_takes_part_by_phone_is_expected_and_was_nowhere_yet()
    {
        var session = await host.CreateSessionAsync();
        var (status, _) = await CallAsync("POST", $"/api/v1/sessions/{session}/tickets", """{"participantId":"client","name":"Client","role":"guest","callback":"+4930123456","byPhone":true,"language":"es-MX"}""");
        status.ShouldBe(HttpStatusCode.Created);
        var (_, view) = await CallAsync("GET", $"/api/v1/sessions/{session}");
        view.GetProperty("participants").GetArrayLength().ShouldBe(0);
        view.GetProperty("unreached").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_host_with_a_pin_can_be_called_where_there_is_a_telephone_line_and_nobody_else()
    {
        var session = await host.CreateSessionAsync();
        var (status, minted) = await CallAsync("POST", $"/api/v1/sessions/{session}/tickets", """{"participantId":"t","name":"T","role":"host","callback":"+4930123456","pin":"271828"}""");
        status.ShouldBe(HttpStatusCode.Created);
        var ticket = minted.GetProperty("ticket").GetString()!;
        Encoding.UTF8.GetString(Microsoft.IdentityModel.Tokens.Base64UrlEncoder.DecodeBytes(ticket.Split('.')[1])).ShouldNotContain("271828");
        await ProblemAsync("POST", $"/api/v1/sessions/{session}/participants/t/call", null, HttpStatusCode.Conflict, "no-phone-line"); // this host has none
        await ProblemAsync("POST", $"/api/v1/sessions/{session}/participants/nobody/call", null, HttpStatusCode.NotFound, "unknown-participant");
    }

    [Fact]
    public async Task Ending_and_removing_reach_the_people()
    {
        var session = await host.CreateSessionAsync();
        await using var therapist = await host.EnterAsync(session, "therapist", ParticipantRole.Host);
        await using var client = await host.EnterAsync(session, "client", ParticipantRole.Guest);
        (await CallAsync("DELETE", $"/api/v1/sessions/{session}/participants/client")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await client.EventAsync("removed")).GetProperty("declined").GetBoolean().ShouldBeFalse();
        (await client.RefusalAsync("Enter", new { resume = client.Resume })).ShouldBe("not-allowed");
        await ProblemAsync("DELETE", $"/api/v1/sessions/{session}/participants/nobody", null, HttpStatusCode.NotFound, "unknown-participant");

        var (_, ended) = await CallAsync("POST", $"/api/v1/sessions/{session}/end");
        ended.GetProperty("state").GetString().ShouldBe("ended");
        await therapist.EventAsync("ended");
        (await CallAsync("POST", $"/api/v1/sessions/{session}/end")).Status.ShouldBe(HttpStatusCode.OK);
        await ProblemAsync("POST", $"/api/v1/sessions/{session}/tickets", """{"participantId":"late","name":"Late","role":"guest"}""", HttpStatusCode.Conflict, "session-ended");
        await ProblemAsync("PATCH", $"/api/v1/sessions/{session}", "{}", HttpStatusCode.Conflict, "session-ended");
    }

    [Fact]
    public async Task A_ticket_that_was_minted_and_not_used_is_revoked_with_its_participant()
    {
        var session = await host.CreateSessionAsync();
        var ticket = await host.MintAsync(session, "client", ParticipantRole.Guest);
        (await CallAsync("DELETE", $"/api/v1/sessions/{session}/participants/client")).Status.ShouldBe(HttpStatusCode.NoContent);
        await using var client = await host.ConnectAsync();
        (await client.RefusalAsync("Enter", new { ticket, attempt = client.Attempt })).ShouldBe("not-allowed");
        (await CallAsync("GET", $"/api/v1/sessions/{session}")).Body.GetProperty("participants").GetArrayLength().ShouldBe(0);

        await client.EnterAsync(await host.MintAsync(session, "client", ParticipantRole.Guest)); // a newer ticket is a new invitation
        client.State.ShouldBe("waiting");
    }

    [Theory]
    [InlineData("{}", "startsAt")]
    [InlineData("{\"startsAt\":\"2030-01-01T10:00:00\",\"endsAt\":\"2030-01-01T11:00:00Z\"}", "startsAt")]
    [InlineData("{\"startsAt\":\"2030-01-01T10:00:00Z\",\"endsAt\":\"2030-01-01T10:00:00Z\"}", "endsAt")]
    [InlineData("{\"startsAt\":\"2030-01-01T10:00:00Z\",\"endsAt\":\"2030-01-02T10:00:01Z\"}", "endsAt")]
    [InlineData("{\"id\":\"a b\"," + Times + "}", "id")]
    [InlineData("{" + Times + ",\"policy\":{\"maxPeople\":1}}", "policy.maxPeople")]
    [InlineData("{" + Times + ",\"policy\":{\"maxPeople\":1001}}", "policy.maxPeople")]
    [InlineData("{" + Times + ",\"policy\":{\"maxPeople\":\"8\"}}", "policy.maxPeople")]
    [InlineData("{" + Times + ",\"policy\":{\"phone\":\"yes\"}}", "policy.phone")]
    [InlineData("{" + Times + ",\"policy\":{\"phone\":1}}", "policy.phone")]
    [InlineData("{" + Times + ",\"policy\":{\"graceMinutes\":-1}}", "policy.graceMinutes")]
    [InlineData("{" + Times + ",\"policy\":{\"extendUrl\":\"https://x\"}}", "policy.extendUrl")] // no receiver has that origin
    [InlineData("{" + Times + ",\"policy\":{\"colour\":1}}", "policy.colour")]
    [InlineData("[]", "$")]
    [InlineData("null", "$")]
    [InlineData("", "$")]
    [InlineData("{", "$")]
    public async Task A_wrong_field_is_named(string body, string field)
    {
        var problem = await ProblemAsync("POST", "/api/v1/sessions", body, HttpStatusCode.BadRequest, "invalid-body");
        problem.GetProperty("errors").EnumerateObject().Select(p => p.Name).ShouldContain(field);
    }

    [Theory]
    [InlineData("{\"name\":\"C\",\"role\":\"guest\"}", "participantId")]
    [InlineData("{\"participantId\":\"c\",\"role\":\"guest\"}", "name")]
    [InlineData("{\"participantId\":\"c\",\"name\":\"C\"}", "role")]
    [InlineData("{\"participantId\":\"c\",\"name\":\"C\",\"role\":\"boss\"}", "role")]
    [InlineData("{\"participantId\":\"c\",\"name\":\"C\",\"role\":\"guest\",\"can\":[\"fly\"]}", "can")]
    [InlineData("{\"participantId\":\"c\",\"name\":\"C\",\"role\":\"guest\",\"callback\":\"030 123456\"}", "callback")]
    [InlineData("{\"participantId\":\"c\",\"name\":\"C\",\"role\":\"guest\",\"notice\":\" \"}", "notice")]
    [InlineData("{\"participantId\":\"c\",\"name\":\"C\",\"role\":\"guest\",\"notice\":\"two\\nlines\"}", "notice")]
    [InlineData("{\"participantId\":\"c\",\"name\":\"C\",\"role\":\"guest\",\"notice\":7}", "notice")]
    [InlineData("{\"participantId\":\"c\",\"name\":\"C\",\"role\":\"guest\",\"byPhone\":true}", "callback")]
    [InlineData("{\"participantId\":\"c\",\"name\":\"C\",\"role\":\"host\",\"byPhone\":true,\"callback\":\"+4930123456\"}", "byPhone")]
    [InlineData("{\"participantId\":\"c\",\"name\":\"C\",\"role\":\"guest\",\"byPhone\":\"yes\"}", "byPhone")]
    [InlineData("{\"participantId\":\"c\",\"name\":\"C\",\"role\":\"guest\",\"language\":\"../es\"}", "language")]
    [InlineData("{\"participantId\":\"c\",\"name\":\"C\",\"role\":\"host\",\"callback\":\"+4930123456\",\"pin\":\"12345\"}", "pin")]
    [InlineData("{\"participantId\":\"c\",\"name\":\"C\",\"role\":\"host\",\"callback\":\"+4930123456\",\"pin\":\"12345a\"}", "pin")]
    [InlineData("{\"participantId\":\"c\",\"name\":\"C\",\"role\":\"host\",\"callback\":\"+4930123456\",\"pin\":\"1234567890123\"}", "pin")]
    [InlineData("{\"participantId\":\"c\",\"name\":\"C\",\"role\":\"guest\",\"callback\":\"+4930123456\",\"pin\":\"123456\"}", "pin")]
    [InlineData("{\"participantId\":\"c\",\"name\":\"C\",\"role\":\"host\",\"pin\":\"123456\"}", "callback")]
    public async Task A_wrong_field_of_a_ticket_is_named(string body, string field)
    {
        var session = await host.CreateSessionAsync();
        var problem = await ProblemAsync("POST", $"/api/v1/sessions/{session}/tickets", body, HttpStatusCode.BadRequest, "invalid-body");
        problem.GetProperty("errors").EnumerateObject().Select(p => p.Name).ShouldContain(field);
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(201, false)]
    public async Task A_notice_has_at_most_200_characters(int length, bool isTaken)
    {
        var session = await host.CreateSessionAsync();
        var (status, _) = await CallAsync("POST", $"/api/v1/sessions/{session}/tickets", $$"""{"participantId":"c","name":"C","role":"guest","notice":"{{new string('a', length)}}"}""");
        status.ShouldBe(isTaken ? HttpStatusCode.Created : HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("GET", "/api/v1/sessions/nobody", "unknown-session")]
    [InlineData("PATCH", "/api/v1/sessions/nobody", "unknown-session")]
    [InlineData("POST", "/api/v1/sessions/nobody/end", "unknown-session")]
    [InlineData("DELETE", "/api/v1/sessions/nobody/participants/x", "unknown-session")]
    [InlineData("POST", "/api/v1/sessions/nobody/participants/x/call", "unknown-session")]
    [InlineData("GET", "/api/v1/sessions/a%20b", "unknown-session")]
    [InlineData("GET", "/api/v1/nothing", "unknown-address")]
    public async Task What_is_not_there_is_404(string method, string path, string code) => await ProblemAsync(method, path, method == "PATCH" ? "{}" : null, HttpStatusCode.NotFound, code);

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized, "unauthorized")]
    [InlineData("Bearer wrong", HttpStatusCode.Unauthorized, "unauthorized")]
    [InlineData("Basic dGVzdA==", HttpStatusCode.Unauthorized, "unauthorized")]
    [InlineData("Bearer test-key-for-tickets", HttpStatusCode.Forbidden, "forbidden")]
    public async Task Without_a_key_of_the_scope_nothing_is_told(string? authorization, HttpStatusCode status, string code)
    {
        var session = await host.CreateSessionAsync();
        using var http = new HttpClient { BaseAddress = new Uri(host.Url) };
        if (authorization is not null) http.DefaultRequestHeaders.Authorization = AuthenticationHeaderValue.Parse(authorization);
        foreach (var path in new[] { $"/api/v1/sessions/{session}", "/api/v1/sessions/nobody" })
        {
            using var response = await http.GetAsync(path);
            response.StatusCode.ShouldBe(status);
            (await JsonAsync(response)).GetProperty("type").GetString().ShouldBe($"urn:sessionrelay:problem:{code}");
            if (status == HttpStatusCode.Unauthorized) response.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
        }
    }

    [Fact]
    public async Task A_body_over_64_KiB_is_refused()
    {
        var body = $"{{{Times},\"id\":\"{new string('a', 70_000)}\"}}";
        await ProblemAsync("POST", "/api/v1/sessions", body, HttpStatusCode.RequestEntityTooLarge, "body-too-large");
    }

    private async Task<JsonElement> ProblemAsync(string method, string path, string? body, HttpStatusCode status, string code)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        using var response = await host.Api.SendAsync(request);
        response.StatusCode.ShouldBe(status);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var problem = await JsonAsync(response);
        problem.GetProperty("type").GetString().ShouldBe($"urn:sessionrelay:problem:{code}");
        problem.GetProperty("status").GetInt32().ShouldBe((int)status);
        problem.GetProperty("title").GetString().ShouldNotBeNullOrEmpty();
        return problem;
    }

    private async Task<(HttpStatusCode Status, JsonElement Body)> CallAsync(string method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        using var response = await host.Api.SendAsync(request);
        return (response.StatusCode, await JsonAsync(response));
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }
}

using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Http;
using SessionRelay.Signaling.Sessions;
using SessionRelay.Signaling.Tests.Hosts;
using SessionRelay.Signaling.Tickets;
using SessionRelay.Signaling.Webhooks;

namespace SessionRelay.Signaling.Tests.Webhooks;

/// <summary>A booking system with a calendar of its own is asked before a session grows.</summary>
public sealed class ExtendUrlTests
{
    private static readonly TimeSpan Wire = TimeSpan.FromMilliseconds(1); // what times are told to

    [Fact]
    public async Task It_is_asked_signed_and_the_end_that_it_grants_is_everybodys()
    {
        await using var its = await RoomAsync((_, wanted) => Granted(wanted));

        var reply = await its.Therapist.CallAsync("Extend", new { minutes = 10 });

        reply.GetProperty("endsAt").GetDateTimeOffset().ShouldBe(its.Before.AddMinutes(10), Wire);
        await its.Client.EventAsync("clock", clock => clock.GetProperty("endsAt").GetDateTimeOffset() > its.Before.AddMinutes(9));
        var asked = its.Asked.ShouldHaveSingleItem();
        asked.IsSignedWith(HookReceiver.Secret).ShouldBeTrue();
        (asked.Path, asked.ContentType, asked.Session).ShouldBe(("/may-it-grow", "application/json; charset=utf-8", its.Session));
        asked.Body.GetProperty("minutes").GetInt32().ShouldBe(10);
        asked.Body.GetProperty("endsAt").GetDateTimeOffset().ShouldBe(its.Before.AddMinutes(10), Wire);
        asked.Body.EnumerateObject().Count().ShouldBe(3); // nobody's name or number
    }

    [Fact]
    public async Task It_may_grant_less_and_what_is_left_can_be_asked_for_later()
    {
        await using var its = await RoomAsync((_, wanted) => Granted(wanted.AddSeconds(-330)));

        (await its.Therapist.CallAsync("Extend", new { minutes = 15 })).GetProperty("endsAt").GetDateTimeOffset().ShouldBe(its.Before.AddSeconds(570), Wire); // 9:30
        (await its.Therapist.RefusalAsync("Extend", new { minutes = 6 })).ShouldBe("extend-refused"); // of 15 minutes ten are begun

        its.Asked.Count.ShouldBe(1); // what the policy forbids is not asked
    }

    public static TheoryData<int, string> NoGrants => new()
    {
        { 409, """{"reason":"Room 4 is booked at 11:00."}""" },
        { 409, "" },
        { 409, "no JSON" },
        { 200, "" },
        { 200, "{}" },
        { 200, """{"endsAt":"soon"}""" },
        { 200, """{"endsAt":"2000-01-01T00:00:00Z"}""" },
        { 200, """{"endsAt":"2100-01-01T00:00:00Z"}""" },
        { 200, new string(' ', 5000) + """{"endsAt":"2000-01-01T00:00:00Z"}""" },
        { 302, "" },
        { 500, "" },
    };

    [Theory]
    [MemberData(nameof(NoGrants))]
    public async Task Whatever_else_it_answers_the_session_stays_as_it_is(int status, string body)
    {
        await using var its = await RoomAsync((_, _) => (status, body));

        (await its.Therapist.RefusalAsync("Extend", new { minutes = 5 })).ShouldBe("extend-refused");

        (await its.Host.Sessions.ViewAsync(its.Session)).EndsAt.ShouldBe(its.Before);
    }

    [Fact]
    public async Task When_it_is_away_the_host_hears_so_and_can_press_again()
    {
        await using var its = await RoomAsync((_, wanted) => Granted(wanted));
        await its.Receiver.DownAsync();
        (await its.Therapist.RefusalAsync("Extend", new { minutes = 5 })).ShouldBe("extend-refused");
        await its.Receiver.UpAsync();

        (await its.Therapist.CallAsync("Extend", new { minutes = 5 })).GetProperty("endsAt").GetDateTimeOffset().ShouldBe(its.Before.AddMinutes(5), Wire);
    }

    [Fact]
    public async Task Others_in_the_session_go_on_while_it_takes_its_time()
    {
        await using var its = await RoomAsync((_, wanted) => Granted(wanted));
        var (arrived, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var answer = its.Receiver.Answer;
        its.Receiver.Answer = async (hook, context) =>
        {
            arrived.TrySetResult();
            await goOn.Task;
            await answer(hook, context);
        };
        var extending = its.Therapist.CallAsync("Extend", new { minutes = 5 });
        await arrived.Task;

        await its.Client.CallAsync("SendChat", new { text = "Meanwhile" });
        await its.Therapist.EventAsync("chat");
        goOn.SetResult();

        (await extending).GetProperty("endsAt").GetDateTimeOffset().ShouldBe(its.Before.AddMinutes(5), Wire);
    }

    [Fact]
    public async Task What_it_has_given_is_kept_though_the_host_came_back_by_another_connection_meanwhile()
    {
        await using var its = await RoomAsync((_, wanted) => Granted(wanted));
        var (arrived, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var answer = its.Receiver.Answer;
        its.Receiver.Answer = async (hook, context) =>
        {
            arrived.TrySetResult();
            await goOn.Task;
            await answer(hook, context);
        };
        var extending = its.Therapist.CallAsync("Extend", new { minutes = 5 });
        await arrived.Task;
        await using var again = await its.Host.ConnectAsync();
        await again.ReturnAsync(its.Therapist.Resume);

        goOn.SetResult();

        await again.EventAsync("clock", clock => clock.GetProperty("endsAt").GetDateTimeOffset() > its.Before.AddMinutes(4));
        try
        {
            await extending;
        }
        catch (Exception lost) when (lost is not Shouldly.ShouldAssertException)
        {
            // Its connection may have ended before the answer came.
        }

        (await its.Host.Sessions.ViewAsync(its.Session)).EndsAt.ShouldBe(its.Before.AddMinutes(5), Wire);
    }

    [Fact]
    public async Task Nobody_in_the_session_is_told_the_address()
    {
        await using var its = await RoomAsync((_, wanted) => Granted(wanted));

        its.Therapist.Reply.GetRawText().ShouldNotContain("may-it-grow");
        its.Client.Reply.GetRawText().ShouldNotContain("may-it-grow");
        await its.Therapist.CallAsync("Extend", new { minutes = 5 });
        string.Join('\n', its.Host.Logs.Lines).ShouldNotContain("may-it-grow");
    }

    [Theory]
    [InlineData("{0}/may-it-grow", true)]
    [InlineData("{0}/may-it-grow?practice=7", true)]
    [InlineData("http://127.0.0.1:1/may-it-grow", false)]
    [InlineData("http://169.254.169.254/latest", false)]
    [InlineData("http://somebody@127.0.0.1/may-it-grow", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("/may-it-grow", false)]
    [InlineData("", false)]
    public async Task An_address_must_be_of_a_receivers_origin(string address, bool isTaken)
    {
        await using var receiver = await HookReceiver.StartAsync();
        await using var host = await SignalingHost.StartAsync(change: receiver.Told("session.ended"));
        var url = string.Format(CultureInfo.InvariantCulture, address, new Uri(receiver.Url).GetLeftPart(UriPartial.Authority));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/sessions")
        {
            Content = new StringContent($$$"""{"startsAt":"2030-01-01T10:00:00Z","endsAt":"2030-01-01T10:50:00Z","policy":{"extendUrl":"{{{url}}}"}}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", SignalingHost.ApiKey);

        using var answer = await host.Api.SendAsync(request);

        answer.StatusCode.ShouldBe(isTaken ? HttpStatusCode.Created : HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(isTaken ? url : "policy.extendUrl");
    }

    [Fact]
    public void The_reason_of_a_refusal_is_one_line_or_none()
    {
        ExtensionCalls.Read(HttpStatusCode.Conflict, """{"reason":"Room 4 is booked."}"""u8.ToArray()).Reason.ShouldBe("Room 4 is booked.");
        ExtensionCalls.Read(HttpStatusCode.Conflict, """{"reason":"two\nlines"}"""u8.ToArray()).Reason.ShouldBeNull();
        ExtensionCalls.Read(HttpStatusCode.Conflict, Encoding.UTF8.GetBytes($$"""{"reason":"{{new string('x', 5000)}}"}""")).Reason.ShouldBeNull();
    }

    private static (int, string) Granted(DateTimeOffset end) => (200, $$"""{"endsAt":"{{end:O}}"}""");

    /// <summary>A session whose booking system answers as a test says, with both in it.</summary>
    private static async Task<Room> RoomAsync(Func<Hook, DateTimeOffset, (int Status, string Body)> answer)
    {
        var receiver = await HookReceiver.StartAsync();
        receiver.Answer = async (hook, context) =>
        {
            if (hook.Path != "/may-it-grow") return;
            var (status, body) = answer(hook, hook.Body.GetProperty("endsAt").GetDateTimeOffset());
            context.Response.StatusCode = status;
            if (status == 302) context.Response.Headers.Location = "/elsewhere";
            await context.Response.WriteAsync(body);
        };
        var host = await SignalingHost.StartAsync(change: receiver.Told("session.ended"));
        var session = await host.CreateSessionAsync(new SessionPolicy { WaitingRoom = false, ExtendUrl = new Uri(receiver.Url).GetLeftPart(UriPartial.Authority) + "/may-it-grow" });
        var therapist = await host.EnterAsync(session, "therapist", ParticipantRole.Host);
        var client = await host.EnterAsync(session, "client", ParticipantRole.Guest);
        return new Room(receiver, host, session, therapist, client, (await host.Sessions.ViewAsync(session)).EndsAt);
    }

    private sealed record Room(HookReceiver Receiver, SignalingHost Host, string Session, TestClient Therapist, TestClient Client, DateTimeOffset Before) : IAsyncDisposable
    {
        public IReadOnlyList<Hook> Asked => [.. Receiver.Came.Where(hook => hook.Path == "/may-it-grow")];

        public async ValueTask DisposeAsync()
        {
            await Therapist.DisposeAsync();
            await Client.DisposeAsync();
            await Host.DisposeAsync();
            await Receiver.DisposeAsync();
        }
    }
}

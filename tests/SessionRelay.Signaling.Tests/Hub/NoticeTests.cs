using System.Text;
using System.Text.Json;
using SessionRelay.Signaling.Api;
using SessionRelay.Signaling.Tests.Hosts;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Signaling.Tests.Hub;

/// <summary>What is to be known before somebody is let in comes to those who may admit, while they wait, and to nobody and nothing else.</summary>
public sealed class NoticeTests(SharedHost shared)
{
    private const string Words = "Says they are in Zembla-7, where you hold no licence.";
    private const string Mark = "Zembla-7";
    private readonly SignalingHost host = shared.Host;

    [Fact]
    public async Task Who_may_admit_sees_it_while_the_person_waits()
    {
        var session = await host.CreateSessionAsync();
        await using var therapist = await host.EnterAsync(session, "therapist", ParticipantRole.Host);
        await using var client = await EnterAsync(session, "client", Words);

        await therapist.EventAsync("participants", list => NoticeOf(list, "client") == Words);
        therapist.Forget();
        await therapist.CallAsync("Admit", new { participantId = "client" });

        await therapist.EventAsync("participants", list => StateOf(list, "client") != "waiting" && NoticeOf(list, "client") is null);
    }

    [Fact]
    public async Task Whoever_comes_later_and_may_admit_is_told_at_once()
    {
        var session = await host.CreateSessionAsync();
        await using var client = await EnterAsync(session, "client", Words);
        await using var therapist = await host.EnterAsync(session, "therapist", ParticipantRole.Host);

        NoticeOf(therapist.Reply.GetProperty("participants"), "client").ShouldBe(Words);
    }

    [Fact]
    public async Task Neither_the_person_nor_who_may_not_admit_is_told()
    {
        var session = await host.CreateSessionAsync();
        await using var therapist = await host.EnterAsync(session, "therapist", ParticipantRole.Host);
        await using var partner = await host.EnterAsync(session, "partner", ParticipantRole.Guest);
        await therapist.CallAsync("Admit", new { participantId = "partner" });
        await partner.EventAsync("admitted");
        await using var client = await EnterAsync(session, "client", Words);
        await therapist.EventAsync("participants", list => NoticeOf(list, "client") == Words);
        await therapist.CallAsync("Admit", new { participantId = "client" });
        await client.EventAsync("admitted");
        await partner.EventAsync("participants", list => StateOf(list, "client") is not null);

        foreach (var person in new[] { partner, client })
        {
            person.Reply.GetRawText().ShouldNotContain(Mark);
            person.Received.ShouldAllBe(heard => !heard.Payload.GetRawText().Contains(Mark));
        }
    }

    [Fact]
    public async Task A_ticket_that_is_minted_anew_says_it_anew()
    {
        var session = await host.CreateSessionAsync();
        await using var therapist = await host.EnterAsync(session, "therapist", ParticipantRole.Host);
        await using var client = await EnterAsync(session, "client", Words);
        await therapist.EventAsync("participants", list => NoticeOf(list, "client") == Words);

        await MintAsync(session, "client", "Says they are elsewhere.");
        await therapist.EventAsync("participants", list => NoticeOf(list, "client") == "Says they are elsewhere.");
        therapist.Forget();
        await MintAsync(session, "client", null);

        await therapist.EventAsync("participants", list => StateOf(list, "client") == "waiting" && NoticeOf(list, "client") is null);
    }

    [Fact]
    public async Task It_is_in_no_ticket_log_answer_or_file()
    {
        await using var own = await SignalingHost.StartAsync();
        var session = await own.CreateSessionAsync();
        await using var therapist = await own.EnterAsync(session, "therapist", ParticipantRole.Host);
        using var minted = await own.Api.PostAsync($"/api/v1/sessions/{session}/tickets", new StringContent($$"""{"participantId":"client","name":"Client","role":"guest","notice":"{{Words}}"}""", Encoding.UTF8, "application/json"));
        var answer = await minted.Content.ReadAsStringAsync();
        minted.StatusCode.ShouldBe(System.Net.HttpStatusCode.Created, answer);
        var ticket = JsonDocument.Parse(answer).RootElement.GetProperty("ticket").GetString()!;
        await using var client = await own.ConnectAsync();
        await client.EnterAsync(ticket);
        await therapist.EventAsync("participants", list => NoticeOf(list, "client") == Words);

        answer.ShouldNotContain(Mark);
        Encoding.UTF8.GetString(Microsoft.IdentityModel.Tokens.Base64UrlEncoder.DecodeBytes(ticket.Split('.')[1])).ShouldNotContain(Mark);
        (await own.Api.GetStringAsync($"/api/v1/sessions/{session}")).ShouldNotContain(Mark);
        own.Logs.Lines.ShouldAllBe(line => !line.Contains(Mark));
        var files = Directory.GetFiles(CrashImage.Of(own.DataPath), "*", SearchOption.AllDirectories);
        files.ShouldContain(file => file.EndsWith("sessions.db-wal", StringComparison.Ordinal));
        foreach (var file in files) (await File.ReadAllBytesAsync(file)).AsSpan().IndexOf(Encoding.UTF8.GetBytes(Mark)).ShouldBe(-1, file);
    }

    private static JsonElement? Find(JsonElement list, string participantId)
    {
        foreach (var person in list.EnumerateArray())
        {
            if (person.GetProperty("id").GetString() == participantId) return person;
        }

        return null;
    }

    private static string? NoticeOf(JsonElement list, string participantId) =>
        Find(list, participantId) is { } person && person.TryGetProperty("notice", out var notice) ? notice.GetString() : null;

    private static string? StateOf(JsonElement list, string participantId) => Find(list, participantId)?.GetProperty("state").GetString();

    private async Task<string> MintAsync(string session, string participantId, string? notice) =>
        (await host.Sessions.MintAsync(session, new TicketRequest(participantId, $"Name of {participantId}", ParticipantRole.Guest, Notice: notice))).Ticket;

    private async Task<TestClient> EnterAsync(string session, string participantId, string notice)
    {
        var client = await host.ConnectAsync();
        await client.EnterAsync(await MintAsync(session, participantId, notice));
        return client;
    }
}

using SessionRelay.Signaling.Sessions;
using SessionRelay.Signaling.Tests.Hosts;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Signaling.Tests.Hub;

/// <summary>Without a phone line the host gets the number that the person gave, and nobody else does.</summary>
public sealed class CallPhoneTests(SharedHost shared)
{
    private const string Digits = "15035550142"; // JSON may write the plus as an escape
    private const string Backup = "+" + Digits;
    private readonly SignalingHost host = shared.Host;

    [Fact]
    public async Task A_host_is_told_the_number_of_somebody_who_was_let_in_also_after_they_have_gone()
    {
        var session = await host.CreateSessionAsync();
        await using var therapist = await host.EnterAsync(session, "therapist", ParticipantRole.Host);
        var client = await host.EnterAsync(session, "client", ParticipantRole.Guest, callback: Backup);
        (await therapist.RefusalAsync("CallPhone", new { participantId = "client" })).ShouldBe("bad-request", "somebody in the waiting room is there: admit them first");
        await therapist.CallAsync("Admit", new { participantId = "client" });
        (await NumberAsync(therapist, "client")).ShouldBe(Backup);
        (await therapist.CallAsync("CallPhone", new { participantId = "client" })).GetProperty("written").GetString().ShouldBe("+1 503-555-0142");
        await client.DisposeAsync();
        (await NumberAsync(therapist, "client")).ShouldBe(Backup);
    }

    [Fact]
    public async Task Nobody_s_number_stands_in_what_the_others_are_told()
    {
        var session = await host.CreateSessionAsync(new SessionPolicy { WaitingRoom = false });
        await using var therapist = await host.EnterAsync(session, "therapist", ParticipantRole.Host);
        await using var client = await host.EnterAsync(session, "client", ParticipantRole.Guest, callback: Backup);
        await therapist.SeesAsync("client", "connecting");
        therapist.Received.Concat(client.Received).ShouldAllBe(heard => !heard.Payload.GetRawText().Contains(Digits));
    }

    [Theory]
    [InlineData("nobody", "bad-request")]
    [InlineData("therapist", "bad-request")]
    [InlineData("without", "no-number")]
    [InlineData("removed", "bad-request")]
    public async Task A_number_that_there_is_not_is_refused(string participantId, string code)
    {
        var session = await host.CreateSessionAsync(new SessionPolicy { WaitingRoom = false });
        await using var therapist = await host.EnterAsync(session, "therapist", ParticipantRole.Host, callback: Backup);
        await using var without = await host.EnterAsync(session, "without", ParticipantRole.Guest);
        await using var removed = await host.EnterAsync(session, "removed", ParticipantRole.Guest, callback: Backup);
        await therapist.CallAsync("Remove", new { participantId = "removed" });
        (await therapist.RefusalAsync("CallPhone", new { participantId })).ShouldBe(code);
    }

    [Fact]
    public async Task A_session_without_the_phone_tells_no_number()
    {
        var session = await host.CreateSessionAsync(new SessionPolicy { WaitingRoom = false, Phone = PhonePolicy.Off });
        await using var therapist = await host.EnterAsync(session, "therapist", ParticipantRole.Host);
        await using var client = await host.EnterAsync(session, "client", ParticipantRole.Guest, callback: Backup);
        (await therapist.RefusalAsync("CallPhone", new { participantId = "client" })).ShouldBe("phone-off");
    }

    private static async Task<string?> NumberAsync(TestClient by, string participantId) =>
        (await by.CallAsync("CallPhone", new { participantId })).GetProperty("number").GetString();
}

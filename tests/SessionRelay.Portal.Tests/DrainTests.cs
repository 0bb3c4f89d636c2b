using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using SessionRelay.Signaling.Tests.Hosts;

namespace SessionRelay.Portal.Tests;

/// <summary>SIGTERM to the real program, with real people on its hub: nobody is cut off before <c>Node:DrainSeconds</c>, and nobody new begins.</summary>
public sealed class DrainTests
{
    /// <summary>Longer than any test waits: what ends before it did not wait for it.</summary>
    private const string Long = "--Node:DrainSeconds=3600";

    [Fact]
    public async Task Without_anybody_connected_SIGTERM_ends_it_at_once()
    {
        await using var node = await Node.StartAsync(Long);

        node.Process.Terminate();

        (await node.Process.ExitCodeAsync()).ShouldBe(0);
        node.Process.Errors.ShouldBeEmpty();
        node.Process.Output.ShouldContain("Draining is done");
    }

    [Fact]
    public async Task A_session_that_runs_goes_on_and_nobody_begins_another_one()
    {
        await using var node = await Node.StartAsync(Long);
        await using var therapist = await node.EnterAsync(node.Host);
        var elsewhere = await node.SessionAsync();

        node.Process.Terminate();
        await node.Process.LineAsync(line => line.Contains("Draining: nobody new comes in"));

        // Its people may come, and come back.
        await using var client = await node.EnterAsync(node.Guest);
        client.State.ShouldBe("waiting");
        await therapist.CallAsync("Admit", new { participantId = "demo-guest" });
        await client.EventAsync("admitted");
        await using var back = await TestClient.ConnectAsync(node.Url);
        await back.ReturnAsync(client.Resume);
        back.State.ShouldBe("admitted");

        // Nobody else may, and the operator sees why.
        await using var late = await TestClient.ConnectAsync(node.Url);
        (await late.RefusalAsync("Enter", new { ticket = elsewhere.Ticket, attempt = late.Attempt })).ShouldBe("draining");
        using var ready = await node.Http.GetAsync("/readyz");
        ready.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await ready.Content.ReadAsStringAsync()).ShouldBe("node: draining\n");
        var metrics = (await node.Http.GetStringAsync("/metrics")).Split('\n');
        metrics.ShouldContain("sessionrelay_draining 1");
        metrics.ShouldContain("sessionrelay_tickets_total{result=\"draining\"} 1");

        // Pages go on, and what others book for later is kept.
        (await node.Http.GetAsync("/")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await node.Http.GetAsync("/healthz")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await node.SessionAsync()).Id.ShouldNotBe(elsewhere.Id);

        await therapist.CallAsync("End", new { });
        (await node.Process.ExitCodeAsync()).ShouldBe(0);
        node.Process.Errors.ShouldBeEmpty();
        Worse(node.Process.Output).ShouldBeEmpty("a drain is no error, and neither is telling a probe of it");
    }

    [Fact]
    public async Task Who_went_away_without_a_word_is_not_waited_for()
    {
        await using var node = await Node.StartAsync(Long);
        var therapist = await node.EnterAsync(node.Host);
        node.Process.Terminate();
        await node.Process.LineAsync(line => line.Contains("Draining: nobody new comes in"));

        await therapist.DisposeAsync();

        (await node.Process.ExitCodeAsync()).ShouldBe(0);
        node.Process.Output.ShouldContain("Draining is done");
    }

    [Fact]
    public async Task A_session_that_goes_on_is_cut_off_when_the_time_is_over()
    {
        await using var node = await Node.StartAsync("--Node:DrainSeconds=1");
        await using var therapist = await node.EnterAsync(node.Host);

        node.Process.Terminate();

        (await node.Process.ExitCodeAsync()).ShouldBe(0);
        node.Process.Output.ShouldContain("Draining is over by Node:DrainSeconds");
        await therapist.EndedAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_second_SIGTERM_or_SIGINT_ends_it_at_once(bool terminates)
    {
        await using var node = await Node.StartAsync(Long);
        await using var therapist = await node.EnterAsync(node.Host);
        node.Process.Terminate();
        await node.Process.LineAsync(line => line.Contains("Draining: nobody new comes in"));

        if (terminates) node.Process.Terminate();
        else node.Process.PressCtrlC();

        (await node.Process.ExitCodeAsync()).ShouldBe(0);
        node.Process.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task SIGINT_alone_waits_for_nobody()
    {
        await using var node = await Node.StartAsync(Long);
        await using var therapist = await node.EnterAsync(node.Host);

        node.Process.PressCtrlC();

        (await node.Process.ExitCodeAsync()).ShouldBe(0);
        node.Process.Output.ShouldNotContain("Draining");
    }

    /// <summary>Lines of the log above Information: those carry their level.</summary>
    private static List<string> Worse(string output) =>
        [.. output.Split('\n').Where(line => line.Contains("\"@l\":\"Warning\"") || line.Contains("\"@l\":\"Error\"") || line.Contains("\"@l\":\"Fatal\""))];

    /// <summary>The demo: a node with a session and a ticket for each of two people.</summary>
    private sealed class Node : IAsyncDisposable
    {
        private Node(PortalProcess process, string host, string guest, string key)
        {
            (Process, Host, Guest) = (process, TicketOf(host), TicketOf(guest));
            Url = new Uri(host).GetLeftPart(UriPartial.Authority);
            Http = new HttpClient { BaseAddress = new Uri(Url) };
            Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        public PortalProcess Process { get; }

        public string Url { get; }

        public string Host { get; }

        public string Guest { get; }

        public HttpClient Http { get; }

        public static async Task<Node> StartAsync(string setting)
        {
            var process = PortalProcess.Start("--demo", "--urls=http://127.0.0.1:0", "--Relay:UdpPort=0", setting);
            return new Node(process, await ValueAsync("host: "), await ValueAsync("guest: "), await ValueAsync("api-key: "));

            async Task<string> ValueAsync(string name) => (await process.LineAsync(line => line.StartsWith(name)))[name.Length..];
        }

        public async Task<TestClient> EnterAsync(string ticket)
        {
            var client = await TestClient.ConnectAsync(Url);
            await client.EnterAsync(ticket);
            return client;
        }

        /// <summary>Another session that is open now, by the HTTP API, and its host's ticket.</summary>
        public async Task<(string Id, string Ticket)> SessionAsync()
        {
            var now = TimeProvider.System.GetUtcNow();
            var id = await TextAsync(await Http.PostAsJsonAsync("/api/v1/sessions", new { startsAt = now.AddMinutes(-1), endsAt = now.AddMinutes(50) }), "id");
            return (id, await TextAsync(await Http.PostAsJsonAsync($"/api/v1/sessions/{id}/tickets", new { participantId = "other", name = "Other", role = "host" }), "ticket"));
        }

        public async ValueTask DisposeAsync()
        {
            Http.Dispose();
            await Process.DisposeAsync();
        }

        private static async Task<string> TextAsync(HttpResponseMessage answer, string field)
        {
            using (answer)
            {
                answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
                return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty(field).GetString()!;
            }
        }

        private static string TicketOf(string link) => link[(link.IndexOf("#ticket=", StringComparison.Ordinal) + "#ticket=".Length)..];
    }
}

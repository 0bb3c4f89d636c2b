using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SessionRelay.Portal.Tests;

/// <summary>What an operator and a browser get from a running node. One process for all of it.</summary>
public sealed partial class RunningNodeTests(RunningNodeTests.Node node) : IClassFixture<RunningNodeTests.Node>
{
    private static readonly Dictionary<string, string[]> MetricsAndLabels = new()
    {
        ["sessionrelay_rtp_packets_total"] = ["direction", "kind"],
        ["sessionrelay_rtp_bytes_total"] = ["direction", "kind"],
        ["sessionrelay_rtp_lost_total"] = ["direction"],
        ["sessionrelay_audio_recovered_total"] = [],
        ["sessionrelay_nack_total"] = ["result"],
        ["sessionrelay_keyframe_requests_total"] = [],
        ["sessionrelay_dropped_packets_total"] = ["reason"],
        ["sessionrelay_dtls_handshake_seconds_count"] = [],
        ["sessionrelay_shard_busy_ratio"] = ["shard"],
        ["sessionrelay_udp_receive_drops_total"] = [],
        ["sessionrelay_gc_pause_seconds_count"] = [],
        ["sessionrelay_sessions"] = [],
        ["sessionrelay_participants"] = ["state"],
        ["sessionrelay_join_seconds_count"] = [],
        ["sessionrelay_lost_seconds_total"] = [],
        ["sessionrelay_tickets_total"] = ["result"],
        ["sessionrelay_phone_calls_total"] = ["result"],
        ["process_cpu_seconds_total"] = [],
        ["process_working_set_bytes"] = [],
        ["process_private_memory_bytes"] = [],
        ["process_virtual_memory_bytes"] = [],
        ["process_start_time_seconds"] = [],
        ["process_num_threads"] = [],
        ["process_open_handles"] = [],
        ["dotnet_total_memory_bytes"] = [],
        ["dotnet_collection_count_total"] = ["generation"],
    };

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    public async Task Health_and_readiness_answer(string path) =>
        (await node.Http.GetStringAsync(path)).ShouldBe("ok\n");

    [Fact]
    public async Task Metrics_have_the_names_and_labels_of_the_protocol()
    {
        var lines = (await node.Http.GetStringAsync("/metrics")).Split('\n');

        foreach (var (name, labels) in MetricsAndLabels)
        {
            var line = lines.FirstOrDefault(line => line.StartsWith(name + "{") || line.StartsWith(name + " "));
            line.ShouldNotBeNull($"{name} is missing");
            LabelName().Matches(line).Select(label => label.Groups[1].Value).ShouldBe(labels, name);
        }

        foreach (var reason in new[] { "unknown-address", "stun-bad-integrity", "srtp-auth", "srtp-replay", "malformed", "no-slot", "over-limit" })
            lines.ShouldContain(line => line.StartsWith($"sessionrelay_dropped_packets_total{{reason=\"{reason}\"}}"));
    }

    [Fact]
    public async Task What_the_process_takes_is_what_the_kernel_says_of_it()
    {
        const double Between = 20; // threads and files that come and go between one look and the other
        const double Megabyte = 1 << 20;
        var of = $"/proc/{node.Portal.Id}";

        var lines = (await node.Http.GetStringAsync("/metrics")).Split('\n');
        double Told(string name) => double.Parse(lines.Single(line => line.StartsWith(name + " "))[(name.Length + 1)..], CultureInfo.InvariantCulture);

        var resident = double.Parse(File.ReadLines($"{of}/status").Single(line => line.StartsWith("VmRSS:")).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) / 1024;
        Told("process_num_threads").ShouldBe(Directory.GetDirectories($"{of}/task").Length, Between);
        Told("process_open_handles").ShouldBe(Directory.GetFiles($"{of}/fdinfo").Length, Between);
        (Told("process_working_set_bytes") / Megabyte).ShouldBe(resident, resident * 0.3);
        Told("process_virtual_memory_bytes").ShouldBeGreaterThan(Told("process_working_set_bytes"));
        Told("process_private_memory_bytes").ShouldBeGreaterThan(Megabyte);
        Told("process_cpu_seconds_total").ShouldBeInRange(0.1, 3600);
        Told("process_start_time_seconds").ShouldBe(new DateTimeOffset(Process.GetProcessById(node.Portal.Id).StartTime).ToUnixTimeSeconds(), 5);
        Told("dotnet_total_memory_bytes").ShouldBeGreaterThan(Megabyte);
    }

    [Fact]
    public void No_folder_is_watched_for_changes_that_nobody_acts_on()
    {
        var watched = Directory.GetFiles($"/proc/{node.Portal.Id}/fdinfo").Where(File.Exists).SelectMany(file => File.ReadLines(file).Where(line => line.StartsWith("inotify wd:")));

        watched.ShouldBeEmpty();
    }

    [Fact]
    public async Task Media_goes_before_all_other_threads()
    {
        // The first request may be answered a moment before the others step back.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            var threads = Threads();
            var media = threads.Where(thread => thread.Name.StartsWith("relay-", StringComparison.Ordinal)).ToArray();
            if (media.Length > 0 && media.Max(thread => thread.Nice) < threads.Except(media).Min(thread => thread.Nice))
                return;
            patience.IsCancellationRequested.ShouldBeFalse(string.Join(", ", threads));
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private (string Name, int Nice)[] Threads()
    {
        const int NiceField = 16; // of /proc/PID/task/TID/stat after the name in brackets, proc(5): the 19th in all
        return [.. Directory.GetDirectories($"/proc/{node.Portal.Id}/task").Select(task => (
            File.ReadAllText(Path.Combine(task, "comm")).Trim(),
            int.Parse(File.ReadAllText(Path.Combine(task, "stat")).Split(") ")[^1].Split(' ')[NiceField])))];
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/room")]
    [InlineData("/nowhere")]
    public async Task Pages_may_do_only_what_the_room_needs(string path)
    {
        using var answer = await node.Http.GetAsync(path);

        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldContain("default-src 'self'");
        policy.ShouldNotContain("unsafe");
        policy.ShouldNotContain("*");
        var permissions = answer.Headers.GetValues("Permissions-Policy").Single();
        foreach (var feature in new[] { "camera", "microphone", "display-capture" }) permissions.ShouldContain(feature + "=self");
        answer.Headers.GetValues("Referrer-Policy").ShouldHaveSingleItem().ShouldBe("no-referrer");
        answer.Headers.GetValues("X-Content-Type-Options").ShouldHaveSingleItem().ShouldBe("nosniff");
        answer.Headers.Contains("Server").ShouldBeFalse();
    }

    [Fact]
    public async Task The_room_page_and_what_it_loads_are_there()
    {
        var page = await node.Http.GetStringAsync("/room");

        page.ShouldContain("<!doctype html", Case.Insensitive);
        var loaded = LocalLink().Matches(page).Select(link => link.Groups[1].Value).ToList();
        loaded.ShouldContain("/relay/room.js");
        foreach (var path in loaded)
        {
            using var answer = await node.Http.GetAsync(path);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
            using var again = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { IfNoneMatch = { answer.Headers.ETag! } } };
            (await node.Http.SendAsync(again)).StatusCode.ShouldBe(HttpStatusCode.NotModified, path);
        }
    }

    [Fact]
    public async Task The_front_page_and_its_style_are_there()
    {
        var page = await node.Http.GetStringAsync("/");
        page.ShouldContain("Private therapy by video");
        var files = LocalLink().Matches(page).Select(link => link.Groups[1].Value).Where(path => path.StartsWith("/portal/")).ToList();
        files.Count.ShouldBe(2);
        foreach (var path in files)
        {
            using var file = await node.Http.GetAsync(path);
            file.Content.Headers.ContentType!.MediaType.ShouldBe(path.EndsWith(".css") ? "text/css" : "text/javascript");
            file.Headers.CacheControl!.ToString().ShouldContain("immutable");
        }
    }

    [Fact]
    public async Task A_request_is_logged_without_its_address()
    {
        await node.Http.GetAsync("/room?ticket=query-secret");
        await node.Http.GetAsync("/path-secret/x?y=query-secret");
        using var post = new HttpRequestMessage(HttpMethod.Post, "/api/v1/sessions") { Content = new StringContent("{\"body-secret\":1}") };
        post.Headers.Add("Authorization", "Bearer header-secret");
        await node.Http.SendAsync(post);
        await node.Http.GetAsync("/after");

        var entry = await node.Portal.LineAsync(line => line.Contains("\"Route\":\"/room\""));

        using var json = JsonDocument.Parse(entry);
        json.RootElement.GetProperty("StatusCode").GetInt32().ShouldBeOneOf(200, 304);
        await node.Portal.LineAsync(line => line.Contains("/status/code"));
        node.Portal.Output.ShouldNotContain("-secret");
    }

    [Fact]
    public async Task A_refused_ticket_is_one_line_of_the_log_and_no_error()
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(node.Http.BaseAddress!) { Scheme = "ws", Path = "/relay/hub" }.Uri, default);
        await SayAsync(socket, """{"protocol":"json","version":1}""");
        await SayAsync(socket, """{"type":1,"invocationId":"1","target":"Enter","arguments":[{"ticket":"not-a-ticket","attempt":"0123456789abcdef"}]}""");

        await node.Portal.LineAsync(line => line.Contains("Enter refused") && line.Contains("ticket-invalid"));

        var answer = new byte[4096];
        var heard = "";
        while (!heard.Contains("\"invocationId\":\"1\"")) heard += Encoding.UTF8.GetString(answer, 0, (await socket.ReceiveAsync(answer.AsMemory(), default)).Count);
        heard.ShouldContain("HubException: ticket-invalid");
        await node.Http.GetAsync("/after-the-refusal");
        node.Portal.Output.Split('\n').Where(line => line.Contains("\"@l\":")).ShouldBeEmpty("nothing above information");
    }

    private static async Task SayAsync(ClientWebSocket socket, string message) =>
        await socket.SendAsync(Encoding.UTF8.GetBytes(message + "\u001e"), WebSocketMessageType.Text, endOfMessage: true, default);

    /// <summary>Nothing that an operator may chart is missing from their page, and the page names nothing that isn't there.</summary>
    [Fact]
    public async Task Every_metric_is_on_the_operators_page()
    {
        var told = MetricName().Matches(await node.Http.GetStringAsync("/metrics")).Select(name => name.Groups[1].Value).Append("sessionrelay_certificate_expiry_seconds"); // with a certificate only
        var written = WrittenMetric().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations.md"))).Select(name => name.Groups[1].Value);

        written.Distinct().Order().ShouldBe(told.Distinct().Order());
    }

    [Fact]
    public void The_log_is_compact_JSON_line_by_line()
    {
        foreach (var line in node.Portal.Output.Split('\n').Where(line => !line.StartsWith("Nobody owns") && !line.StartsWith("owner-setup: "))) // said to the person at the terminal
            JsonDocument.Parse(line).RootElement.TryGetProperty("@t", out _).ShouldBeTrue(line);
    }

    [GeneratedRegex("^# TYPE (sessionrelay_[a-z_]+) ", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MetricName();

    [GeneratedRegex("`(sessionrelay_[a-z_]+)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WrittenMetric();

    [GeneratedRegex("([a-z]+)=\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LabelName();

    [GeneratedRegex("(?:src|href)=\"(/[^\"#]+)\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LocalLink();

    public sealed class Node : IAsyncLifetime
    {
        private readonly TestFolder folder = new();

        internal PortalProcess Portal { get; private set; } = null!;

        internal HttpClient Http { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Portal = PortalProcess.Start("--urls=http://127.0.0.1:0", "--Relay:UdpPort=0", "--Data:Path=" + folder.Path);
            using var entry = JsonDocument.Parse(await Portal.ListeningAsync());
            Http = new HttpClient { BaseAddress = new Uri(entry.RootElement.GetProperty("Address").GetString()!) };
        }

        public async ValueTask DisposeAsync()
        {
            Http.Dispose();
            await Portal.DisposeAsync();
            folder.Dispose();
        }
    }
}

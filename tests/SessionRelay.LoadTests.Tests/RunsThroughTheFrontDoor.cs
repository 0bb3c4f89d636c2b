namespace SessionRelay.LoadTests.Tests;

/// <summary>Short runs against the real executable: what they do and leave behind, not how fast.</summary>
[Collection(Runs.Name)]
public sealed class RunsThroughTheFrontDoor(RunningNode node)
{
    [Fact]
    public async Task Sessions_everybody_joins_hears_and_sees_and_the_report_is_whole()
    {
        await using var run = LoadTestProcess.Start(
            node, "sessions", "--count", "2", "--people", "3", "--ramp", "500ms", "--warm-up", "1s", "--duration", "3s", "--fail-if", "failed>0, joined<6, loss>5%, damaged>0, stalled>0");

        (await run.ExitCodeAsync()).ShouldBe(0, run.Process.Errors + run.Process.Output);

        var report = await run.JsonAsync();
        report.Verdict().ShouldBe("passed");
        report.GetProperty("scenario").GetString().ShouldBe("sessions");
        foreach (var step in new[] { "ticket", "hub", "enter", "connect", "media path", "join", "first media" })
        {
            report.Step(step).Count("ok").ShouldBe(6, step);
            report.Step(step).Count("fail").ShouldBe(0, step);
        }

        report.Step("admit").Count("ok").ShouldBe(4, "the host lets the two others of each session in");
        var people = report.Group("people");
        // Six people hear and see two others each: 50 + 150 packets a second.
        people.Count("received").ShouldBeGreaterThan(6 * 2 * 3 * 100);
        people.Count("checkedPackets").ShouldBeGreaterThan(people.Count("received") / 2);
        people.GetProperty("latency").Value("p50").ShouldBeGreaterThan(0);
        report.GetProperty("samples").GetArrayLength().ShouldBeGreaterThan(2);
        report.GetProperty("node").Value("cpuPercent").ShouldBeGreaterThan(0);
        report.GetProperty("node").Value("peakMemoryMegabytes").ShouldBeGreaterThan(10);
        report.GetProperty("generator").Value("cpuPercent").ShouldBeGreaterThan(0);
        IsOnePage(run.Html);
        run.Process.Output.ShouldNotContain(node.Key);
        run.Html.ShouldNotContain(node.Key);
        (await node.OpenSessionsAsync()).ShouldBe(0, "the run ended what it began");
    }

    [Fact]
    public async Task Joins_a_storm_leaves_the_running_sessions_a_group_of_their_own()
    {
        await using var run = LoadTestProcess.Start(
            node, "joins", "--count", "4", "--within", "1s", "--running", "1", "--warm-up", "500ms", "--duration", "1s", "--fail-if", "failed>0,joined<8,running.loss>5%");

        (await run.ExitCodeAsync()).ShouldBe(0, run.Process.Errors + run.Process.Output);

        var report = await run.JsonAsync();
        report.Step("join").Count("ok").ShouldBe(8, "the storm's people, not those who ran before");
        report.Group("running").Count("received").ShouldBeGreaterThan(300);
        report.Group("people").Count("received").ShouldBeGreaterThan(300);
        report.GetProperty("samples").EnumerateArray().Select(sample => sample.GetProperty("step").GetString()).ShouldContain("storm");
    }

    [Fact]
    public async Task Reconnect_people_come_back_under_another_address_and_media_goes_on()
    {
        await using var run = LoadTestProcess.Start(
            node, "reconnect", "--count", "2", "--ramp", "500ms", "--warm-up", "1s", "--duration", "4s", "--every", "2s", "--outage", "500ms", "--share", "25%", "--fail-if", "failed>0,reconnect.failed>0,stalled>0,gap.max>10s");

        (await run.ExitCodeAsync()).ShouldBe(0, run.Process.Errors + run.Process.Output);

        var report = await run.JsonAsync();
        report.Step("reconnect").Count("ok").ShouldBe(2);
        var gaps = report.Group("people").GetProperty("gaps");
        gaps.Count("count").ShouldBeGreaterThanOrEqualTo(2, "who is away and who listens to them both miss something");
        gaps.Value("max").ShouldBeGreaterThan(450);
        report.Count("peopleIn").ShouldBe(4);
    }

    [Fact]
    public async Task A_broken_threshold_fails_the_run_and_the_report_names_it()
    {
        await using var run = LoadTestProcess.Start(
            node, "sessions", "--count", "1", "--ramp", "0s", "--warm-up", "0s", "--duration", "1s", "--audio-only", "--fail-if", "joined>1,loss>5%");

        (await run.ExitCodeAsync()).ShouldBe(1, run.Process.Errors + run.Process.Output);

        var report = await run.JsonAsync();
        report.Verdict().ShouldBe("failed");
        report.GetProperty("thresholds").EnumerateArray().Select(it => it.GetProperty("broken").GetBoolean()).ShouldBe([true, false]);
        run.Process.Output.ShouldContain("joined>1: BROKEN, 2");
    }

    [Fact]
    public async Task The_search_for_the_limit_names_the_step_that_broke()
    {
        await using var run = LoadTestProcess.Start(
            node, "sessions", "--count", "1", "--ramp", "0s", "--audio-only", "--find-limit", "--limit-step", "1", "--limit-max", "4", "--limit-time", "500ms", "--limit-settle", "100ms",
            "--fail-if", "people>5");

        var code = await run.ExitCodeAsync();

        var limit = (await run.JsonAsync()).GetProperty("limit");
        // A machine that stalls for a moment makes the generator the bottleneck: then the search says so and gives no limit.
        if (code == 4)
        {
            limit.GetProperty("finding").GetString()!.ShouldContain("the load generator was the bottleneck");
            return;
        }

        code.ShouldBe(0, run.Process.Errors + run.Process.Output);
        limit.GetProperty("finding").GetString()!.ShouldStartWith("The limit lies below 3 sessions: people>5: BROKEN, 6; 2 sessions held");
        limit.GetProperty("steps").EnumerateArray().Select(step => step.Count("size")).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task Ctrl_C_ends_all_sessions_and_the_report_tells_what_was()
    {
        await using var run = LoadTestProcess.Start(node, "sessions", "--count", "2", "--ramp", "0s", "--warm-up", "0s", "--duration", "10m", "--audio-only");
        await run.Process.LineAsync(line => line.Contains("step=measure"));

        run.Process.PressCtrlC();

        (await run.ExitCodeAsync()).ShouldBe(130, run.Process.Errors + run.Process.Output);
        var report = await run.JsonAsync();
        report.Verdict().ShouldBe("interrupted");
        report.Step("join").Count("ok").ShouldBe(4);
        run.Html.ShouldContain("Ctrl+C ended the run");
        (await node.OpenSessionsAsync()).ShouldBe(0, "the run ended what it began");
    }

    [Fact]
    public async Task A_session_that_admits_fewer_people_is_told_plainly()
    {
        await using var run = LoadTestProcess.Start(
            node, "sessions", "--count", "1", "--people", "4", "--max-people", "2", "--ramp", "0s", "--warm-up", "0s", "--duration", "500ms", "--audio-only", "--fail-if", "failed>0");

        (await run.ExitCodeAsync()).ShouldBe(1);

        (await run.JsonAsync()).Step("join").GetProperty("statusCodes").Count("session-full").ShouldBe(2);
        run.Process.Output.ShouldContain("2 joins failed with session-full: the session admits fewer people than were asked for");
    }

    private static void IsOnePage(string html)
    {
        html.ShouldStartWith("<!doctype html>");
        html.ShouldContain("<svg");
        html.ShouldContain("p99.9");
        html.ShouldEndWith("</html>\n");
        foreach (var outside in new[] { "<script", "<link", "src=", "href=", "url(", "@import" })
            html.ShouldNotContain(outside, customMessage: "the page needs nothing but itself");
    }
}

using System.Runtime.Versioning;
using SessionRelay.LoadTests.Portal;
using SessionRelay.Portal.Tests;

namespace SessionRelay.LoadTests.Tests;

/// <summary>A small practice for load tests, filled and served by the real executable.</summary>
public sealed class FilledPractice : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private PortalProcess? _node;

    public string Url { get; private set; } = "";

    public string Data => _folder.Path;

    public string Links => Path.Combine(_folder.Path, "load-links");

    public async ValueTask InitializeAsync()
    {
        await using (var fill = PortalProcess.Start("fill", "--therapists", "12", "--clients", "60", "--months", "2", $"--Data:Path={Data}"))
            (await fill.ExitCodeAsync()).ShouldBe(0, fill.Errors);
        Url = $"http://127.0.0.1:{PortalProcess.FreePort()}";
        _node = PortalProcess.Start($"--urls={Url}", $"--Data:Path={Data}", "--Relay:UdpPort=0");
        await _node.ListeningAsync();
    }

    /// <summary>Whether the audit trail is whole; the node is stopped for it.</summary>
    public async Task<int> StopAndVerifyAsync()
    {
        _node!.PressCtrlC();
        await _node.ExitCodeAsync();
        await using var verify = PortalProcess.Start("audit", "verify", $"--Data:Path={Data}");
        return await verify.ExitCodeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_node is not null)
            await _node.DisposeAsync();
        _folder.Dispose();
    }
}

/// <summary>Short runs against a small practice: what they do and leave behind, not how fast.</summary>
[Collection(Runs.Name)]
public sealed class PortalPeopleBook(FilledPractice practice) : IClassFixture<FilledPractice>
{
    [Fact]
    public async Task Everybody_signs_in_searches_and_books_and_the_report_is_whole()
    {
        await using var run = LoadTestProcess.StartWithReport(
            "portal", "--target", practice.Url, "--links", practice.Links, "--count", "6", "--think", "50ms", "--ramp", "500ms", "--warm-up", "0s", "--duration", "20s",
            "--fail-if", "errors>0, booked<2, people<6, search.p95>30s, booking.p95>30s");

        (await run.ExitCodeAsync()).ShouldBe(0, run.Process.Errors + run.Process.Output);

        var report = await run.JsonAsync();
        report.Verdict().ShouldBe("passed");
        report.GetProperty("scenario").GetString().ShouldBe("portal");
        report.Count("peopleIn").ShouldBe(6);
        report.Count("errors").ShouldBe(0);
        report.Count("booked").ShouldBeGreaterThanOrEqualTo(2);
        foreach (var step in report.GetProperty("steps").EnumerateArray())
            step.Count("fail").ShouldBe(0, step.GetProperty("name").GetString());
        report.Step("search").Count("ok").ShouldBeGreaterThanOrEqualTo(2);
        report.Step("booking").GetProperty("times").Value("p95").ShouldBeGreaterThan(0);
        report.GetProperty("samples").GetArrayLength().ShouldBeGreaterThan(2);
        report.GetProperty("node").Value("cpuPercent").ShouldBeGreaterThan(0);
        run.Html.ShouldStartWith("<!doctype html>");
        run.Html.ShouldContain("<svg");
        run.Html.ShouldEndWith("</html>\n");
        foreach (var outside in new[] { "<script", "<link", "src=", "href=", "url(", "@import" })
            run.Html.ShouldNotContain(outside, customMessage: "the page needs nothing but itself");
        foreach (var link in await File.ReadAllLinesAsync(practice.Links))
            (run.Html + run.Process.Output + run.Process.Errors).ShouldNotContain(link.Split('=')[1], customMessage: "a sign-in link is its owner's alone");
        (await practice.StopAndVerifyAsync()).ShouldBe(0, "what was read and booked at the same time stands in the trail");
    }

    [Fact]
    [SupportedOSPlatform("linux")]
    public async Task A_practice_that_has_people_is_not_filled()
    {
        using var folder = new TestFolder();
        await using (var fill = PortalProcess.Start("fill", "--therapists", "12", "--clients", "12", "--months", "1", $"--Data:Path={folder.Path}"))
            (await fill.ExitCodeAsync()).ShouldBe(0, fill.Errors);
        var links = Path.Combine(folder.Path, "load-links");
        var first = await File.ReadAllTextAsync(links);
        File.GetUnixFileMode(links).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);

        await using var again = PortalProcess.Start("fill", $"--Data:Path={folder.Path}");

        (await again.ExitCodeAsync()).ShouldBe(6);
        again.Errors.ShouldContain("There are people in this practice already");
        (await File.ReadAllTextAsync(links)).ShouldBe(first);
    }

    [Fact]
    public async Task Links_that_are_missing_or_too_few_and_a_target_that_is_no_portal_are_told_plainly()
    {
        using var folder = new TestFolder();
        var two = folder.File("two", "/enter?token=a\n/enter?token=b\n");
        await using var missing = LoadTestProcess.StartBare("portal", "--target", "http://127.0.0.1:9", "--links", Path.Combine(folder.Path, "none"));
        (await missing.ExitCodeAsync()).ShouldBe(2);
        missing.Process.Errors.ShouldContain("SessionRelay.Portal fill");

        await using var few = LoadTestProcess.StartBare("portal", "--target", "http://127.0.0.1:9", "--links", two, "--count", "3");
        (await few.ExitCodeAsync()).ShouldBe(2);
        few.Process.Errors.ShouldContain("has 2 sign-in links, and 3 people need one each");

        await using var nobody = LoadTestProcess.StartBare("portal", "--target", $"http://127.0.0.1:{PortalProcess.FreePort()}", "--links", two, "--count", "1");
        (await nobody.ExitCodeAsync()).ShouldBe(3);
        nobody.Process.Errors.ShouldContain("can't be reached");
    }

    [Fact]
    public void A_form_is_read_as_a_browser_would_send_it()
    {
        const string Text = """
            <html><header><form method="post" action="/sign-out"><button class="as-link">Sign out</button></form></header>
            <main id="main"><form method="post" class="times">
            <li><button class="quiet" name="Start" value="2026-11-30T15:00:00Z">10:00</button></li>
            <label><input id="M" name="Minutes" type="radio" value="50" /></label><select name="Weeks"><option value="">-</option><option value="1">Once</option></select>
            <input name="__RequestVerificationToken" type="hidden" value="a&amp;b" /></form>
            <a href="?change=true&amp;from=2026-12-07">Later days</a></main></html>
            """;

        var form = PageForm.In(Text).ShouldHaveSingleItem();

        form.Action.ShouldBe("");
        form.Hidden.ShouldBe([("__RequestVerificationToken", "a&b")]);
        form.Choices.ShouldBe([("Start", "2026-11-30T15:00:00Z"), ("Minutes", "50"), ("Weeks", "1")]);
        PageForm.Links(Text, "?").ShouldBe(["?change=true&from=2026-12-07"]);
        PageForm.Refusal(Text).ShouldBeNull();
        PageForm.Refusal("<div class=\"errors\" role=\"alert\"><h2>One thing to mend</h2><ul><li><a href=\"#Start\">It&#x27;s gone.</a></li></ul></div>").ShouldBe("It's gone.");
    }
}

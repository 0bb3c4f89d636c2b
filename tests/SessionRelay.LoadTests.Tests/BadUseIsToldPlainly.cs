using SessionRelay.Portal.Tests;

namespace SessionRelay.LoadTests.Tests;

/// <summary>What can't be: said in words, with a code that a pipeline can read, and nothing left behind.</summary>
[Collection(Runs.Name)]
public sealed class BadUseIsToldPlainly(RunningNode node)
{
    [Fact]
    public async Task An_unreachable_target()
    {
        var nobody = $"http://127.0.0.1:{PortalProcess.FreePort()}";
        await using var run = LoadTestProcess.StartBare("sessions", "--target", nobody, "--api-key", "x");

        (await run.ExitCodeAsync()).ShouldBe(3);
        run.Process.Errors.ShouldContain($"{nobody}/ can't be reached");
        run.Process.Errors.ShouldContain("Is the node running");
    }

    [Fact]
    public async Task A_wrong_API_key()
    {
        await using var run = LoadTestProcess.StartBare("sessions", "--target", node.Url, "--api-key", "wrong-" + node.Key);

        (await run.ExitCodeAsync()).ShouldBe(3);
        run.Process.Errors.ShouldContain("refuses the API key");
        run.Process.Errors.ShouldNotContain(node.Key);
    }

    [Fact]
    public async Task An_API_key_in_the_environment_is_used()
    {
        await using var run = LoadTestProcess.StartWithKey("wrong-" + node.Key, "sessions", "--target", node.Url);

        (await run.ExitCodeAsync()).ShouldBe(3);
        run.Process.Errors.ShouldContain("refuses the API key");
    }

    [Fact]
    public async Task A_report_that_can_not_be_written_before_anything_is_started()
    {
        using var folder = new TestFolder();
        var file = folder.File("taken", "a file, not a folder");
        await using var run = LoadTestProcess.StartBare("sessions", "--target", node.Url, "--api-key", node.Key, "--report", Path.Combine(file, "run"));

        (await run.ExitCodeAsync()).ShouldBe(2);
        run.Process.Errors.ShouldContain("The report can't be written to");
        run.Process.Errors.ShouldContain("--report");
    }

    [Theory]
    [InlineData("--api-key x --fail-if join.p99>2", "join.p99 is a time: give it a unit")]
    [InlineData("--api-key x --fail-if speed>2", "There is no metric \"speed\"")]
    [InlineData("--api-key x --people 1", "--people is a whole number from 2 to 1,000")]
    [InlineData("--api-key x --duration 60", "--duration is a time")]
    [InlineData("--api-key x --target ftp://node", "--target is an address with http:// or https://")]
    [InlineData("", "An API key is missing")]
    public async Task Options_that_make_no_sense(string options, string words)
    {
        string[] target = options.Contains("--target") ? [] : ["--target", "http://127.0.0.1:9"];
        await using var run = LoadTestProcess.StartBare(["sessions", .. target, .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        (await run.ExitCodeAsync()).ShouldBe(2);
        run.Process.Errors.ShouldContain(words);
    }
}

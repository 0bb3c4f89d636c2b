namespace SessionRelay.Portal.Tests;

/// <summary><c>build/client/build.mjs</c>, which MSBuild calls: builds what has changed, once, however many builds run at once.</summary>
public sealed class ClientBuildTests : IDisposable
{
    private const string BuildStep = """
        import { appendFileSync, mkdirSync } from "node:fs";
        mkdirSync("../wwwroot/relay", { recursive: true });
        appendFileSync("../built.log", "built\n");
        """;

    private readonly TestFolder folder = new();
    private readonly string client;

    public ClientBuildTests()
    {
        client = Directory.CreateDirectory(Path.Combine(folder.Path, "client")).FullName;
        folder.File("client/package.json", """{ "name": "x", "version": "1.0.0", "type": "module", "scripts": { "build": "node step.mjs" } }""");
        folder.File("client/package-lock.json", """{ "name": "x", "version": "1.0.0", "lockfileVersion": 3, "packages": { "": { "name": "x", "version": "1.0.0" } } }""");
        folder.File("client/step.mjs", BuildStep);
        folder.File("client/main.ts", "1");
    }

    private int TimesBuilt => File.Exists(Path.Combine(folder.Path, "built.log")) ? File.ReadAllLines(Path.Combine(folder.Path, "built.log")).Length : 0;

    [Fact]
    public async Task Builds_again_only_when_a_file_has_changed()
    {
        await BuildAsync();
        TimesBuilt.ShouldBe(1);

        await BuildAsync();
        TimesBuilt.ShouldBe(1);

        folder.File("client/main.ts", "2");
        await BuildAsync();
        TimesBuilt.ShouldBe(2);
    }

    [Fact]
    public async Task Of_several_builds_at_once_one_builds()
    {
        await Task.WhenAll(BuildAsync(), BuildAsync(), BuildAsync());

        TimesBuilt.ShouldBe(1);
    }

    [Fact]
    public async Task A_build_that_was_killed_locks_nobody_out()
    {
        Directory.CreateDirectory(Path.Combine(folder.Path, "obj"));
        folder.File("obj/client.stamp.lock", $"{int.MaxValue}"); // no process has this id

        await BuildAsync();

        TimesBuilt.ShouldBe(1);
    }

    [Fact]
    public async Task A_failed_build_is_an_error_and_is_tried_again()
    {
        folder.File("client/step.mjs", "process.exit(1);");
        await using (var failing = Run())
        {
            (await failing.ExitCodeAsync()).ShouldBe(1);
            failing.Errors.ShouldContain("error CLIENT : npm run build failed");
        }

        folder.File("client/step.mjs", BuildStep);
        await BuildAsync();

        TimesBuilt.ShouldBe(1);
    }

    public void Dispose() => folder.Dispose();

    private async Task BuildAsync()
    {
        await using var run = Run();
        (await run.ExitCodeAsync()).ShouldBe(0, run.Errors);
    }

    private PortalProcess Run() => PortalProcess.StartScript(
        "node", new Dictionary<string, string>(), Path.Combine(Repository.Root, "build", "client", "build.mjs"), client, Path.Combine(folder.Path, "obj", "client.stamp"), Path.Combine(folder.Path, "wwwroot", "relay"));
}

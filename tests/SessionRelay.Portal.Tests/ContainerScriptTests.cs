using System.Diagnostics;
using System.Runtime.Versioning;

namespace SessionRelay.Portal.Tests;

/// <summary>The steps of the Dockerfile, run without a container engine: publish, start as a user without rights, ask for health, stop.</summary>
[SupportedOSPlatform("linux")]
public sealed class ContainerScriptTests
{
    private static readonly TimeSpan BuildPatience = TimeSpan.FromMinutes(10); // compiled ahead of time, which takes a minute or two

    [Fact]
    public async Task What_the_image_holds_starts_as_an_ordinary_user_and_is_healthy()
    {
        using var folder = new TestFolder();
        var scripts = Path.Combine(Repository.Root, "build", "container");
        var app = Path.Combine(folder.Path, "app");
        await RunAsync(Path.Combine(scripts, "restore.sh"), []);
        await RunAsync(Path.Combine(scripts, "publish.sh"), [], app);
        File.Exists(Path.Combine(app, "SessionRelay.Portal.dll")).ShouldBeTrue();
        Directory.GetFiles(app, "*.pdb").ShouldNotBeEmpty("stack traces of a defect need them");

        var data = Directory.CreateDirectory(Path.Combine(folder.Path, "data")).FullName;
        var environment = new Dictionary<string, string>
        {
            ["SESSIONRELAY_URLS"] = $"http://0.0.0.0:{PortalProcess.FreePort()}",
            ["Data__Path"] = data,
            ["Relay__UdpPort"] = "0",
        };
        (await StatusAsync(Path.Combine(app, "healthcheck.sh"), environment)).ShouldNotBe(0, "nothing listens yet");

        await using (var portal = StartAsOrdinaryUser(Path.Combine(app, "entry.sh"), folder.Path, environment))
        {
            await portal.ListeningAsync();
            (await StatusAsync(Path.Combine(app, "healthcheck.sh"), environment)).ShouldBe(0);
            Directory.GetFileSystemEntries(data).ShouldNotBeEmpty();

            portal.PressCtrlC();
            (await portal.ExitCodeAsync(TimeSpan.FromSeconds(5))).ShouldBe(0, portal.Errors);
        }

        (await StatusAsync(Path.Combine(app, "healthcheck.sh"), environment)).ShouldNotBe(0, "nothing listens any more");
    }

    /// <summary>Packages are restored before the code is there, so that a change in the code restores nothing again: what was copied by then must be enough.</summary>
    [Fact]
    public async Task What_the_image_restores_from_is_enough()
    {
        using var folder = new TestFolder();
        var steps = File.ReadAllLines(Path.Combine(Repository.Root, "Dockerfile"));
        var copies = steps.TakeWhile(step => step != "RUN build/container/restore.sh").Where(step => step.StartsWith("COPY ") && !step.Contains("--from"));
        foreach (var words in copies.Select(step => step.Split(' ')[1..]))
        {
            foreach (var from in words[..^1]) Copy(Path.Combine(Repository.Root, from), Path.Combine(folder.Path, words[^1], from.EndsWith('/') ? "" : Path.GetFileName(from)));
        }

        await RunAsync(Path.Combine(folder.Path, "build", "container", "restore.sh"), []);

        Directory.GetFiles(folder.Path, "project.assets.json", SearchOption.AllDirectories).Length.ShouldBe(3);
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        if (File.Exists(from))
        {
            File.Copy(from, to);
            return;
        }

        foreach (var entry in Directory.GetFileSystemEntries(from)) Copy(entry, Path.Combine(to, Path.GetFileName(entry)));
    }

    [Fact]
    public void The_image_is_made_by_these_scripts_and_runs_as_an_ordinary_user()
    {
        var steps = File.ReadAllLines(Path.Combine(Repository.Root, "Dockerfile"));

        steps.ShouldContain("RUN build/container/restore.sh");
        steps.ShouldContain("RUN build/container/publish.sh /app");
        steps.ShouldContain("ENTRYPOINT [\"/app/entry.sh\"]");
        steps.ShouldContain(step => step.StartsWith("HEALTHCHECK ") && step.EndsWith("CMD [\"/app/healthcheck.sh\"]"));
        Array.FindLastIndex(steps, step => step == "USER $APP_UID").ShouldBeGreaterThan(Array.FindLastIndex(steps, step => step.StartsWith("RUN ")));
    }

    /// <summary>As root there is a user to become; anybody else is one already.</summary>
    private static PortalProcess StartAsOrdinaryUser(string script, string folder, Dictionary<string, string> environment)
    {
        if (Environment.UserName != "root") return PortalProcess.StartScript(script, environment);
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        Process.Start("chown", ["65534", Path.Combine(folder, "data")]).WaitForExit();
        return PortalProcess.StartScript("setpriv", environment, "--reuid=65534", "--regid=65534", "--clear-groups", "--no-new-privs", script);
    }

    private static async Task RunAsync(string script, Dictionary<string, string> environment, params string[] arguments)
    {
        await using var run = PortalProcess.StartScript(script, environment, arguments);
        (await run.ExitCodeAsync(BuildPatience)).ShouldBe(0, run.Output + run.Errors);
    }

    private static async Task<int> StatusAsync(string script, Dictionary<string, string> environment)
    {
        await using var run = PortalProcess.StartScript(script, environment);
        return await run.ExitCodeAsync();
    }
}

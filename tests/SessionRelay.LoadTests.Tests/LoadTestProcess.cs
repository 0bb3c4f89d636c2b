using System.Reflection;
using System.Text.Json;
using SessionRelay.Portal.Tests;

namespace SessionRelay.LoadTests.Tests;

/// <summary>The load test as a process, with a folder for its report.</summary>
internal sealed class LoadTestProcess : IAsyncDisposable
{
    private static readonly string Program =
        typeof(LoadTestProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(it => it.Key == "LoadTestProgram").Value!;

    private readonly TestFolder _folder = new();
    private readonly PortalProcess _process;

    private LoadTestProcess(IEnumerable<string> arguments, bool report, string? key = null)
    {
        string[] all = report ? [Program, .. arguments, "--report", Path.Combine(_folder.Path, "run")] : [Program, .. arguments];
        _process = PortalProcess.StartScript("dotnet", key is null ? [] : new Dictionary<string, string> { ["SESSIONRELAY_API_KEY"] = key }, all);
    }

    public PortalProcess Process => _process;

    public string Html => File.ReadAllText(Path.Combine(_folder.Path, "run.html"));

    public bool HasReport => File.Exists(Path.Combine(_folder.Path, "run.json")) && File.Exists(Path.Combine(_folder.Path, "run.html"));

    /// <summary>A command against the node.</summary>
    public static LoadTestProcess Start(RunningNode node, string command, params string[] options) =>
        new([command, "--target", node.Url, "--api-key", node.Key, .. options], report: true);

    /// <summary>A command that needs no key.</summary>
    public static LoadTestProcess StartWithReport(params string[] arguments) => new(arguments, report: true);

    public static LoadTestProcess StartBare(params string[] arguments) => new(arguments, report: false);

    /// <summary>With an API key in the environment.</summary>
    public static LoadTestProcess StartWithKey(string key, params string[] arguments) => new(arguments, report: false, key);

    public async Task<JsonElement> JsonAsync()
    {
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_folder.Path, "run.json")));
        return json.RootElement.Clone();
    }

    public async Task<int> ExitCodeAsync() => await _process.ExitCodeAsync();

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }
}

/// <summary>Reading a report.</summary>
internal static class ReportReading
{
    public static JsonElement Step(this JsonElement report, string name) => report.GetProperty("steps").EnumerateArray().Single(step => step.GetProperty("name").GetString() == name);

    public static JsonElement Group(this JsonElement report, string name) => report.GetProperty("groups").EnumerateArray().Single(group => group.GetProperty("name").GetString() == name);

    public static long Count(this JsonElement element, string name) => element.GetProperty(name).GetInt64();

    public static double Value(this JsonElement element, string name) => element.GetProperty(name).GetDouble();

    public static string Verdict(this JsonElement report) => report.GetProperty("verdict").GetString()!;
}

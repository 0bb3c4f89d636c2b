using SessionRelay.Portal.Tests;

namespace SessionRelay.LoadTests.Tests;

/// <summary>A real node for all runs, with an API key: the executable as an operator starts it.</summary>
public sealed class RunningNode : IAsyncLifetime
{
    private PortalProcess? _process;

    public string Url { get; private set; } = "";

    public string Key { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        _process = PortalProcess.Start("--demo", "--urls=http://127.0.0.1:0", "--Relay:UdpPort=0");
        Key = ValueOf(await _process.LineAsync(line => line.StartsWith("api-key: ")));
        Url = new Uri(ValueOf(await _process.LineAsync(line => line.StartsWith("host: ")))).GetLeftPart(UriPartial.Authority);
    }

    /// <summary>Sessions that are open on it now.</summary>
    public async Task<double> OpenSessionsAsync()
    {
        using var http = new HttpClient();
        var line = (await http.GetStringAsync($"{Url}/metrics")).Split('\n').Single(it => it.StartsWith("sessionrelay_sessions "));
        return double.Parse(line.Split(' ')[1]);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
    }

    private static string ValueOf(string line) => line[(line.IndexOf(' ') + 1)..];
}

/// <summary>Runs share the node and the machine: one after another.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Runs : ICollectionFixture<RunningNode>
{
    public const string Name = "runs";
}

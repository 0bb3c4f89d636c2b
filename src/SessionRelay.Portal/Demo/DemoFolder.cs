using System.Security.Cryptography;
using System.Text;
using SessionRelay.Signaling.Hosting;

namespace SessionRelay.Portal.Demo;

/// <summary>
/// What makes a start a demo: a data folder of its own, gone afterwards unless the person chose one, and an API key that was made a moment ago.
/// </summary>
internal sealed class DemoFolder : IDisposable
{
    private readonly string temporary = Path.Combine(Path.GetTempPath(), "sessionrelay-demo-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6)));
    private bool isTemporary;

    /// <summary>For the person's own trials of the HTTP API. Valid until the demo ends.</summary>
    public string ApiKey { get; } = "demo-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));

    /// <summary>Puts the demo's settings above those of files and environment, and below those of the command line.</summary>
    public void AddSettings(IConfigurationBuilder configuration, IReadOnlyDictionary<string, string?> commandLine)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Relay:ApiKeys:0:Name"] = "demo",
            ["Relay:ApiKeys:0:Sha256"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ApiKey))),
            ["Relay:ApiKeys:0:Scopes"] = "sessions,tickets",
            ["Serilog:MinimumLevel:Override:Serilog.AspNetCore"] = "Warning", // a line for each page would push the links out of sight
        };
        if (!commandLine.ContainsKey("Data:Path"))
        {
            isTemporary = true;
            settings["Data:Path"] = temporary;
        }

        configuration.AddInMemoryCollection(settings);
    }

    /// <exception cref="DataFolderException">A production database is configured.</exception>
    public static void RefuseProduction(IConfiguration configuration)
    {
        if (!string.IsNullOrEmpty(configuration["Data:Postgres"]))
            throw new DataFolderException("Data:Postgres is set, and a demo never touches a production database: start the demo without that setting.");
    }

    public void Dispose()
    {
        if (isTemporary && Directory.Exists(temporary)) Directory.Delete(temporary, recursive: true);
    }
}

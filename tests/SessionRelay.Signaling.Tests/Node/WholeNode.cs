using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using SessionRelay.Signaling.Tests.Hosts;

namespace SessionRelay.Signaling.Tests.Node;

/// <summary>A whole node, made as an executable makes it: API, hub, <c>/metrics</c>, and the relay on UDP ports of this machine.</summary>
public sealed class WholeNode : IAsyncLifetime
{
    private const string ApiKey = "key-of-a-whole-node";

    private readonly string dataPath = SignalingHost.NewDataPath();
    private WebApplication? app;

    /// <summary>What the practice's own software signs its tickets with, under the id <c>practice</c>.</summary>
    internal static byte[] IssuerSecret { get; } = SHA256.HashData("the booking system beside this node"u8);

    internal string Url { get; private set; } = "";

    internal HttpClient Http { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = NewBuilder(dataPath);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Relay:ApiKeys:0:Name"] = "tests",
            ["Relay:ApiKeys:0:Sha256"] = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(ApiKey))),
            ["Relay:ApiKeys:0:Scopes"] = "sessions,tickets",
            ["Relay:TicketKeys:0:Kid"] = "practice",
            ["Relay:TicketKeys:0:Algorithm"] = "HS256",
            ["Relay:TicketKeys:0:Secret"] = Convert.ToBase64String(IssuerSecret),
            ["Relay:TicketKeys:0:Issuer"] = "practice",
        });
        builder.AddRelayNode(isDemo: false);
        app = builder.Build();
        app.UseRelayNode();
        await app.StartAsync();
        Url = app.Urls.First();
        Http = new HttpClient { BaseAddress = new Uri(Url) };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ApiKey);
    }

    /// <summary>Of a node without the portal, on ports of this machine that are free.</summary>
    internal static WebApplicationBuilder NewBuilder(string dataPath)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["urls"] = "http://127.0.0.1:0",
            ["Node:Roles"] = "relay",
            ["Data:Path"] = dataPath,
            ["Relay:UdpPort"] = "0",
            ["Relay:PublicAddress"] = "127.0.0.1",
            ["Serilog:MinimumLevel:Default"] = "Fatal", // its log is other tests' concern
        });
        return builder;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (app is not null)
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }

        Directory.Delete(dataPath, recursive: true);
    }

    /// <summary>A session that is open now, without a waiting room; its id.</summary>
    internal async Task<string> CreateSessionAsync()
    {
        var now = TimeProvider.System.GetUtcNow();
        var body = new { startsAt = now.AddMinutes(-1), endsAt = now.AddMinutes(50), policy = new { waitingRoom = false } };
        return await TextOfAsync(await Http.PostAsJsonAsync("/api/v1/sessions", body), "id");
    }

    internal async Task<string> MintAsync(string sessionId, string participantId, string role) =>
        await TextOfAsync(await Http.PostAsJsonAsync($"/api/v1/sessions/{sessionId}/tickets", new { participantId, name = participantId, role }), "ticket");

    /// <summary>One number of <c>/metrics</c>; 0 when it isn't told yet.</summary>
    /// <param name="metric">With its labels: <c>sessionrelay_dropped_packets_total{reason="srtp-auth"}</c>.</param>
    internal async Task<double> MetricAsync(string metric)
    {
        var lines = (await Http.GetStringAsync("/metrics")).Split('\n');
        var line = lines.SingleOrDefault(line => line.StartsWith(metric + " ", StringComparison.Ordinal));
        return line is null ? 0 : double.Parse(line[(metric.Length + 1)..], CultureInfo.InvariantCulture);
    }

    private static async Task<string> TextOfAsync(HttpResponseMessage answer, string field)
    {
        using (answer)
        {
            answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
            return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty(field).GetString()!;
        }
    }
}

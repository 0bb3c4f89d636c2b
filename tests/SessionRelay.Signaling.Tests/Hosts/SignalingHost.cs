using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SessionRelay.Signaling.Api;
using SessionRelay.Signaling.Hosting;
using SessionRelay.Signaling.Sessions;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Signaling.Tests.Hosts;

/// <summary>Sessions on real Kestrel, SignalR, Orleans and SQLite; the relay is scripted, the clock can be moved.</summary>
internal sealed class SignalingHost : IAsyncDisposable
{
    public const string ApiKey = "test-key-with-every-scope";
    public static readonly byte[] IssuerSecret = SHA256.HashData("the practice's own booking system"u8);

    private readonly WebApplication app;
    private bool stopped;

    private SignalingHost(WebApplication app, string dataPath, ShiftedClock clock, ScriptedRelay relay, CapturedLogs logs)
    {
        this.app = app;
        DataPath = dataPath;
        Clock = clock;
        Relay = relay;
        Logs = logs;
        Url = app.Urls.First();
        Api = new HttpClient { BaseAddress = new Uri(Url) };
        Api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ApiKey);
    }

    public string DataPath { get; }

    public string Url { get; }

    public ShiftedClock Clock { get; }

    public ScriptedRelay Relay { get; }

    public CapturedLogs Logs { get; }

    public HttpClient Api { get; }

    public IServiceProvider Services => app.Services;

    public SessionAdministration Sessions => Services.GetRequiredService<SessionAdministration>();

    public SessionMetrics Metrics => Services.GetRequiredService<SessionMetrics>();

    public static string NewDataPath() => Directory.CreateTempSubdirectory("sessionrelay-").FullName;

    public static async Task<SignalingHost> StartAsync(string? dataPath = null, ShiftedClock? clock = null, Action<IServiceCollection>? change = null, bool realRelay = false)
    {
        dataPath ??= NewDataPath();
        clock ??= new ShiftedClock();
        var relay = new ScriptedRelay();
        var logs = new CapturedLogs();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddProvider(logs);
        builder.Services.AddSingleton<TimeProvider>(clock);
        if (!realRelay) builder.Services.AddSingleton<IMediaRelay>(relay);
        builder.Services.Configure<DataOptions>(options => options.Path = dataPath);
        builder.Services.Configure<RelaySettings>(options =>
        {
            options.ApiKeys.Add(KeyOf("all", ApiKey, "sessions", "tickets", "nodes"));
            options.ApiKeys.Add(KeyOf("tickets", "test-key-for-tickets", "tickets"));
            options.TicketKeys.Add(new TicketKeyOptions { Kid = "practice", Algorithm = "HS256", Secret = Convert.ToBase64String(IssuerSecret), Issuer = "practice" });
        });
        change?.Invoke(builder.Services);
        builder.UseSessionSilo();
        builder.AddSessions();
        var app = builder.Build();
        app.UseWebSockets();
        app.MapSessions();
        await app.StartAsync();
        return new SignalingHost(app, dataPath, clock, relay, logs);
    }

    /// <summary>A session that began a minute ago and lasts fifty, unless said otherwise.</summary>
    public Task<string> CreateSessionAsync(SessionPolicy? policy = null, TimeSpan? startsIn = null)
    {
        var start = Clock.GetUtcNow() + (startsIn ?? TimeSpan.FromMinutes(-1));
        return Sessions.CreateAsync(null, start, start.AddMinutes(50), policy ?? new SessionPolicy());
    }

    public async Task<string> MintAsync(string sessionId, string participantId, ParticipantRole role, Permissions? can = null, string? name = null, string? callback = null) =>
        (await Sessions.MintAsync(sessionId, new TicketRequest(participantId, name ?? $"Name of {participantId}", role, can, callback))).Ticket;

    /// <summary>Somebody who takes part by phone and comes by no browser.</summary>
    public Task ExpectByPhoneAsync(string sessionId, string participantId, string callback, string? language = null, string? notice = null) =>
        Sessions.MintAsync(sessionId, new TicketRequest(participantId, $"Name of {participantId}", ParticipantRole.Guest, Callback: callback, Notice: notice, ByPhone: true, Language: language));

    public Task<TestClient> ConnectAsync() => TestClient.ConnectAsync(Url);

    /// <summary>A connected person who has entered.</summary>
    public async Task<TestClient> EnterAsync(string sessionId, string participantId, ParticipantRole role, Permissions? can = null, string? name = null, string? callback = null)
    {
        var client = await ConnectAsync();
        await client.EnterAsync(await MintAsync(sessionId, participantId, role, can, name, callback));
        return client;
    }

    /// <summary>A trunk is configured, which may call British numbers.</summary>
    public static void WithTrunk(IServiceCollection services) => services.Configure<PhoneSettings>(options =>
    {
        options.Trunk = new TrunkOptions { Server = "sip.practice.example" };
        options.Countries = ["GB"];
    });

    public async Task StopAsync()
    {
        if (stopped) return;
        stopped = true;
        await app.StopAsync();
        await app.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Api.Dispose();
    }

    private static ApiKeyOptions KeyOf(string name, string key, params string[] scopes) =>
        new() { Name = name, Sha256 = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key))), Scopes = scopes };
}

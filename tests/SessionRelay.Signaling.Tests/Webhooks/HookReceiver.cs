using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SessionRelay.Signaling.Hosting;

namespace SessionRelay.Signaling.Tests.Webhooks;

/// <summary>A booking system's end: Kestrel on loopback that keeps what comes and answers as a test says.</summary>
internal sealed class HookReceiver : IAsyncDisposable
{
    public const string Secret = "a secret of the practice's own";
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim arrived = new(0);
    private WebApplication? app;

    private HookReceiver()
    {
    }

    public ConcurrentQueue<Hook> Came { get; } = new();

    /// <summary>What the receiver does with what comes; the default takes it.</summary>
    public Func<Hook, HttpContext, Task> Answer { get; set; } = (_, _) => Task.CompletedTask;

    public string Url { get; private set; } = "http://127.0.0.1:0";

    public static async Task<HookReceiver> StartAsync()
    {
        var receiver = new HookReceiver();
        await receiver.UpAsync();
        return receiver;
    }

    /// <summary>For a host that tells this receiver.</summary>
    public Action<IServiceCollection> Told(params string[] events) => services => services.Configure<WebhookSettings>(settings =>
        settings.Receivers.Add(new WebhookOptions { Url = Url, Secret = Secret, Events = [.. events] }));

    /// <summary>Listens; after <see cref="DownAsync"/> at the same address.</summary>
    public async Task UpAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(new Uri(Url).GetLeftPart(UriPartial.Authority));
        builder.Logging.ClearProviders();
        app = builder.Build();
        app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            var hook = new Hook(context.Request.Path, context.Request.Headers["SessionRelay-Signature"].ToString(), context.Request.ContentType, body.ToArray());
            Came.Enqueue(hook);
            arrived.Release();
            await Answer(hook, context);
        });
        await app.StartAsync();
        Url = app.Urls.First() + "/hooks?token=of-the-receiver";
    }

    public async Task DownAsync()
    {
        if (app is not { } its) return;
        app = null;
        await its.StopAsync();
        await its.DisposeAsync();
    }

    /// <summary>Waits until so many have come, and gives all that have.</summary>
    public async Task<IReadOnlyList<Hook>> CameAsync(int count)
    {
        using var end = new CancellationTokenSource(Bound);
        while (Came.Count < count)
        {
            try
            {
                await arrived.WaitAsync(end.Token);
            }
            catch (OperationCanceledException e)
            {
                throw new TimeoutException($"{Came.Count} of {count} came: {string.Join(", ", Came.Select(hook => hook.Type))}", e);
            }
        }

        return [.. Came];
    }

    public async ValueTask DisposeAsync()
    {
        await DownAsync();
        arrived.Dispose();
    }
}

/// <summary>One request that a receiver got.</summary>
internal sealed record Hook(string Path, string Signature, string? ContentType, byte[] Bytes)
{
    public JsonElement Body { get; } = JsonDocument.Parse(Bytes).RootElement.Clone();

    public string Type => Body.GetProperty("type").GetString()!;

    public string Id => Body.GetProperty("id").GetString()!;

    public string Session => Body.GetProperty("sessionId").GetString()!;

    public string? Participant => Body.TryGetProperty("participantId", out var id) ? id.GetString() : null;

    public DateTimeOffset At => Body.GetProperty("at").GetDateTimeOffset();

    public long Lost => Body.GetProperty("lostSeconds").GetInt64();

    /// <summary>As docs/webhooks.md tells receivers to.</summary>
    public bool IsSignedWith(string secret, byte[]? body = null)
    {
        var parts = Signature.Split(',').ToDictionary(part => part[..part.IndexOf('=')], part => part[(part.IndexOf('=') + 1)..]);
        var signed = Encoding.UTF8.GetBytes(parts["t"] + ".").Concat(body ?? Bytes).ToArray();
        return CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed), Convert.FromHexString(parts["v1"]));
    }
}

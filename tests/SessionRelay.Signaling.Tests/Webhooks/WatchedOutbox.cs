using Microsoft.Extensions.DependencyInjection;
using SessionRelay.Signaling.Sessions.Store;

namespace SessionRelay.Signaling.Tests.Webhooks;

/// <summary>The real outbox, with events for a test to wait for.</summary>
internal sealed class WatchedOutbox : IPostOutbox
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim settled = new(0);
    private readonly SemaphoreSlim delayed = new(0);
    private readonly SemaphoreSlim cleared = new(0);
    private IPostOutbox inner = null!;

    public event Action<int>? Posted
    {
        add => inner.Posted += value;
        remove => inner.Posted -= value;
    }

    public void Over(IServiceCollection services) => services.AddSingleton<IPostOutbox>(its =>
    {
        inner = its.GetRequiredService<SqliteSessionStore>();
        return this;
    });

    /// <summary>Waits until so many more posts are done with.</summary>
    public Task SettledAsync(int count) => ComeAsync(settled, count);

    /// <summary>Waits until a lane is left alone for a while.</summary>
    public Task DelayedAsync() => ComeAsync(delayed, 1);

    /// <summary>Waits until the node has looked for posts of receivers that are no longer set.</summary>
    public Task ClearedAsync() => ComeAsync(cleared, 1);

    public Task<IReadOnlyList<DueLane>> DueLanesAsync(string receiver, DateTimeOffset now, int limit) => inner.DueLanesAsync(receiver, now, limit);

    public Task<WaitingPost?> OldestAsync(string receiver, string sessionId) => inner.OldestAsync(receiver, sessionId);

    public async Task SettleAsync(string receiver, string sessionId, long? number)
    {
        await inner.SettleAsync(receiver, sessionId, number);
        if (number is not null) settled.Release();
    }

    public async Task DelayAsync(string receiver, string sessionId, DateTimeOffset until, int attempts)
    {
        await inner.DelayAsync(receiver, sessionId, until, attempts);
        delayed.Release();
    }

    public async Task<int> KeepOnlyAsync(IReadOnlyList<string> receivers)
    {
        var erased = await inner.KeepOnlyAsync(receivers);
        cleared.Release();
        return erased;
    }

    private static async Task ComeAsync(SemaphoreSlim happened, int count)
    {
        for (var i = 0; i < count; i++) (await happened.WaitAsync(Bound)).ShouldBeTrue($"{i} of {count} came");
    }
}

using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;

namespace SessionRelay.Signaling.Hub;

/// <summary>Around every hub call: the connection's rate, and no exception's text on the way out.</summary>
internal sealed class HubCallFilter(TimeProvider time, ILogger<HubCallFilter> logger) : IHubFilter
{
    private const int Burst = 100; // protocol.md: 50/s, burst 100
    private const int PerSecond = 50;
    private const int MostRefused = 500; // ten seconds' worth beyond the rate: this is no client of ours

    private static readonly object BucketKey = new();
    private static readonly object RefusedKey = new();

    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        var items = invocationContext.Context.Items;
        if (items[BucketKey] is TokenBucket bucket && !bucket.TryTake())
        {
            var refused = items.TryGetValue(RefusedKey, out var count) ? (int)count! + 1 : 1;
            items[RefusedKey] = refused;
            if (refused > MostRefused) invocationContext.Context.Abort();
            throw new HubException("rate-limited: Too many calls on this connection. Wait a second.");
        }

        try
        {
            return await next(invocationContext);
        }
        catch (Exception e) when (e is not HubException)
        {
            if (e is TimeoutException or Orleans.Runtime.OrleansException) logger.CallLost(invocationContext.HubMethodName, e.GetType().Name);
            else logger.CallFailed(e, invocationContext.HubMethodName);
            throw new HubException("unavailable: The server could not do that now. Try again.", e);
        }
    }

    public Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        context.Context.Items[BucketKey] = new TokenBucket(Burst, PerSecond, time);
        return next(context);
    }
}

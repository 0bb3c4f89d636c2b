using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SessionRelay.Signaling.Hosting;
using SessionRelay.Signaling.Sessions;
using SessionRelay.Signaling.Sessions.Store;

namespace SessionRelay.Signaling.Webhooks;

/// <summary>
/// Tells receivers what waits in the outbox, each by itself: none waits for another one, and no session waits for any. What is under way when the node
/// stops or dies goes out again after the next start, under the same id.
/// </summary>
internal sealed class WebhookDelivery : BackgroundService
{
    private readonly IPostOutbox outbox;
    private readonly SessionMetrics metrics;
    private readonly ILogger logger;
    private readonly WebhookReceiver[] receivers;

    public WebhookDelivery(
        IOptions<WebhookSettings> settings, IPostOutbox outbox, WebhookSender sender, SessionMetrics metrics, TimeProvider time, ILogger<WebhookDelivery> logger)
    {
        this.outbox = outbox;
        this.metrics = metrics;
        this.logger = logger;
        receivers = [.. settings.Value.Receivers.Select((options, number) => new WebhookReceiver(number, options, outbox, sender, metrics, time, logger))];
        outbox.Posted += HasPosted;
    }

    public override void Dispose()
    {
        outbox.Posted -= HasPosted;
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var orphans = await outbox.KeepOnlyAsync([.. receivers.Select(receiver => receiver.Key)]);
            if (orphans > 0) metrics.WebhookResult("unknown-receiver", orphans);
            if (orphans > 0) logger.Orphaned(orphans);
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            logger.OutboxFailed(e); // they wait for the next start
        }

        await Task.WhenAll(receivers.Select(receiver => receiver.ServeAsync(stoppingToken)));
    }

    private void HasPosted(int overtaken)
    {
        if (overtaken > 0) metrics.WebhookResult("overflow", overtaken);
        foreach (var receiver in receivers) receiver.Wake();
    }
}

using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using SessionRelay.Signaling.Hosting;
using SessionRelay.Signaling.Sessions;
using SessionRelay.Signaling.Sessions.Store;

namespace SessionRelay.Signaling.Webhooks;

/// <summary>
/// One receiver: the events of a session go out one after the other, of several sessions side by side. An event that is not taken holds up those of its
/// session, is tried again after 1, 2, 4 … s up to 15 minutes, and is given up when it is a day old.
/// </summary>
internal sealed class WebhookReceiver(
    int number, WebhookOptions options, IPostOutbox outbox, WebhookSender sender, SessionMetrics metrics, TimeProvider time, ILogger logger)
{
    private const int SideBySide = 8; // sessions: enough that one time-out does not stop the rest, few enough not to flood who comes back
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1); // for lanes whose pause is over; new events wake at once
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan GivenUpAfter = TimeSpan.FromDays(1); // protocol.md
    private static readonly TimeSpan AfterTrouble = TimeSpan.FromSeconds(30); // a disk that can't be read or written: no event may go out over and over meanwhile

    private readonly ConcurrentDictionary<string, bool> busy = new(StringComparer.Ordinal); // sessions whose events are under way
    private TaskCompletionSource woken = NewSignal();
    private volatile bool fails;

    public string Key { get; } = options.Key;

    public static TimeSpan PauseAfter(int attempts) => attempts < 10 ? TimeSpan.FromSeconds(1 << attempts) : LongestPause; // 2^9 s are 9 minutes

    public void Wake() => Volatile.Read(ref woken).TrySetResult();

    /// <summary>Until the node stops.</summary>
    public async Task ServeAsync(CancellationToken stopping)
    {
        var running = new List<Task>(SideBySide);
        while (!stopping.IsCancellationRequested)
        {
            Volatile.Write(ref woken, NewSignal()); // before the look: what comes during it wakes the next one
            try
            {
                running.RemoveAll(its => its.IsCompleted);
                await BeginAsync(running, stopping);
            }
            catch (Exception e)
            {
                await RestAsync(e, stopping);
            }

            await woken.Task.WaitAsync(Look, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Task.WhenAll(running);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task BeginAsync(List<Task> running, CancellationToken stopping)
    {
        if (busy.Count >= SideBySide) return;
        foreach (var due in await outbox.DueLanesAsync(Key, time.GetUtcNow(), 2 * SideBySide)) // those under way are due as well
        {
            if (busy.Count < SideBySide && busy.TryAdd(due.SessionId, true)) running.Add(TellAsync(due, stopping));
        }
    }

    /// <summary>Tells all of a session that waits, as long as it is taken. Never throws.</summary>
    private async Task TellAsync(DueLane lane, CancellationToken stopping)
    {
        try
        {
            var (session, attempts) = lane;
            while (!stopping.IsCancellationRequested)
            {
                if (await outbox.OldestAsync(Key, session) is not { } post)
                {
                    await outbox.SettleAsync(Key, session, null);
                    break;
                }

                var trouble = await sender.SendAsync(options, post.Body, stopping);
                var age = time.GetUtcNow() - post.Since;
                if (trouble is not null && age < GivenUpAfter)
                {
                    metrics.WebhookResult("failed");
                    HasFailed(trouble, post, session);
                    await outbox.DelayAsync(Key, session, time.GetUtcNow() + PauseAfter(attempts), attempts + 1);
                    break;
                }

                await outbox.SettleAsync(Key, session, post.Number);
                attempts = 0;
                if (trouble is null) HasTaken(age);
                else GiveUp(trouble, post, session);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // It goes out again after the next start.
        }
        catch (Exception e)
        {
            await RestAsync(e, stopping);
        }

        busy.TryRemove(lane.SessionId, out _);
        Wake();
    }

    private void HasTaken(TimeSpan lag)
    {
        metrics.WebhookTaken(lag);
        if (!fails) return;
        fails = false;
        logger.TakesAgain(number);
    }

    /// <summary>A receiver that is down for hours is one line, not one for each attempt.</summary>
    private void HasFailed(string trouble, WaitingPost post, string session)
    {
        logger.NotTaken(number, post.EventId, session, trouble);
        if (fails) return;
        fails = true;
        logger.TakesNothing(number, trouble);
    }

    private void GiveUp(string trouble, WaitingPost post, string session)
    {
        metrics.WebhookResult("expired");
        logger.GivenUp(number, post.EventId, session, trouble);
    }

    private async Task RestAsync(Exception e, CancellationToken stopping)
    {
        logger.OutboxFailed(e);
        await Task.Delay(AfterTrouble, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}

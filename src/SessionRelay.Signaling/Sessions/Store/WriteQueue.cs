namespace SessionRelay.Signaling.Sessions.Store;

/// <summary>
/// What waits for the writing thread, in order. Its thread sleeps until something comes; it doesn't spin before that as <see cref="System.Collections.Concurrent.BlockingCollection{T}"/> does,
/// which took the core from requests and media ten times a join. Any thread adds, one takes.
/// </summary>
internal sealed class WriteQueue
{
    private readonly Queue<Write> waiting = [];
    private bool closed;

    /// <summary>False when the queue is closed: the write is not taken.</summary>
    public bool TryAdd(Write write)
    {
        lock (waiting)
        {
            if (closed) return false;
            waiting.Enqueue(write);
            if (waiting.Count == 1) Monitor.Pulse(waiting);
            return true;
        }
    }

    /// <summary>Waits until something is there and gives up to <paramref name="limit"/> of it, instead of what the list held. False: closed, and nothing is left.</summary>
    public bool TryTake(List<Write> batch, int limit)
    {
        batch.Clear();
        lock (waiting)
        {
            while (waiting.Count == 0)
            {
                if (closed) return false;
                Monitor.Wait(waiting);
            }

            while (batch.Count < limit && waiting.TryDequeue(out var next)) batch.Add(next);
            return true;
        }
    }

    /// <summary>Takes nothing more; what is there is still given out.</summary>
    public void Close()
    {
        lock (waiting)
        {
            closed = true;
            Monitor.PulseAll(waiting);
        }
    }
}

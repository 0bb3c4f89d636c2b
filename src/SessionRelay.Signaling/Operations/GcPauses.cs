using System.Collections.Immutable;
using System.Diagnostics.Tracing;

namespace SessionRelay.Signaling.Operations;

/// <summary>
/// Hears from the runtime each time that it stopped all threads, and for how long. A garbage collection stops the relay's threads too,
/// so the longest pause bounds how smooth media can be. One ear for the process, which stays: collections are the process's, and the runtime
/// takes its locks in one order where a listener begins and in the other where one ends, so that two nodes in one process could wait for each other for ever.
/// </summary>
internal sealed class GcPauses : EventListener
{
    private const string Runtime = "Microsoft-Windows-DotNETRuntime";
    private const EventKeywords GarbageCollection = (EventKeywords)0x1;
    private const int RestartEnd = 3; // GCRestartEEEnd
    private const int SuspendBegin = 9; // GCSuspendEEBegin

    private static readonly Lazy<GcPauses> Ear = new(() => new GcPauses());
    private static ImmutableList<Action<double>> told = [];

    private DateTime suspendedAt;

    private GcPauses()
    {
    }

    /// <summary>Tells of each pause from now on, on a thread of the runtime's, until what is returned is disposed. Any thread.</summary>
    /// <param name="pauseSeconds">Must not throw.</param>
    public static IDisposable Listen(Action<double> pauseSeconds)
    {
        ImmutableInterlocked.Update(ref told, (all, one) => all.Add(one), pauseSeconds);
        _ = Ear.Value;
        return new Listening(pauseSeconds);
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == Runtime) EnableEvents(eventSource, EventLevel.Informational, GarbageCollection);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventId == SuspendBegin)
        {
            suspendedAt = eventData.TimeStamp;
        }
        else if (eventData.EventId == RestartEnd && suspendedAt != default)
        {
            var pause = (eventData.TimeStamp - suspendedAt).TotalSeconds;
            suspendedAt = default;
            foreach (var tell in Volatile.Read(ref told)) tell(pause);
        }
    }

    private sealed class Listening(Action<double> pauseSeconds) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref told, (all, one) => all.Remove(one), pauseSeconds);
    }
}

using System.Diagnostics.Tracing;

namespace SessionRelay.Signaling.Operations;

/// <summary>
/// Hears from the runtime each time that it stopped all threads, and for how long. A garbage collection stops the relay's threads too,
/// so the longest pause bounds how smooth media can be.
/// </summary>
internal sealed class GcPauses(Action<double> pauseSeconds) : EventListener
{
    private const string Runtime = "Microsoft-Windows-DotNETRuntime";
    private const EventKeywords GarbageCollection = (EventKeywords)0x1;
    private const int RestartEnd = 3; // GCRestartEEEnd
    private const int SuspendBegin = 9; // GCSuspendEEBegin

    private DateTime suspendedAt;

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
            pauseSeconds((eventData.TimeStamp - suspendedAt).TotalSeconds);
            suspendedAt = default;
        }
    }
}

using NodaTime;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.FirstContact;

namespace SessionRelay.Portal.Pages.Intake;

/// <summary>How the queue says what it knows.</summary>
internal static class WaitWords
{
    /// <summary><c>12 minutes</c>, <c>3 hours</c>, <c>2 days</c>: whole units, downwards.</summary>
    public static string Of(Duration waits) => waits switch
    {
        { TotalMinutes: < 1 } => "just now",
        { TotalHours: < 1 } => Count((int)waits.TotalMinutes, "minute"),
        { TotalDays: < 1 } => Count((int)waits.TotalHours, "hour"),
        _ => Count((int)waits.TotalDays, "day"),
    };

    public static string Of(RequestState state) => state switch
    {
        RequestState.Waiting => "Waiting",
        RequestState.Assigned => "Assigned",
        RequestState.Done => "First conversation booked",
        RequestState.Withdrawn => "Withdrawn",
        _ => "Declined",
    };

    public static string Of(FlagSource source) => source switch
    {
        FlagSource.FirstContact => "said on the first form that there is danger",
        FlagSource.ClientPage => "pressed \"Are you in danger now?\"",
        FlagSource.SelfHarmItem => "answered in a questionnaire that they think of being dead or of hurting themselves",
        _ => "was flagged by a clinician",
    };

    private static string Count(int count, string unit) => count == 1 ? $"1 {unit}" : $"{count} {unit}s";
}

using NodaTime;
using SessionRelay.Portal.Pages.Journey;

namespace SessionRelay.Portal.Pages.Client.Moving;

/// <summary>What a client has said of their move so far.</summary>
internal sealed class MovingDraft
{
    /// <summary>Its code.</summary>
    public string? Region { get; set; }

    /// <summary>IANA.</summary>
    public string? Zone { get; set; }

    public LocalDate? On { get; set; }
}

internal static class MovingPlan
{
    public static readonly JourneyPlan<MovingDraft> Plan = new(
        "moving",
        [
            new(typeof(WhereModel), draft => draft.Region is not null && draft.Zone is not null),
            new(typeof(WhenModel), draft => draft.On is not null),
        ],
        typeof(CheckModel));
}

namespace SessionRelay.Phone.Sip;

/// <summary>What a final answer to an INVITE means for people.</summary>
internal static class CallResult
{
    public static CallEnd Of(int status) => status switch
    {
        486 or 600 => CallEnd.Busy,
        603 or 607 => CallEnd.Declined,
        404 or 410 or 484 or 485 or 604 => CallEnd.WrongNumber,
        408 or 430 or 480 or 500 or 502 or 503 or 504 => CallEnd.Unreachable,
        _ => CallEnd.Failed, // 3xx too: whoever follows a trunk's redirection calls numbers that nobody checked
    };
}

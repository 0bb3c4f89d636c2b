using SessionRelay.Wire;

namespace SessionRelay.Phone.Sip;

/// <summary>RFC 4028: whether a call is still there is asked by a re-INVITE now and then; without any the call is over.</summary>
internal sealed class SessionTimer
{
    /// <summary>Seconds: what is asked for, the RFC's recommendation.</summary>
    public const uint Interval = 1_800;

    /// <summary>Seconds: the shortest that may be agreed (RFC 4028 section 4).</summary>
    public const uint Minimum = 90;

    /// <summary>Seconds: a trunk that asks for more is told none.</summary>
    public const uint Maximum = 86_400;

    /// <summary>When this side asks; never: the other side does.</summary>
    public MonotonicTime RefreshAt { get; private set; } = MonotonicTime.Never;

    public MonotonicTime ExpiresAt { get; private set; } = MonotonicTime.Never;

    /// <summary>Takes what a 2xx to our INVITE, or a re-INVITE of the other side, says. Gives the header of the answer to a re-INVITE; null without a timer.</summary>
    public string? Take(SipMessage message, MonotonicTime now)
    {
        if (message.Seconds(SipHeaderName.SessionExpires) is not { } seconds || seconds is < Minimum or > Maximum)
        {
            RefreshAt = ExpiresAt = MonotonicTime.Never;
            return null;
        }

        var value = message.Header(SipHeaderName.SessionExpires)!;
        var ours = value.Contains(message.IsRequest ? "refresher=uas" : "refresher=uac", StringComparison.OrdinalIgnoreCase);
        var span = TimeSpan.FromSeconds(seconds);
        RefreshAt = ours ? now + span / 2 : MonotonicTime.Never;
        ExpiresAt = now + span - TimeSpan.FromSeconds(Math.Min(32, seconds / 3.0)); // RFC 4028 section 10
        return $"{seconds};refresher={(ours ? "uas" : "uac")}";
    }

    /// <summary>The refresh was sent, or is to be tried again at <paramref name="at"/>.</summary>
    public void Refreshed(MonotonicTime at) => RefreshAt = at;
}

using System.Security.Cryptography;
using System.Text;

namespace SessionRelay.Signaling.Hosting;

/// <summary>Configuration section <c>Webhooks</c>: who is told what happens in sessions.</summary>
public sealed class WebhookSettings
{
    public const string Section = "Webhooks";

    /// <summary>An event waits once for each.</summary>
    public const int MostReceivers = 16;

    public IList<WebhookOptions> Receivers { get; set; } = [];

    /// <summary>The receiver to which an address belongs: of the same scheme, host and port; null where there is none.</summary>
    public WebhookOptions? SameOrigin(string url) => Uri.TryCreate(url, UriKind.Absolute, out var asked) && asked.UserInfo.Length == 0
        ? Receivers.FirstOrDefault(receiver => Uri.TryCreate(receiver.Url, UriKind.Absolute, out var known)
            && string.Equals(asked.GetLeftPart(UriPartial.Authority), known.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase))
        : null;
}

/// <summary>One entry of <c>Webhooks</c>.</summary>
public sealed class WebhookOptions : NumberedEntry
{
    /// <summary>Characters of <see cref="Secret"/>: a random one of that length is out of reach of guessing.</summary>
    public const int ShortestSecret = 16;

    /// <summary>HTTPS, or HTTP on this machine. May hold a secret of the receiver's: it stands in no message.</summary>
    public string Url { get; set; } = "";

    /// <summary>Its UTF-8 bytes are the key of the signature.</summary>
    public string Secret { get; set; } = "";

    /// <summary>Any of <see cref="WebhookEvents.All"/>; empty: all.</summary>
    public IList<string> Events { get; set; } = [];

    /// <summary>Names the receiver in the outbox: the same as long as its address is, whatever its secret.</summary>
    public string Key => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Url)).AsSpan(0, 16));

    public bool Wants(string type) => Events.Count == 0 || Events.Contains(type, StringComparer.OrdinalIgnoreCase);
}

/// <summary>What a receiver can be told, by the protocol's names.</summary>
public static class WebhookEvents
{
    public const string SessionStarted = "session.started";
    public const string SessionExtended = "session.extended";
    public const string SessionEnded = "session.ended";
    public const string ParticipantJoined = "participant.joined";
    public const string ParticipantReconnecting = "participant.reconnecting";
    public const string ParticipantReconnected = "participant.reconnected";
    public const string ParticipantLeft = "participant.left";
    public const string PhoneDialed = "phone.dialed";
    public const string PhoneAnswered = "phone.answered";
    public const string PhoneFailed = "phone.failed";
    public const string PhoneEnded = "phone.ended";

    public static IReadOnlyList<string> All { get; } =
        [SessionStarted, SessionExtended, SessionEnded, ParticipantJoined, ParticipantReconnecting, ParticipantReconnected, ParticipantLeft, PhoneDialed, PhoneAnswered, PhoneFailed, PhoneEnded];
}

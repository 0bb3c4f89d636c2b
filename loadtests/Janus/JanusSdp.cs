using System.Text;
using SessionRelay.Dtls;
using SessionRelay.Ice;
using SessionRelay.Sdp;

namespace SessionRelay.LoadTests.Janus;

/// <summary>Descriptions as Janus wants them: a publisher's offer without m-lines that it does not know, and a subscriber's answer to Janus's own offer.</summary>
internal static class JanusSdp
{
    /// <summary>Of our client's offer, the m-lines that send; and the client begins the handshake.</summary>
    public static string PublisherOffer(string offer)
    {
        var sections = offer.Split("\r\nm=");
        var kept = sections.Skip(1).Where(section => section.Contains("a=sendonly")).ToArray();
        var mids = kept.Select(section => MidOf(section));
        var session = string.Join("\r\n", sections[0].Split("\r\n").Select(line => line.StartsWith("a=group:BUNDLE") ? $"a=group:BUNDLE {string.Join(' ', mids)}" : line));
        var text = session + string.Concat(kept.Select(section => "\r\nm=" + section));
        text = text.Replace("a=setup:actpass", "a=setup:active");
        return text.EndsWith("\r\n") ? text : text + "\r\n";
    }

    /// <summary>Takes all that Janus offers.</summary>
    public static string SubscriberAnswer(string offer, IceCredentials credentials, DtlsFingerprint fingerprint)
    {
        var text = new StringBuilder(offer.Length);
        foreach (var line in offer.Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
        {
            if (IsSendersOwn(line))
                continue;
            if (line.StartsWith("a=mid:"))
            {
                text.Append($"{line}\r\na=ice-ufrag:{credentials.Ufrag}\r\na=ice-pwd:{credentials.Password}\r\na=fingerprint:{fingerprint}\r\na=setup:active\r\n");
                continue;
            }

            text.Append(line == "a=sendonly" ? "a=recvonly" : line).Append("\r\n");
        }

        return text.ToString();
    }

    /// <summary>Janus's side of a connection. Throws <see cref="FormatException"/> when it can't be read.</summary>
    public static SdpAnswer Read(string sdp) =>
        SdpAnswer.TryParse(sdp, out var description, out var error) && description is not null
            ? description
            : throw new FormatException($"Janus's description can't be read: line {error.Line}: {error.Reason}");

    private static bool IsSendersOwn(string line) =>
        line.StartsWith("a=ice-") || line.StartsWith("a=fingerprint:") || line.StartsWith("a=setup:") || line.StartsWith("a=candidate:")
        || line.StartsWith("a=end-of-candidates") || line.StartsWith("a=ssrc") || line.StartsWith("a=msid");

    private static string MidOf(string section) => section.Split("\r\n").First(line => line.StartsWith("a=mid:"))["a=mid:".Length..];
}

namespace SessionRelay.Sdp;

/// <summary>Reads <c>a=extmap</c> (RFC 8285 section 8).</summary>
internal static class SdpExtensionReader
{
    // RFC 8285 section 4.3: the two-byte form has ids to 255; section 6 lets an offer list alternatives from 4096 that are not in use.
    private const uint LastId = 255;
    private const uint FirstAlternative = 4096;
    private const uint LastAlternative = 4351;
    private const uint ReservedId = 15;

    public static string? Read(SdpSection section, ReadOnlySpan<char> value)
    {
        var mapping = SdpToken.NextWord(ref value);
        var uri = SdpToken.NextWord(ref value);
        var slash = mapping.IndexOf('/');
        var number = slash < 0 ? mapping : mapping[..slash];
        if (!SdpToken.TryNumber(number, LastAlternative, out var id) || id is 0 or (> LastId and < FirstAlternative) || uri.IsEmpty)
            return "an extmap is an id from 1 to 255, an optional direction and a URI";
        SdpDirection? direction = slash < 0 ? SdpDirection.SendRecv : mapping[(slash + 1)..] switch
        {
            "sendrecv" => SdpDirection.SendRecv,
            "sendonly" => SdpDirection.SendOnly,
            "recvonly" => SdpDirection.RecvOnly,
            "inactive" => SdpDirection.Inactive,
            _ => null,
        };
        if (direction is null)
            return "an extmap with an unknown direction";
        if (section.ExtensionIds.Count == SdpLimits.Extensions)
            return $"more than {SdpLimits.Extensions} header extensions in one m-line";
        if (section.ExtensionIds.Contains((int)id))
            return "an extension id stands twice in one m-line";
        section.ExtensionIds.Add((int)id);
        if (id <= LastId && id != ReservedId && TryKnow(uri, out var known) && !Has(section, known))
            section.Extensions.Add(new SdpExtension(known, (byte)id, direction.Value, slash >= 0));
        return null;
    }

    public static string UriOf(SdpExtensionUri uri) => uri switch
    {
        SdpExtensionUri.Mid => "urn:ietf:params:rtp-hdrext:sdes:mid",
        SdpExtensionUri.Rid => "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
        SdpExtensionUri.RepairedRid => "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
        SdpExtensionUri.AudioLevel => "urn:ietf:params:rtp-hdrext:ssrc-audio-level",
        SdpExtensionUri.AbsSendTime => "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
        _ => "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
    };

    private static bool TryKnow(ReadOnlySpan<char> uri, out SdpExtensionUri known)
    {
        for (known = SdpExtensionUri.Mid; known <= SdpExtensionUri.TransportWideCc; known++)
        {
            if (uri.SequenceEqual(UriOf(known)))
                return true;
        }

        return false;
    }

    private static bool Has(SdpSection section, SdpExtensionUri uri)
    {
        foreach (var extension in section.Extensions)
        {
            if (extension.Uri == uri)
                return true;
        }

        return false;
    }
}

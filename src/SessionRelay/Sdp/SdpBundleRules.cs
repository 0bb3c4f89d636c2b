namespace SessionRelay.Sdp;

/// <summary>
/// Holds an offer as a whole against protocol.md (Offers): its shape, its one BUNDLE group, and the transport that the group shares.
/// </summary>
internal static class SdpBundleRules
{
    /// <summary>Null and the m-line that speaks for the transport, or what is wrong and where.</summary>
    public static SdpError? Check(SdpDescription description, out SdpSection transport)
    {
        transport = description.Session;
        var media = description.Media;
        if (media.Count < SdpLimits.Published)
            return new SdpError(1, "fewer than 3 m-lines: microphone, camera and screen are always offered");
        if ((media.Count - SdpLimits.Published) % 2 != 0)
            return new SdpError(media[^1].Line, "a slot is a pair of audio and video");
        if (description.Session.IceLite)
            return new SdpError(1, "the relay is ICE-lite, so the client can't be");
        if (description.Session.Bundle is not { Count: > 0 } bundle)
            return new SdpError(1, "no BUNDLE group");

        Dictionary<string, SdpSection> byMid = new(media.Count, StringComparer.Ordinal);
        foreach (var section in media)
        {
            if (section.Mid is null)
                return new SdpError(section.Line, "an m-line without a mid");
            if (!byMid.TryAdd(section.Mid, section))
                return new SdpError(section.Line, "a mid stands twice");
        }

        foreach (var mid in bundle)
        {
            if (!byMid.Remove(mid, out var section))
                return new SdpError(description.Session.BundleLine, "the BUNDLE group names a mid twice, or one that no m-line has");
            if (transport == description.Session)
                transport = section;
        }

        foreach (var section in media)
        {
            if (byMid.ContainsKey(section.Mid!))
                return new SdpError(section.Line, "an m-line outside the BUNDLE group");
        }

        return CheckTransport(description.Session, transport) is { } reason ? new SdpError(transport.Line, reason) : null;
    }

    // RFC 8843 section 7.1.3: in later offers the other m-lines may leave all of this out.
    private static string? CheckTransport(SdpSection session, SdpSection transport)
    {
        if (!transport.RtcpMux)
            return "no rtcp-mux";
        if ((transport.Ufrag ?? session.Ufrag) is null)
            return "no ice-ufrag";
        if ((transport.Password ?? session.Password) is null)
            return "no ice-pwd";
        var nearest = transport.FingerprintLines > 0 ? transport : session;
        if (nearest.FingerprintLines == 0)
            return "no fingerprint";
        if (nearest.Fingerprints.Count == 0)
            return "no fingerprint of SHA-256, SHA-384 or SHA-512";
        return (transport.Setup ?? session.Setup) switch
        {
            SdpSetup.ActPass or SdpSetup.Active => null,
            null => "no setup",
            _ => "the relay is the DTLS server, so setup is actpass or active",
        };
    }
}

namespace SessionRelay.Sdp;

/// <summary>
/// Reads one <c>a=</c> line into its section. An attribute that nothing here uses is passed over; one that is used must keep its grammar,
/// and one that may stand once must not stand twice, since two readers could then see two different calls.
/// </summary>
internal readonly ref struct SdpAttributeReader(string ridDirection, bool keepCandidates)
{
    private const string Twice = "an attribute that may stand once stands twice";

    /// <summary>Null when the line is fine, otherwise what is wrong with it.</summary>
    public string? Read(SdpSection section, ReadOnlySpan<char> attribute, int line, bool atSession)
    {
        var colon = attribute.IndexOf(':');
        var name = colon < 0 ? attribute : attribute[..colon];
        var value = colon < 0 ? default : attribute[(colon + 1)..];
        switch (name)
        {
            case "group":
                return atSession ? ReadGroup(section, value, line) : "a group below an m-line";
            case "mid":
                return atSession ? "a mid before the first m-line" : ReadMid(section, value);
            case "sendrecv":
                return SetDirection(section, SdpDirection.SendRecv);
            case "sendonly":
                return SetDirection(section, SdpDirection.SendOnly);
            case "recvonly":
                return SetDirection(section, SdpDirection.RecvOnly);
            case "inactive":
                return SetDirection(section, SdpDirection.Inactive);
            case "ice-ufrag":
                if (section.Ufrag is not null)
                    return Twice;
                section.Ufrag = SdpToken.IsIceCredential(value, SdpLimits.UfragMinimum) ? value.ToString() : null;
                return section.Ufrag is null ? "an ice-ufrag is 4 to 256 letters, digits, + or /" : null;
            case "ice-pwd":
                if (section.Password is not null)
                    return Twice;
                section.Password = SdpToken.IsIceCredential(value, SdpLimits.PasswordMinimum) ? value.ToString() : null;
                return section.Password is null ? "an ice-pwd is 22 to 256 letters, digits, + or /" : null;
            case "fingerprint":
                return SdpFingerprintReader.Read(section, value);
            case "setup":
                return ReadSetup(section, value);
            case "rtcp-mux":
                section.RtcpMux = true;
                return null;
            case "rtcp-rsize":
                section.ReducedSizeRtcp = true;
                return null;
            case "bundle-only":
                section.BundleOnly = true;
                return null;
            case "ice-lite":
                section.IceLite = true;
                return null;
            case "extmap-allow-mixed":
                section.ExtmapAllowMixed = true;
                return null;
            case "end-of-candidates":
                section.EndOfCandidates = true;
                return null;
            case "extmap":
                return SdpExtensionReader.Read(section, value);
            case "candidate":
                if (keepCandidates && section.Candidates.Count < SdpLimits.Candidates && SdpCandidate.TryParse(value, out var candidate))
                    section.Candidates.Add(candidate);
                return null;
            default:
                return atSession ? null : ReadMedia(section, name, value, line);
        }
    }

    private string? ReadMedia(SdpSection section, ReadOnlySpan<char> name, ReadOnlySpan<char> value, int line) => name switch
    {
        "rtpmap" => SdpFormatReader.ReadMap(section, value),
        "fmtp" => SdpFormatReader.ReadParameters(section, value),
        "rtcp-fb" => SdpFormatReader.ReadFeedback(section, value),
        "msid" => SdpSourceReader.ReadStream(section, value),
        "ssrc" => SdpSourceReader.ReadSsrc(section, value),
        "ssrc-group" => SdpSourceReader.ReadSsrcGroup(section, value),
        "rid" => SdpSourceReader.ReadRid(section, value, ridDirection),
        "simulcast" => SdpSourceReader.ReadSimulcast(section, value, line, ridDirection),
        _ => null,
    };

    private static string? SetDirection(SdpSection section, SdpDirection direction)
    {
        if (section.Direction is not null)
            return Twice;
        section.Direction = direction;
        return null;
    }

    private static string? ReadMid(SdpSection section, ReadOnlySpan<char> value)
    {
        if (section.Mid is not null)
            return Twice;
        if (!SdpToken.IsToken(value, SdpLimits.SourceName))
            return $"a mid is a token of 1 to {SdpLimits.SourceName} characters";
        section.Mid = value.ToString();
        return null;
    }

    private static string? ReadGroup(SdpSection section, ReadOnlySpan<char> value, int line)
    {
        if (SdpToken.NextWord(ref value) is not "BUNDLE")
            return null;
        if (section.Bundle is not null)
            return "more than one BUNDLE group";
        section.Bundle = [];
        section.BundleLine = line;
        while (SdpToken.NextWord(ref value) is { IsEmpty: false } mid)
        {
            if (section.Bundle.Count == SdpLimits.MediaSections)
                return $"a BUNDLE group of more than {SdpLimits.MediaSections} mids";
            if (!SdpToken.IsToken(mid, SdpLimits.SourceName))
                return $"a mid is a token of 1 to {SdpLimits.SourceName} characters";
            section.Bundle.Add(mid.ToString());
        }

        return null;
    }

    private static string? ReadSetup(SdpSection section, ReadOnlySpan<char> value)
    {
        if (section.Setup is not null)
            return Twice;
        section.Setup = value switch
        {
            "actpass" => SdpSetup.ActPass,
            "active" => SdpSetup.Active,
            "passive" => SdpSetup.Passive,
            "holdconn" => SdpSetup.HoldConn,
            _ => null,
        };
        return section.Setup is null ? "an unknown setup" : null;
    }
}

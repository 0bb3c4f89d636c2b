namespace SessionRelay.Sdp;

/// <summary>One m-line of the relay's answer as the client role reads it.</summary>
/// <param name="Direction">As the relay sees it: <c>sendonly</c> for a slot.</param>
/// <param name="Formats">In the answer's order: the first codec is the one to send.</param>
/// <param name="Rids">Encodings that the relay takes; empty without simulcast.</param>
/// <param name="Streams">What the relay sends in a slot: one SSRC, for video with its RTX SSRC.</param>
/// <param name="StreamId">The slot's MediaStream.</param>
internal sealed record SdpAnsweredMedia(
    string Mid,
    SdpMediaType Type,
    SdpDirection Direction,
    IReadOnlyList<SdpFormat> Formats,
    IReadOnlyList<SdpExtension> Extensions,
    IReadOnlyList<string> Rids,
    IReadOnlyList<SdpSsrc> Streams,
    string? StreamId,
    string? TrackId,
    string? Cname)
{
    /// <summary>The payload type of <paramref name="codec"/>; null when the relay didn't take it.</summary>
    public byte? PayloadTypeOf(SdpCodec codec)
    {
        foreach (var format in Formats)
        {
            if (format.Codec == codec)
                return format.PayloadType;
        }

        return null;
    }

    /// <summary>The extension's id in this m-line; 0 when the relay didn't take it.</summary>
    public byte ExtensionId(SdpExtensionUri uri)
    {
        foreach (var extension in Extensions)
        {
            if (extension.Uri == uri)
                return extension.Id;
        }

        return 0;
    }
}

/// <summary>The relay's answer as a client reads it: tests and load generator. Immutable.</summary>
internal sealed class SdpAnswer
{
    private SdpAnswer(SdpSection session, SdpSection transport, List<SdpAnsweredMedia> media)
    {
        Ufrag = (transport.Ufrag ?? session.Ufrag)!;
        Password = (transport.Password ?? session.Password)!;
        Fingerprints = transport.FingerprintLines > 0 ? transport.Fingerprints : session.Fingerprints;
        Setup = (transport.Setup ?? session.Setup)!.Value;
        IceLite = session.IceLite;
        Candidates = transport.Candidates;
        EndOfCandidates = transport.EndOfCandidates;
        Bundle = session.Bundle!;
        Media = media;
    }

    public string Ufrag { get; }
    public string Password { get; }
    public IReadOnlyList<SdpFingerprint> Fingerprints { get; }
    public SdpSetup Setup { get; }
    public bool IceLite { get; }
    public IReadOnlyList<SdpCandidate> Candidates { get; }
    public bool EndOfCandidates { get; }
    public IReadOnlyList<string> Bundle { get; }

    /// <summary>In the offer's order.</summary>
    public IReadOnlyList<SdpAnsweredMedia> Media { get; }

    public SdpAnsweredMedia SlotAudio(int slot) => Media[SdpLimits.Published + 2 * slot];

    public SdpAnsweredMedia SlotVideo(int slot) => Media[SdpLimits.Published + 2 * slot + 1];

    /// <summary>Reads an answer. False, with line and reason, when it is malformed or has no usable transport. Never throws.</summary>
    public static bool TryParse(string sdp, out SdpAnswer? answer, out SdpError error)
    {
        answer = null;
        if (!SdpDescription.TryParse(sdp, "recv", keepCandidates: true, out var description, out error))
            return false;
        var session = description.Session;
        List<SdpAnsweredMedia> media = new(description.Media.Count);
        SdpSection? transport = null;
        foreach (var section in description.Media)
        {
            if (section.Mid is null)
            {
                error = new SdpError(section.Line, "an m-line without a mid");
                return false;
            }

            if (session.Bundle is { Count: > 0 } bundle && bundle[0] == section.Mid)
                transport = section;
            media.Add(Resolve(session, section));
        }

        var reason = transport is null ? "no BUNDLE group"
            : (transport.Ufrag ?? session.Ufrag) is null ? "no ice-ufrag"
            : (transport.Password ?? session.Password) is null ? "no ice-pwd"
            : (transport.Setup ?? session.Setup) is null ? "no setup"
            : (transport.FingerprintLines > 0 ? transport : session).Fingerprints.Count == 0 ? "no fingerprint"
            : null;
        if (reason is not null)
        {
            error = new SdpError(transport?.Line ?? 1, reason);
            return false;
        }

        answer = new SdpAnswer(session, transport!, media);
        return true;
    }

    private static SdpAnsweredMedia Resolve(SdpSection session, SdpSection section)
    {
        List<SdpSsrc> streams = [.. section.FlowIdentifications];
        if (streams.Count == 0)
        {
            foreach (var ssrc in section.Ssrcs)
                streams.Add(new SdpSsrc(ssrc, null));
        }

        return new SdpAnsweredMedia(
            section.Mid!,
            section.Type,
            section.Direction ?? session.Direction ?? SdpDirection.SendRecv,
            section.Formats,
            section.Extensions,
            section.Rids,
            streams,
            section.StreamId,
            section.TrackId,
            section.Cname);
    }
}

namespace SessionRelay.Sdp;

/// <summary>
/// A client's offer that keeps to protocol.md (Offers), resolved for the media side. Immutable; any thread may read it.
/// RFC 8866 for the grammar, RFC 8829 for what an offer must hold, RFC 8843 for BUNDLE.
/// </summary>
internal sealed class SdpOffer
{
    private SdpOffer(SdpDescription description, List<SdpMedia> media, SdpSection transport)
    {
        var session = description.Session;
        Media = media;
        Bundle = session.Bundle!;
        TransportMid = transport.Mid!;
        Ufrag = (transport.Ufrag ?? session.Ufrag)!;
        Password = (transport.Password ?? session.Password)!;
        Fingerprints = transport.FingerprintLines > 0 ? transport.Fingerprints : session.Fingerprints;
        ExtmapAllowMixed = session.ExtmapAllowMixed;
    }

    /// <summary>Microphone, camera, screen, then the slots' audio and video in turn: 3 to 35.</summary>
    public IReadOnlyList<SdpMedia> Media { get; }

    public SdpMedia Microphone => Media[0];
    public SdpMedia Camera => Media[1];
    public SdpMedia Screen => Media[2];

    /// <summary>Number of slot pairs: 0 to 16.</summary>
    public int SlotCount => (Media.Count - SdpLimits.Published) / 2;

    /// <summary>Mids in the order of the BUNDLE group, which the answer keeps.</summary>
    public IReadOnlyList<string> Bundle { get; }

    /// <summary>The m-line that speaks for the whole transport: the group's first (RFC 8843 section 7.1.2).</summary>
    public string TransportMid { get; }

    /// <summary>The client's ICE credentials; others than before mean an ICE restart, see <see cref="IsIceRestartOf"/>.</summary>
    public string Ufrag { get; }

    public string Password { get; }

    /// <summary>Of the client's certificate, strong hash functions only, at least one. The certificate must match one of them (RFC 8122 section 5).</summary>
    public IReadOnlyList<SdpFingerprint> Fingerprints { get; }

    /// <summary>One- and two-byte header extensions may be mixed (RFC 8285 section 6), said at the session level.</summary>
    public bool ExtmapAllowMixed { get; }

    public SdpMedia SlotAudio(int slot) => Media[SdpLimits.Published + 2 * slot];

    public SdpMedia SlotVideo(int slot) => Media[SdpLimits.Published + 2 * slot + 1];

    /// <summary>
    /// Reads an offer of at most 131,072 characters. False, with the line and the reason, for anything that does not keep to protocol.md.
    /// Never throws; time and memory grow with the length of the text and no faster.
    /// </summary>
    public static bool TryParse(string sdp, out SdpOffer? offer, out SdpError error)
    {
        offer = null;
        if (!SdpDescription.TryParse(sdp, "send", keepCandidates: false, out var description, out error))
            return false;
        if (SdpBundleRules.Check(description, out var transport) is { } wrong)
        {
            error = wrong;
            return false;
        }

        List<SdpMedia> agreed = new(description.Media.Count);
        HashSet<uint> ssrcs = [];
        for (var i = 0; i < description.Media.Count; i++)
        {
            var refusal = SdpMediaRules.Agree(description, i, out var media);
            if (refusal is null && !AddAll(ssrcs, media!.Ssrcs))
                refusal = new SdpError(media.Line, "an SSRC stands in two m-lines");
            if (refusal is not null)
            {
                error = refusal.Value;
                return false;
            }

            agreed.Add(media!);
        }

        offer = new SdpOffer(description, agreed, transport);
        return true;
    }

    /// <summary>True when this offer asks for an ICE restart compared to <paramref name="previous"/> (RFC 8839 section 4.4.1.1.1).</summary>
    public bool IsIceRestartOf(SdpOffer previous) => Ufrag != previous.Ufrag || Password != previous.Password;

    /// <summary>
    /// Whether this offer may follow <paramref name="previous"/> on one peer connection: the same m-lines with the same mids in the same order,
    /// and the same certificate. More slots, or another certificate, need a new peer connection.
    /// </summary>
    public bool IsCompatibleSuccessorOf(SdpOffer previous, out SdpError error)
    {
        error = default;
        if (Media.Count != previous.Media.Count)
            error = new SdpError(Media[^1].Line, "a new offer of a peer connection keeps its m-lines; more slots need a new peer connection");
        else if (!SharesFingerprint(previous))
            error = new SdpError(1, "a new offer of a peer connection keeps its certificate");
        for (var i = 0; i < Media.Count && error == default; i++)
        {
            if (Media[i].Mid != previous.Media[i].Mid)
                error = new SdpError(Media[i].Line, "a new offer of a peer connection keeps its mids and their order");
        }

        return error == default;
    }

    private bool SharesFingerprint(SdpOffer previous)
    {
        foreach (var fingerprint in Fingerprints)
        {
            foreach (var other in previous.Fingerprints)
            {
                if (fingerprint == other)
                    return true;
            }
        }

        return false;
    }

    private static bool AddAll(HashSet<uint> all, IReadOnlyList<SdpSsrc> ssrcs)
    {
        var fresh = true;
        foreach (var ssrc in ssrcs)
            fresh &= all.Add(ssrc.Primary) && (ssrc.Rtx is not { } rtx || all.Add(rtx));
        return fresh;
    }
}

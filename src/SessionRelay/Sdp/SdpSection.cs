namespace SessionRelay.Sdp;

/// <summary>
/// What the session level or one m-line of a description says, before any rule about offers or answers is applied.
/// Only <see cref="SdpAttributeReader"/> fills it.
/// </summary>
/// <param name="line">Number of its first line.</param>
internal sealed class SdpSection(int line)
{
    private readonly sbyte[] formatIndex = NoFormats();
    private UInt128 mapped;

    public int Line { get; } = line;

    public SdpMediaType Type { get; set; }
    public int Port { get; set; }

    /// <summary>The transport as the m-line names it: <c>UDP/TLS/RTP/SAVPF</c> or <c>TCP/DTLS/RTP/SAVPF</c> (RFC 8829 section 5.1.2). Empty at the session level.</summary>
    public string Transport { get; set; } = "";

    /// <summary>In the m-line's order, which is the order of preference.</summary>
    public List<SdpFormat> Formats { get; } = [];

    /// <summary>From <c>a=rtcp-fb:*</c> lines: holds for every format.</summary>
    public SdpFeedback FeedbackOfAll { get; set; }

    public string? Mid { get; set; }
    public SdpDirection? Direction { get; set; }
    public string? Ufrag { get; set; }
    public string? Password { get; set; }
    public List<SdpFingerprint> Fingerprints { get; } = [];

    /// <summary>Lines with a fingerprint of any hash function, also of those that are not kept.</summary>
    public int FingerprintLines { get; set; }

    public SdpSetup? Setup { get; set; }
    public bool RtcpMux { get; set; }
    public bool ReducedSizeRtcp { get; set; }
    public bool BundleOnly { get; set; }
    public bool IceLite { get; set; }
    public bool ExtmapAllowMixed { get; set; }
    public bool EndOfCandidates { get; set; }

    /// <summary>Mids of the BUNDLE group; null without one. Session level only.</summary>
    public List<string>? Bundle { get; set; }

    /// <summary>Where the BUNDLE group stands; 1 without one.</summary>
    public int BundleLine { get; set; } = 1;

    public List<SdpExtension> Extensions { get; } = [];
    public List<int> ExtensionIds { get; } = [];
    public string? StreamId { get; set; }
    public string? TrackId { get; set; }
    public List<uint> Ssrcs { get; } = [];
    public List<SdpSsrc> FlowIdentifications { get; } = [];
    public string? Cname { get; set; }

    /// <summary>Names of the <c>a=rid:… send</c> (an answer: <c>recv</c>) lines, in their order.</summary>
    public List<string> Rids { get; } = [];

    /// <summary>The streams of <c>a=simulcast:send</c> (an answer: <c>recv</c>), the first alternative of each; null without such a line.</summary>
    public List<SdpRid>? Simulcast { get; set; }

    public int SimulcastLine { get; set; }
    public List<SdpCandidate> Candidates { get; } = [];

    public bool TryAddFormat(byte payloadType)
    {
        if (formatIndex[payloadType] >= 0)
            return false;
        formatIndex[payloadType] = (sbyte)Formats.Count;
        Formats.Add(new SdpFormat(payloadType) { Codec = payloadType == 0 ? SdpCodec.Pcmu : SdpCodec.Other, ClockRate = payloadType == 0 ? 8_000 : 0 });
        return true;
    }

    /// <summary>Null for a payload type that the m-line doesn't list: Firefox leaves rtcp-fb lines of codecs that the page took out.</summary>
    public SdpFormat? FindFormat(byte payloadType) => formatIndex[payloadType] < 0 ? null : Formats[formatIndex[payloadType]];

    public void ReplaceFormat(SdpFormat format) => Formats[formatIndex[format.PayloadType]] = format;

    /// <summary>False when the payload type had an rtpmap line before.</summary>
    public bool TryMarkMapped(byte payloadType)
    {
        var bit = UInt128.One << payloadType;
        if ((mapped & bit) != UInt128.Zero)
            return false;
        mapped |= bit;
        return true;
    }

    private static sbyte[] NoFormats()
    {
        var index = new sbyte[128];
        Array.Fill(index, (sbyte)-1);
        return index;
    }
}

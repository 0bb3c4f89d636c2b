namespace SessionRelay.Sdp;

/// <summary>One m-line of an accepted offer as the media side needs it: its role, and the numbers that were agreed for it.</summary>
internal sealed class SdpMedia
{
    /// <summary>Place among the m-lines, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>Where its <c>m=</c> line stands in the offer, from 1.</summary>
    public required int Line { get; init; }

    public required string Mid { get; init; }
    public required SdpMediaType Type { get; init; }
    public required SdpMediaRole Role { get; init; }

    /// <summary>Number of the slot pair from 0, −1 for what the client publishes.</summary>
    public required int Slot { get; init; }

    /// <summary>As the client sees it: <c>sendonly</c> or <c>inactive</c> when published, <c>recvonly</c> for a slot.</summary>
    public required SdpDirection Direction { get; init; }

    /// <summary>The m-line's transport, which the answer repeats (RFC 8829 section 5.3.1).</summary>
    public required string Transport { get; init; }

    public required bool ReducedSizeRtcp { get; init; }
    public required bool ExtmapAllowMixed { get; init; }

    /// <summary>The agreed payload types with the agreed feedback, in the answer's order: audio has the client's first of Opus, RED and PCMU first.</summary>
    public required IReadOnlyList<SdpFormat> Formats { get; init; }

    /// <summary>The agreed header extensions. An id means what it says here in this m-line only.</summary>
    public required IReadOnlyList<SdpExtension> Extensions { get; init; }

    /// <summary>Encodings told apart by rid, in the client's order; empty for a single encoding.</summary>
    public required IReadOnlyList<SdpRid> Rids { get; init; }

    /// <summary>The rids came with a simulcast line, and the answer has one too.</summary>
    public required bool Simulcast { get; init; }

    /// <summary>The client's own SSRCs where it names them, in its order; Firefox does so beside rids. Empty for slots.</summary>
    public required IReadOnlyList<SdpSsrc> Ssrcs { get; init; }

    public required string? Cname { get; init; }

    /// <summary>The client's MediaStream; null or <c>-</c> without one.</summary>
    public required string? StreamId { get; init; }

    public required string? TrackId { get; init; }

    public bool IsSlot => Slot >= 0;

    public byte? Opus => PayloadTypeOf(SdpCodec.Opus);

    /// <summary>Packets of <see cref="Opus"/> that carry earlier ones again; of a microphone only.</summary>
    public byte? Red => PayloadTypeOf(SdpCodec.Red);

    public byte? Pcmu => PayloadTypeOf(SdpCodec.Pcmu);
    public byte? Vp8 => PayloadTypeOf(SdpCodec.Vp8);

    /// <summary>Retransmissions of <see cref="Vp8"/>.</summary>
    public byte? Rtx => PayloadTypeOf(SdpCodec.Rtx);

    /// <summary>Digits at 8,000 Hz, beside PCMU.</summary>
    public byte? TelephoneEvent => PayloadTypeOf(SdpCodec.TelephoneEvent, 8_000);

    /// <summary>Digits at 48,000 Hz, beside Opus.</summary>
    public byte? WidebandTelephoneEvent => PayloadTypeOf(SdpCodec.TelephoneEvent, 48_000);

    /// <summary>What an audio m-line prefers: Opus, RED or PCMU. A new offer with another one first switches the codec.</summary>
    public SdpCodec PreferredCodec => Formats[0].Codec;

    /// <summary>The extension's id in this m-line; 0 when it was not agreed.</summary>
    public byte ExtensionId(SdpExtensionUri uri)
    {
        foreach (var extension in Extensions)
        {
            if (extension.Uri == uri)
                return extension.Id;
        }

        return 0;
    }

    /// <summary>The agreed feedback of <paramref name="codec"/>; none when the codec was not agreed.</summary>
    public SdpFeedback FeedbackOf(SdpCodec codec)
    {
        foreach (var format in Formats)
        {
            if (format.Codec == codec)
                return format.Feedback;
        }

        return SdpFeedback.None;
    }

    private byte? PayloadTypeOf(SdpCodec codec, int clockRate = 0)
    {
        foreach (var format in Formats)
        {
            if (format.Codec == codec && (clockRate == 0 || format.ClockRate == clockRate))
                return format.PayloadType;
        }

        return null;
    }
}

using System.Text;

namespace SessionRelay.Sdp;

/// <summary>The lines that offers and answers write alike.</summary>
internal static class SdpText
{
    public static void AppendSession(StringBuilder text, ulong sessionId, ulong version, IReadOnlyList<string> bundle)
    {
        text.Append($"v=0\r\no=- {sessionId} {version} IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE");
        foreach (var mid in bundle)
            text.Append(' ').Append(mid);
        text.Append("\r\n");
    }

    public static void AppendMediaLine(StringBuilder text, SdpMediaType type, int port, string transport, IReadOnlyList<SdpFormat> formats)
    {
        text.Append($"m={(type == SdpMediaType.Audio ? "audio" : "video")} {port} {transport}");
        foreach (var format in formats)
            text.Append(' ').Append(format.PayloadType);
        text.Append("\r\nc=IN IP4 0.0.0.0\r\n");
    }

    public static void AppendTransport(StringBuilder text, string ufrag, string password, string fingerprint, string setup) =>
        text.Append($"a=ice-ufrag:{ufrag}\r\na=ice-pwd:{password}\r\na=fingerprint:{fingerprint}\r\na=setup:{setup}\r\n");

    /// <summary>
    /// The format's rtpmap, fmtp and rtcp-fb lines. Opus: in-band FEC on, and DTX off, since its gaps would look like a dead path
    /// and its rhythm shows speech (architecture.md, Liveness).
    /// </summary>
    public static void AppendFormat(StringBuilder text, SdpFormat format)
    {
        var encoding = format.Codec switch
        {
            SdpCodec.Opus => "opus/48000/2",
            SdpCodec.Pcmu => "PCMU/8000",
            SdpCodec.TelephoneEvent => format.ClockRate == 8_000 ? "telephone-event/8000" : "telephone-event/48000",
            SdpCodec.Vp8 => "VP8/90000",
            SdpCodec.Rtx => "rtx/90000",
            SdpCodec.Red => "red/48000/2",
            _ => throw new ArgumentOutOfRangeException(nameof(format), format.Codec, "Only agreed codecs are written."),
        };
        text.Append($"a=rtpmap:{format.PayloadType} {encoding}\r\n");
        if (format.Codec == SdpCodec.Opus)
            text.Append($"a=fmtp:{format.PayloadType} minptime=10;useinbandfec=1;usedtx=0\r\n");
        if (format.Codec == SdpCodec.Rtx)
            text.Append($"a=fmtp:{format.PayloadType} apt={format.AssociatedPayloadType}\r\n");
        if (format.Codec == SdpCodec.Red)
            text.Append($"a=fmtp:{format.PayloadType} {format.AssociatedPayloadType}/{format.AssociatedPayloadType}\r\n");
        AppendFeedback(text, format, SdpFeedback.Nack, "nack");
        AppendFeedback(text, format, SdpFeedback.NackPli, "nack pli");
        AppendFeedback(text, format, SdpFeedback.CcmFir, "ccm fir");
        AppendFeedback(text, format, SdpFeedback.TransportCc, "transport-cc");
    }

    private static void AppendFeedback(StringBuilder text, SdpFormat format, SdpFeedback feedback, string name)
    {
        if (format.Feedback.HasFlag(feedback))
            text.Append($"a=rtcp-fb:{format.PayloadType} {name}\r\n");
    }
}

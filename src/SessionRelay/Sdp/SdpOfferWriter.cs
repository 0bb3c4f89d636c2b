using System.Text;

namespace SessionRelay.Sdp;

/// <summary>The payload types of a client's offer; the defaults are Chromium's. Each 0 to 127 and not 64 to 95.</summary>
internal sealed record SdpPayloadTypes
{
    public byte Opus { get; init; } = 111;

    /// <summary>Null: not offered.</summary>
    public byte? Red { get; init; }

    public byte Pcmu { get; init; }
    public byte TelephoneEvent { get; init; } = 126;
    public byte Vp8 { get; init; } = 96;
    public byte Rtx { get; init; } = 97;
}

/// <summary>The header extension ids of a client's offer; the defaults are Chromium's. Each 1 to 14, or 16 to 255 in the two-byte form; 0 leaves it out.</summary>
internal sealed record SdpExtensionIds
{
    public byte Mid { get; init; } = 4;
    public byte Rid { get; init; } = 10;
    public byte RepairedRid { get; init; } = 11;
    public byte AudioLevel { get; init; } = 1;
    public byte AbsSendTime { get; init; } = 2;
    public byte TransportWideCc { get; init; } = 3;
}

/// <summary>What a client without a browser offers: tests and load generator.</summary>
internal sealed record SdpOfferParameters
{
    public ulong SessionId { get; init; } = 1;
    public ulong SessionVersion { get; init; } = 1;
    public required string Ufrag { get; init; }
    public required string Password { get; init; }

    /// <summary>The client's certificate, as <c>sha-256 AA:BB:…</c>.</summary>
    public required string Fingerprint { get; init; }

    public string Cname { get; init; } = "client";

    /// <summary>Null: the m-line is inactive.</summary>
    public uint? MicrophoneSsrc { get; init; }

    /// <summary>A single encoding's SSRCs; null with <see cref="CameraRids"/> empty: the m-line is inactive.</summary>
    public SdpSsrc? Camera { get; init; }

    /// <summary>Simulcast encodings, smallest first; then <see cref="Camera"/> is not written, as in Chromium's offers.</summary>
    public IReadOnlyList<string> CameraRids { get; init; } = [];

    /// <summary>Null: the m-line is inactive.</summary>
    public SdpSsrc? Screen { get; init; }

    /// <summary>0 to 16.</summary>
    public int SlotPairs { get; init; }

    /// <summary>Prefers PCMU to Opus: how a client without <c>setParameters</c> switches for a phone leg.</summary>
    public bool PcmuFirst { get; init; }

    /// <summary>Prefers RED to plain Opus, when its payload type is given.</summary>
    public bool RedFirst { get; init; }

    public bool TransportCc { get; init; } = true;
    public SdpPayloadTypes PayloadTypes { get; init; } = new();
    public SdpExtensionIds ExtensionIds { get; init; } = new();
}

/// <summary>Writes an offer as our browser client makes it: microphone, camera, screen, slot pairs; mids are the numbers from 0.</summary>
internal static class SdpOfferWriter
{
    /// <summary>Throws <see cref="ArgumentOutOfRangeException"/> for more than 16 slot pairs.</summary>
    public static string Write(SdpOfferParameters parameters)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(parameters.SlotPairs);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(parameters.SlotPairs, SdpLimits.SlotPairs);
        var count = SdpLimits.Published + 2 * parameters.SlotPairs;
        var mids = new string[count];
        for (var i = 0; i < count; i++)
            mids[i] = $"{i}";
        var text = new StringBuilder(1_024 * count);
        SdpText.AppendSession(text, parameters.SessionId, parameters.SessionVersion, mids);
        text.Append("a=extmap-allow-mixed\r\na=msid-semantic: WMS *\r\n");

        var camera = parameters.CameraRids.Count > 0 || parameters.Camera is not null;
        AppendMedia(text, parameters, mids[0], SdpMediaType.Audio, parameters.MicrophoneSsrc is null ? "inactive" : "sendonly");
        if (parameters.MicrophoneSsrc is { } microphone)
            AppendStream(text, new SdpSsrc(microphone, null), parameters.Cname, "microphone");
        AppendMedia(text, parameters, mids[1], SdpMediaType.Video, camera ? "sendonly" : "inactive");
        if (parameters.CameraRids.Count > 0)
            AppendSimulcast(text, parameters.CameraRids);
        else if (parameters.Camera is { } single)
            AppendStream(text, single, parameters.Cname, "camera");
        AppendMedia(text, parameters, mids[2], SdpMediaType.Video, parameters.Screen is null ? "inactive" : "sendonly");
        if (parameters.Screen is { } screen)
            AppendStream(text, screen, parameters.Cname, "screen");
        for (var i = SdpLimits.Published; i < count; i++)
            AppendMedia(text, parameters, mids[i], i % 2 == 1 ? SdpMediaType.Audio : SdpMediaType.Video, "recvonly");
        return text.ToString();
    }

    private static void AppendMedia(StringBuilder text, SdpOfferParameters parameters, string mid, SdpMediaType type, string direction)
    {
        var audio = type == SdpMediaType.Audio;
        var formats = audio ? AudioFormats(parameters) : VideoFormats(parameters);
        SdpText.AppendMediaLine(text, type, 9, "UDP/TLS/RTP/SAVPF", formats);
        SdpText.AppendTransport(text, parameters.Ufrag, parameters.Password, parameters.Fingerprint, "actpass");
        text.Append($"a=mid:{mid}\r\na={direction}\r\na=rtcp-mux\r\na=rtcp-rsize\r\n");
        var ids = parameters.ExtensionIds;
        AppendExtension(text, SdpExtensionUri.Mid, ids.Mid);
        if (audio)
        {
            AppendExtension(text, SdpExtensionUri.AudioLevel, ids.AudioLevel);
        }
        else
        {
            AppendExtension(text, SdpExtensionUri.Rid, ids.Rid);
            AppendExtension(text, SdpExtensionUri.RepairedRid, ids.RepairedRid);
        }

        AppendExtension(text, SdpExtensionUri.AbsSendTime, ids.AbsSendTime);
        if (parameters.TransportCc)
            AppendExtension(text, SdpExtensionUri.TransportWideCc, ids.TransportWideCc);
        foreach (var format in formats)
            SdpText.AppendFormat(text, format);
    }

    private static List<SdpFormat> AudioFormats(SdpOfferParameters parameters)
    {
        var types = parameters.PayloadTypes;
        var feedback = parameters.TransportCc ? SdpFeedback.TransportCc : SdpFeedback.None;
        var opus = new SdpFormat(types.Opus) { Codec = SdpCodec.Opus, ClockRate = 48_000, Feedback = feedback };
        var pcmu = new SdpFormat(types.Pcmu) { Codec = SdpCodec.Pcmu, ClockRate = 8_000, Feedback = feedback };
        var digits = new SdpFormat(types.TelephoneEvent) { Codec = SdpCodec.TelephoneEvent, ClockRate = 8_000 };
        List<SdpFormat> formats = parameters.PcmuFirst ? [pcmu, opus, digits] : [opus, pcmu, digits];
        if (types.Red is { } red)
            formats.Insert(parameters.RedFirst ? 0 : formats.Count, new SdpFormat(red) { Codec = SdpCodec.Red, ClockRate = 48_000, AssociatedPayloadType = types.Opus, Feedback = feedback });
        return formats;
    }

    private static List<SdpFormat> VideoFormats(SdpOfferParameters parameters)
    {
        var types = parameters.PayloadTypes;
        var feedback = SdpFeedback.Nack | SdpFeedback.NackPli | SdpFeedback.CcmFir | (parameters.TransportCc ? SdpFeedback.TransportCc : SdpFeedback.None);
        return
        [
            new SdpFormat(types.Vp8) { Codec = SdpCodec.Vp8, ClockRate = 90_000, Feedback = feedback },
            new SdpFormat(types.Rtx) { Codec = SdpCodec.Rtx, ClockRate = 90_000, AssociatedPayloadType = types.Vp8 },
        ];
    }

    private static void AppendExtension(StringBuilder text, SdpExtensionUri uri, byte id)
    {
        if (id != 0)
            text.Append($"a=extmap:{id} {SdpExtensionReader.UriOf(uri)}\r\n");
    }

    private static void AppendStream(StringBuilder text, SdpSsrc ssrc, string cname, string track)
    {
        text.Append($"a=msid:{cname} {track}\r\n");
        if (ssrc.Rtx is { } group)
            text.Append($"a=ssrc-group:FID {ssrc.Primary} {group}\r\n");
        text.Append($"a=ssrc:{ssrc.Primary} cname:{cname}\r\n");
        if (ssrc.Rtx is { } rtx)
            text.Append($"a=ssrc:{rtx} cname:{cname}\r\n");
    }

    private static void AppendSimulcast(StringBuilder text, IReadOnlyList<string> rids)
    {
        foreach (var rid in rids)
            text.Append($"a=rid:{rid} send\r\n");
        text.Append("a=simulcast:send ");
        for (var i = 0; i < rids.Count; i++)
            text.Append(i == 0 ? "" : ";").Append(rids[i]);
        text.Append("\r\n");
    }
}

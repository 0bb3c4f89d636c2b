using System.Text;

namespace SessionRelay.Sdp;

/// <summary>What the relay sends in one slot pair.</summary>
/// <param name="StreamId">The MediaStream of both tracks: a token of 1 to 58 characters, since the track ids are made of it.</param>
/// <param name="VideoRtxSsrc">Not announced when the client offers no RTX.</param>
internal readonly record struct SdpSlotStreams(string StreamId, uint AudioSsrc, uint VideoSsrc, uint VideoRtxSsrc);

/// <summary>The relay's side of an answer.</summary>
internal sealed record SdpAnswerParameters
{
    /// <summary>Same for all answers of one peer connection; below 2⁶³ (RFC 8829 section 5.2.1).</summary>
    public required ulong SessionId { get; init; }

    /// <summary>Counts the answers of one peer connection.</summary>
    public required ulong SessionVersion { get; init; }

    public required string Ufrag { get; init; }
    public required string Password { get; init; }

    /// <summary>The relay's certificate, as <c>sha-256 AA:BB:…</c>.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>One for all slots: the relay's one clock stamps their sender reports (RFC 7022 has the form).</summary>
    public required string Cname { get; init; }

    /// <summary>All the relay has; there is no trickling.</summary>
    public required IReadOnlyList<SdpCandidate> Candidates { get; init; }

    /// <summary>One for each slot pair of the offer, in its order.</summary>
    public required IReadOnlyList<SdpSlotStreams> Slots { get; init; }
}

/// <summary>Writes the relay's answer to an accepted offer (RFC 8829 section 5.3): ICE-lite, DTLS server, what is published received, slots sent.</summary>
internal static class SdpAnswerWriter
{
    /// <summary>Throws <see cref="ArgumentException"/> when the slots are not as many as the offer's.</summary>
    public static string Write(SdpOffer offer, SdpAnswerParameters parameters)
    {
        if (parameters.Slots.Count != offer.SlotCount)
            throw new ArgumentException("An answer has streams for each slot pair of its offer.", nameof(parameters));
        var text = new StringBuilder(1_024 * (1 + offer.Media.Count));
        SdpText.AppendSession(text, parameters.SessionId, parameters.SessionVersion, offer.Bundle);
        if (offer.ExtmapAllowMixed)
            text.Append("a=extmap-allow-mixed\r\n");
        text.Append("a=msid-semantic:WMS *\r\na=ice-lite\r\n");
        foreach (var media in offer.Media)
            AppendMedia(text, media, offer, parameters);
        return text.ToString();
    }

    private static void AppendMedia(StringBuilder text, SdpMedia media, SdpOffer offer, SdpAnswerParameters parameters)
    {
        SdpText.AppendMediaLine(text, media.Type, 9, media.Transport, media.Formats);
        SdpText.AppendTransport(text, parameters.Ufrag, parameters.Password, parameters.Fingerprint, "passive");
        text.Append($"a=mid:{media.Mid}\r\n");
        text.Append(media.IsSlot ? "a=sendonly\r\n" : media.Direction == SdpDirection.SendOnly ? "a=recvonly\r\n" : "a=inactive\r\n");
        text.Append("a=rtcp-mux\r\n");
        if (media.ReducedSizeRtcp)
            text.Append("a=rtcp-rsize\r\n");
        if (media.ExtmapAllowMixed)
            text.Append("a=extmap-allow-mixed\r\n");
        foreach (var extension in media.Extensions)
            AppendExtension(text, extension);
        foreach (var format in media.Formats)
            SdpText.AppendFormat(text, format);
        if (media.IsSlot)
            AppendStreams(text, media, parameters.Slots[media.Slot], parameters.Cname);
        else if (media.Direction == SdpDirection.SendOnly)
            AppendRids(text, media);
        if (media.Mid != offer.TransportMid)
            return;
        foreach (var candidate in parameters.Candidates)
            candidate.AppendTo(text);
        text.Append("a=end-of-candidates\r\n");
    }

    // RFC 8285 section 6: an answer repeats the id, and turns a direction that the offer has named.
    private static void AppendExtension(StringBuilder text, SdpExtension extension)
    {
        var direction = !extension.HasDirection ? "" : extension.Direction switch
        {
            SdpDirection.SendOnly => "/recvonly",
            SdpDirection.RecvOnly => "/sendonly",
            _ => "/sendrecv",
        };
        text.Append($"a=extmap:{extension.Id}{direction} {SdpExtensionReader.UriOf(extension.Uri)}\r\n");
    }

    private static void AppendStreams(StringBuilder text, SdpMedia media, SdpSlotStreams slot, string cname)
    {
        if (media.Type == SdpMediaType.Audio)
        {
            text.Append($"a=msid:{slot.StreamId} {slot.StreamId}-audio\r\n");
            text.Append($"a=ssrc:{slot.AudioSsrc} cname:{cname}\r\n");
            return;
        }

        text.Append($"a=msid:{slot.StreamId} {slot.StreamId}-video\r\n");
        if (media.Rtx is not null)
            text.Append($"a=ssrc-group:FID {slot.VideoSsrc} {slot.VideoRtxSsrc}\r\n");
        text.Append($"a=ssrc:{slot.VideoSsrc} cname:{cname}\r\n");
        if (media.Rtx is not null)
            text.Append($"a=ssrc:{slot.VideoRtxSsrc} cname:{cname}\r\n");
    }

    private static void AppendRids(StringBuilder text, SdpMedia media)
    {
        foreach (var rid in media.Rids)
            text.Append($"a=rid:{rid.Name} recv\r\n");
        if (!media.Simulcast)
            return;
        text.Append("a=simulcast:recv ");
        for (var i = 0; i < media.Rids.Count; i++)
            text.Append(i == 0 ? "" : ";").Append(media.Rids[i].Name);
        text.Append("\r\n");
    }
}

namespace SessionRelay.Sdp;

/// <summary>
/// Holds one m-line of an offer against protocol.md (Offers) and agrees its payload types, feedback and header extensions.
/// </summary>
internal static class SdpMediaRules
{
    // RFC 5761 section 4: with rtcp-mux a payload type from 64 to 95 looks like an RTCP packet.
    private const byte FirstRtcpLike = 64;
    private const byte LastRtcpLike = 95;

    /// <summary>Null and the m-line, or what is wrong and where.</summary>
    public static SdpError? Agree(SdpDescription description, int index, out SdpMedia? media)
    {
        media = null;
        var section = description.Media[index];
        var slot = index < SdpLimits.Published ? -1 : (index - SdpLimits.Published) / 2;
        var role = slot < 0 ? (SdpMediaRole)index : (index - SdpLimits.Published) % 2 == 0 ? SdpMediaRole.SlotAudio : SdpMediaRole.SlotVideo;
        var direction = section.Direction ?? description.Session.Direction ?? SdpDirection.SendRecv;
        if (Misplaced(section, role, direction) is { } misplaced)
            return new SdpError(section.Line, misplaced);
        if (Layers(section, role, out var rids) is { } wrongLayers)
            return new SdpError(section.SimulcastLine == 0 ? section.Line : section.SimulcastLine, wrongLayers);
        var formats = section.Type == SdpMediaType.Audio ? AudioFormats(section, role) : VideoFormats(section);
        if (formats.Count == 0)
            return new SdpError(section.Line, section.Type == SdpMediaType.Audio ? "an audio m-line without Opus" : "a video m-line without VP8");
        var ssrcs = slot < 0 ? Streams(section) : [];
        var extensions = Extensions(description.Session, section, role);
        if (direction == SdpDirection.SendOnly && ssrcs.Count == 0 && !CanTellPackets(extensions, rids.Count > 0))
            return new SdpError(section.Line, "no way to tell whose packets are whose: neither SSRCs nor the header extensions mid and (with rids) rid");
        media = new SdpMedia
        {
            Index = index,
            Line = section.Line,
            Mid = section.Mid!,
            Type = section.Type,
            Role = role,
            Slot = slot,
            Direction = direction,
            Transport = section.Transport,
            ReducedSizeRtcp = section.ReducedSizeRtcp,
            ExtmapAllowMixed = section.ExtmapAllowMixed,
            Formats = formats,
            Extensions = extensions,
            Rids = rids,
            Simulcast = section.Simulcast is not null,
            Ssrcs = ssrcs,
            Cname = section.Cname,
            StreamId = section.StreamId,
            TrackId = section.TrackId,
        };
        return null;
    }

    private static string? Misplaced(SdpSection section, SdpMediaRole role, SdpDirection direction)
    {
        var expected = role is SdpMediaRole.Microphone or SdpMediaRole.SlotAudio ? SdpMediaType.Audio : SdpMediaType.Video;
        if (section.Type != expected)
            return "m-lines come in the order microphone, camera, screen, then pairs of audio and video";
        if (section.Port == 0 && !section.BundleOnly)
            return "a rejected m-line: port 0 without bundle-only";
        if (role is SdpMediaRole.SlotAudio or SdpMediaRole.SlotVideo)
            return direction == SdpDirection.RecvOnly ? null : "a slot is recvonly";
        return direction is SdpDirection.SendOnly or SdpDirection.Inactive ? null : "microphone, camera and screen are sendonly or inactive";
    }

    private static string? Layers(SdpSection section, SdpMediaRole role, out List<SdpRid> rids)
    {
        rids = section.Simulcast ?? [];
        if (section.Rids.Count == 0 && rids.Count == 0)
            return null;
        if (role != SdpMediaRole.Camera)
            return "only the camera may have rids";
        if (section.Simulcast is null)
        {
            foreach (var name in section.Rids)
                rids.Add(new SdpRid(name, Paused: false));
            return null;
        }

        for (var i = 0; i < rids.Count; i++)
        {
            if (!section.Rids.Contains(rids[i].Name))
                return "the simulcast line names a rid that no rid line sends";
            for (var earlier = 0; earlier < i; earlier++)
            {
                if (rids[earlier].Name == rids[i].Name)
                    return "the simulcast line names a rid twice";
            }
        }

        return null;
    }

    private static List<SdpFormat> AudioFormats(SdpSection section, SdpMediaRole role)
    {
        List<SdpFormat> formats = [];
        if (First(section, SdpCodec.Opus) is not { } opus)
            return formats;
        formats.Add(WithFeedback(section, opus, SdpFeedback.TransportCc));
        if (First(section, SdpCodec.Pcmu) is { } pcmu)
            formats.Insert(IsBefore(section, pcmu, opus) ? 0 : 1, WithFeedback(section, pcmu, SdpFeedback.TransportCc));
        foreach (var clockRate in (ReadOnlySpan<int>)[48_000, 8_000])
        {
            if (First(section, SdpCodec.TelephoneEvent, clockRate) is { } digits)
                formats.Add(WithFeedback(section, digits, SdpFeedback.None));
        }

        // Offered behind Opus it is agreed all the same: packets of it may be on their way when a client goes back to plain Opus. In slots the relay has no use for it.
        if (role == SdpMediaRole.Microphone && First(section, SdpCodec.Red) is { } red && red.AssociatedPayloadType == opus.PayloadType)
            formats.Insert(IsBefore(section, red, formats[0]) ? 0 : formats.Count, WithFeedback(section, red, SdpFeedback.TransportCc));
        return formats;
    }

    private static List<SdpFormat> VideoFormats(SdpSection section)
    {
        const SdpFeedback All = SdpFeedback.Nack | SdpFeedback.NackPli | SdpFeedback.CcmFir | SdpFeedback.TransportCc;
        List<SdpFormat> formats = [];
        if (First(section, SdpCodec.Vp8) is not { } vp8)
            return formats;
        formats.Add(WithFeedback(section, vp8, All));
        foreach (var format in section.Formats)
        {
            if (format.Codec == SdpCodec.Rtx && format.AssociatedPayloadType == vp8.PayloadType && IsUsable(format))
            {
                formats.Add(WithFeedback(section, format, SdpFeedback.None));
                break;
            }
        }

        return formats;
    }

    private static SdpFormat? First(SdpSection section, SdpCodec codec, int clockRate = 0)
    {
        foreach (var format in section.Formats)
        {
            if (format.Codec == codec && IsUsable(format) && (clockRate == 0 || format.ClockRate == clockRate))
                return format;
        }

        return null;
    }

    private static bool IsUsable(SdpFormat format) => format.PayloadType is < FirstRtcpLike or > LastRtcpLike;

    private static bool IsBefore(SdpSection section, SdpFormat one, SdpFormat other) => section.Formats.IndexOf(one) < section.Formats.IndexOf(other);

    private static SdpFormat WithFeedback(SdpSection section, SdpFormat format, SdpFeedback allowed) =>
        format with { Feedback = (format.Feedback | section.FeedbackOfAll) & allowed };

    private static List<SdpExtension> Extensions(SdpSection session, SdpSection section, SdpMediaRole role)
    {
        List<SdpExtension> agreed = [];
        foreach (var extension in section.Extensions)
            Add(agreed, extension, role);
        foreach (var extension in session.Extensions)
        {
            if (!section.ExtensionIds.Contains(extension.Id))
                Add(agreed, extension, role);
        }

        return agreed;
    }

    private static void Add(List<SdpExtension> agreed, SdpExtension extension, SdpMediaRole role)
    {
        var audio = role is SdpMediaRole.Microphone or SdpMediaRole.SlotAudio;
        var slot = role is SdpMediaRole.SlotAudio or SdpMediaRole.SlotVideo;
        var used = extension.Uri switch
        {
            SdpExtensionUri.AudioLevel => audio,
            SdpExtensionUri.Rid or SdpExtensionUri.RepairedRid => !audio && !slot,
            _ => true,
        };
        var towardsUs = extension.Direction is SdpDirection.SendRecv || extension.Direction == (slot ? SdpDirection.RecvOnly : SdpDirection.SendOnly);
        foreach (var other in agreed)
            used &= other.Uri != extension.Uri;
        if (used && towardsUs)
            agreed.Add(extension);
    }

    private static bool CanTellPackets(List<SdpExtension> extensions, bool byRid)
    {
        bool mid = false, rid = false;
        foreach (var extension in extensions)
        {
            mid |= extension.Uri == SdpExtensionUri.Mid;
            rid |= extension.Uri == SdpExtensionUri.Rid;
        }

        return mid && (rid || !byRid);
    }

    private static List<SdpSsrc> Streams(SdpSection section)
    {
        List<SdpSsrc> streams = [.. section.FlowIdentifications];
        foreach (var ssrc in section.Ssrcs)
        {
            var grouped = false;
            foreach (var stream in section.FlowIdentifications)
                grouped |= stream.Primary == ssrc || stream.Rtx == ssrc;
            if (!grouped)
                streams.Add(new SdpSsrc(ssrc, null));
        }

        return streams;
    }
}

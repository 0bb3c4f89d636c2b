namespace SessionRelay.Sdp;

/// <summary>Reads what an m-line says about its payload types: <c>rtpmap</c>, <c>fmtp</c>, <c>rtcp-fb</c>.</summary>
internal static class SdpFormatReader
{
    public static string? ReadMap(SdpSection section, ReadOnlySpan<char> value)
    {
        if (!TryPayloadType(ref value, out var payloadType))
            return "an rtpmap without a payload type from 0 to 127";
        if (section.FindFormat(payloadType) is not { } format)
            return null;
        var encoding = SdpToken.NextWord(ref value);
        var slash = encoding.IndexOf('/');
        if (slash < 1)
            return "an rtpmap is a payload type, a name and a clock rate";
        var name = encoding[..slash];
        var rate = encoding[(slash + 1)..];
        slash = rate.IndexOf('/');
        uint channels = 1;
        if (slash >= 0 && !SdpToken.TryNumber(rate[(slash + 1)..], 255, out channels))
            return "an rtpmap whose number of channels is not a number";
        if (!SdpToken.TryNumber(slash < 0 ? rate : rate[..slash], int.MaxValue, out var clockRate) || clockRate == 0)
            return "an rtpmap whose clock rate is not a number";
        if (!section.TryMarkMapped(payloadType))
            return "two rtpmap lines for one payload type";
        section.ReplaceFormat(format with { Codec = Know(section.Type, name, clockRate, channels), ClockRate = (int)clockRate });
        return null;
    }

    public static string? ReadParameters(SdpSection section, ReadOnlySpan<char> value)
    {
        if (!TryPayloadType(ref value, out var payloadType))
            return "an fmtp without a payload type from 0 to 127";
        if (section.FindFormat(payloadType) is not { } format)
            return null;
        // RFC 2198 section 5: a RED format lists the payload types of its blocks, "111/111".
        if (value.IndexOf('/') is > 0 and var slash && SdpToken.TryNumber(value[..slash], 127, out var carried))
        {
            section.ReplaceFormat(format with { AssociatedPayloadType = (byte)carried });
            return null;
        }

        while (!value.IsEmpty)
        {
            var semicolon = value.IndexOf(';');
            var parameter = (semicolon < 0 ? value : value[..semicolon]).Trim(' ');
            value = semicolon < 0 ? default : value[(semicolon + 1)..];
            if (!parameter.StartsWith("apt=", StringComparison.Ordinal))
                continue;
            if (!SdpToken.TryNumber(parameter["apt=".Length..], 127, out var associated))
                return "an fmtp whose apt is not a payload type";
            section.ReplaceFormat(format with { AssociatedPayloadType = (byte)associated });
        }

        return null;
    }

    public static string? ReadFeedback(SdpSection section, ReadOnlySpan<char> value)
    {
        var target = SdpToken.NextWord(ref value);
        var feedback = Know(value);
        if (target is "*")
        {
            section.FeedbackOfAll |= feedback;
            return null;
        }

        if (!SdpToken.TryNumber(target, 127, out var payloadType))
            return "an rtcp-fb without a payload type from 0 to 127";
        if (feedback != SdpFeedback.None && section.FindFormat((byte)payloadType) is { } format)
            section.ReplaceFormat(format with { Feedback = format.Feedback | feedback });
        return null;
    }

    private static bool TryPayloadType(ref ReadOnlySpan<char> value, out byte payloadType)
    {
        var known = SdpToken.TryNumber(SdpToken.NextWord(ref value), 127, out var number);
        payloadType = (byte)number;
        return known;
    }

    private static SdpFeedback Know(ReadOnlySpan<char> feedback) => feedback.Trim(' ') switch
    {
        "nack" => SdpFeedback.Nack,
        "nack pli" => SdpFeedback.NackPli,
        "ccm fir" => SdpFeedback.CcmFir,
        "transport-cc" => SdpFeedback.TransportCc,
        _ => SdpFeedback.None,
    };

    private static SdpCodec Know(SdpMediaType type, ReadOnlySpan<char> name, uint clockRate, uint channels)
    {
        if (type == SdpMediaType.Video)
        {
            return clockRate != 90_000 ? SdpCodec.Other
                : SdpToken.EqualsIgnoringCase(name, "VP8") ? SdpCodec.Vp8
                : SdpToken.EqualsIgnoringCase(name, "rtx") ? SdpCodec.Rtx
                : SdpCodec.Other;
        }

        return clockRate == 48_000 && channels == 2 && SdpToken.EqualsIgnoringCase(name, "opus") ? SdpCodec.Opus
            : clockRate == 48_000 && channels == 2 && SdpToken.EqualsIgnoringCase(name, "red") ? SdpCodec.Red
            : clockRate == 8_000 && channels == 1 && SdpToken.EqualsIgnoringCase(name, "PCMU") ? SdpCodec.Pcmu
            : clockRate is 8_000 or 48_000 && SdpToken.EqualsIgnoringCase(name, "telephone-event") ? SdpCodec.TelephoneEvent
            : SdpCodec.Other;
    }
}

namespace SessionRelay.Sdp;

/// <summary>
/// A session description as its lines say, offer or answer alike. <see cref="SdpOffer"/> and <see cref="SdpAnswer"/> hold it against their rules.
/// Reading takes time and memory in proportion to the text, and never throws.
/// </summary>
internal sealed class SdpDescription
{
    private SdpDescription()
    {
    }

    public SdpSection Session { get; } = new(1);
    public List<SdpSection> Media { get; } = [];

    /// <param name="text">At most <see cref="SdpLimits.Length"/> characters.</param>
    /// <param name="ridDirection">The direction of the rid and simulcast lines that are kept: <c>send</c> of an offer, <c>recv</c> of an answer.</param>
    /// <param name="keepCandidates">False: candidate lines are passed over unread, since ICE-lite learns addresses from checks and resolves no mDNS name.</param>
    public static bool TryParse(string text, string ridDirection, bool keepCandidates, out SdpDescription description, out SdpError error)
    {
        description = new SdpDescription();
        var lines = new SdpLineReader(text);
        string? reason = null;
        if (text.Length > SdpLimits.Length)
        {
            error = new SdpError(1, $"longer than {SdpLimits.Length} characters");
            return false;
        }

        var attributes = new SdpAttributeReader(ridDirection, keepCandidates);
        var section = description.Session;
        while (reason is null && lines.TryRead(out reason))
        {
            if (lines.Line == 1 && (lines.Type != 'v' || lines.Value is not "0"))
                reason = "a description starts with v=0";
            else if (lines.Type == 'm')
                reason = description.Open(lines.Value, lines.Line, out section);
            else if (lines.Type == 'a')
                reason = attributes.Read(section, lines.Value, lines.Line, section == description.Session);
        }

        if (lines.Line == 0)
            reason ??= "empty";
        error = reason is null ? default : new SdpError(Math.Max(1, lines.Line), reason);
        return reason is null;
    }

    private string? Open(ReadOnlySpan<char> value, int line, out SdpSection section)
    {
        section = new SdpSection(line);
        if (Media.Count == SdpLimits.MediaSections)
            return $"more than {SdpLimits.MediaSections} m-lines";
        Media.Add(section);
        var media = SdpToken.NextWord(ref value);
        if (media is "audio")
            section.Type = SdpMediaType.Audio;
        else if (media is "video")
            section.Type = SdpMediaType.Video;
        else
            return media is "application" ? "data channels are not served" : "an m-line that is neither audio nor video";
        if (!SdpToken.TryNumber(SdpToken.NextWord(ref value), ushort.MaxValue, out var port))
            return "the m-line's port is not a number from 0 to 65535";
        section.Port = (int)port;
        switch (SdpToken.NextWord(ref value))
        {
            case "UDP/TLS/RTP/SAVPF":
                section.Transport = "UDP/TLS/RTP/SAVPF";
                break;
            case "TCP/DTLS/RTP/SAVPF":
                section.Transport = "TCP/DTLS/RTP/SAVPF";
                break;
            default:
                return "the m-line's transport is not UDP/TLS/RTP/SAVPF";
        }

        while (SdpToken.NextWord(ref value) is { IsEmpty: false } word)
        {
            if (!SdpToken.TryNumber(word, 127, out var payloadType))
                return "a payload type is not a number from 0 to 127";
            if (!section.TryAddFormat((byte)payloadType))
                return "a payload type stands twice in the m-line";
        }

        return section.Formats.Count == 0 ? "an m-line without payload types" : null;
    }
}

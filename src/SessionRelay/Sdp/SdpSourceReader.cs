namespace SessionRelay.Sdp;

/// <summary>Reads what an m-line says about its streams: <c>msid</c>, <c>ssrc</c>, <c>ssrc-group</c>, <c>rid</c>, <c>simulcast</c>.</summary>
internal static class SdpSourceReader
{
    /// <summary>RFC 8830. Of several streams the first is kept.</summary>
    public static string? ReadStream(SdpSection section, ReadOnlySpan<char> value)
    {
        var stream = SdpToken.NextWord(ref value);
        var track = SdpToken.NextWord(ref value);
        if (!SdpToken.IsToken(stream, SdpLimits.StreamId) || (!track.IsEmpty && !SdpToken.IsToken(track, SdpLimits.StreamId)))
            return $"an msid is one or two tokens of at most {SdpLimits.StreamId} characters";
        if (section.StreamId is null)
        {
            section.StreamId = stream.ToString();
            section.TrackId = track.IsEmpty ? null : track.ToString();
        }

        return null;
    }

    /// <summary>RFC 5576 section 4.1: <c>ssrc cname:value</c>; the msid of older browsers says nothing new.</summary>
    public static string? ReadSsrc(SdpSection section, ReadOnlySpan<char> value)
    {
        if (!TrySsrc(SdpToken.NextWord(ref value), out var ssrc))
            return "an ssrc is a number from 1 to 4294967295";
        if (!section.Ssrcs.Contains(ssrc))
        {
            if (section.Ssrcs.Count == SdpLimits.Ssrcs)
                return $"more than {SdpLimits.Ssrcs} SSRCs in one m-line";
            section.Ssrcs.Add(ssrc);
        }

        value = value.TrimStart(' ');
        if (value.StartsWith("cname:", StringComparison.Ordinal))
        {
            var cname = value["cname:".Length..];
            if (cname.Length is 0 or > SdpLimits.Cname)
                return $"a cname is 1 to {SdpLimits.Cname} characters";
            section.Cname ??= cname.ToString();
        }

        return null;
    }

    /// <summary>RFC 5576 section 4.2. Only FID (RFC 4588 section 8.7 by way of it) says something that is used.</summary>
    public static string? ReadSsrcGroup(SdpSection section, ReadOnlySpan<char> value)
    {
        if (SdpToken.NextWord(ref value) is not "FID")
            return null;
        if (!TrySsrc(SdpToken.NextWord(ref value), out var primary)
            || !TrySsrc(SdpToken.NextWord(ref value), out var rtx)
            || primary == rtx
            || !SdpToken.NextWord(ref value).IsEmpty)
            return "an ssrc-group:FID is two different SSRCs";
        foreach (var other in section.FlowIdentifications)
        {
            if (other.Primary == primary || other.Primary == rtx || other.Rtx == primary || other.Rtx == rtx)
                return "an SSRC stands in two FID groups";
        }

        if (section.FlowIdentifications.Count == SdpLimits.Ssrcs / 2)
            return $"more than {SdpLimits.Ssrcs / 2} FID groups in one m-line";
        section.FlowIdentifications.Add(new SdpSsrc(primary, rtx));
        return null;
    }

    /// <summary>RFC 8851 section 10. Restrictions after the direction are the sender's own business.</summary>
    public static string? ReadRid(SdpSection section, ReadOnlySpan<char> value, string direction)
    {
        var name = SdpToken.NextWord(ref value);
        var side = SdpToken.NextWord(ref value);
        if (!SdpToken.IsRid(name) || side is not ("send" or "recv"))
            return $"a rid is 1 to {SdpLimits.SourceName} letters, digits, - or _, and send or recv";
        if (!side.SequenceEqual(direction))
            return null;
        if (section.Rids.Count == SdpLimits.Rids)
            return $"more than {SdpLimits.Rids} rids in one m-line";
        var text = name.ToString();
        if (section.Rids.Contains(text))
            return "a rid stands twice in one m-line";
        section.Rids.Add(text);
        return null;
    }

    /// <summary>RFC 8853 section 5.1: streams between semicolons, alternatives between commas, paused ones behind a tilde.</summary>
    public static string? ReadSimulcast(SdpSection section, ReadOnlySpan<char> value, int line, string direction)
    {
        if (section.SimulcastLine != 0)
            return "two simulcast lines in one m-line";
        section.SimulcastLine = line;
        while (SdpToken.NextWord(ref value) is { IsEmpty: false } side)
        {
            var list = SdpToken.NextWord(ref value);
            if (side is not ("send" or "recv") || list.IsEmpty)
                return "a simulcast line is send or recv with a list of rids, once each";
            if (!side.SequenceEqual(direction))
                continue;
            if (section.Simulcast is not null)
                return "a simulcast line is send or recv with a list of rids, once each";
            section.Simulcast = [];
            if (ReadStreams(section.Simulcast, list) is { } reason)
                return reason;
        }

        return null;
    }

    private static string? ReadStreams(List<SdpRid> streams, ReadOnlySpan<char> list)
    {
        while (true)
        {
            var semicolon = list.IndexOf(';');
            var alternatives = semicolon < 0 ? list : list[..semicolon];
            var comma = alternatives.IndexOf(',');
            var first = comma < 0 ? alternatives : alternatives[..comma];
            var paused = first is ['~', ..];
            var name = paused ? first[1..] : first;
            if (!SdpToken.IsRid(name))
                return "a simulcast line names something that is no rid";
            if (streams.Count == SdpLimits.Rids)
                return $"more than {SdpLimits.Rids} simulcast streams";
            streams.Add(new SdpRid(name.ToString(), paused));
            if (semicolon < 0)
                return null;
            list = list[(semicolon + 1)..];
        }
    }

    private static bool TrySsrc(ReadOnlySpan<char> text, out uint ssrc) => SdpToken.TryNumber(text, uint.MaxValue, out ssrc) && ssrc != 0;
}

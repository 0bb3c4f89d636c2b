using System.Text;
using SessionRelay.Rtcp;
using SessionRelay.Rtp;
using SessionRelay.Sdp;
using SessionRelay.Wire;

namespace SessionRelay.Routing;

/// <summary>
/// A camera or a screen that a client sends, in one encoding or in several (simulcast, RFC 8853). Knows which slots of others show it and so
/// which of its encodings anybody wants; the others are switched off at the sender.
/// </summary>
internal sealed class VideoPublication : Publication
{
    /// <summary>Encodings of one camera: three are usual; more are refused a stream.</summary>
    public const int MaxLayers = 4;

    /// <summary>
    /// Somebody who comes back (a reload, a fresh connection) starts from what is kept: a second key frame within a second of the last would not be asked for.
    /// With nobody for longer, nothing is kept, so that memory goes with the viewers.
    /// </summary>
    private static readonly TimeSpan KeptForReturning = TimeSpan.FromSeconds(3);

    private readonly List<VideoSlot> _followers = [];
    private MonotonicTime? _leftAt;

    public VideoPublication(Connection connection, SdpMedia media, SlotSource source, MonotonicTime now)
        : base(connection, media, MediaKind.Video)
    {
        Source = source;
        var names = media.Rids.Count == 0 ? [""] : media.Rids.Take(MaxLayers).Select(rid => rid.Name);
        Layers = [.. names.Select(name => new VideoLayer(this, name, now))];
    }

    public SlotSource Source { get; }

    /// <summary>In the order of the offer.</summary>
    public VideoLayer[] Layers { get; }

    public List<VideoSlot> Followers => _followers;

    /// <summary>The participant may send it and says that it does.</summary>
    public bool IsSending => Source == SlotSource.Screen ? Connection.Participant.SendsScreen : Connection.Participant.SendsVideo;

    /// <summary>Its sender has no room for it on the way up.</summary>
    public bool IsHeld => Source == SlotSource.Camera && Connection.Participant.Sending.Held;

    private bool IsAllowed => Source == SlotSource.Screen ? Connection.Participant.Allowed.Screen : Connection.Participant.Allowed.Video;

    public override MonotonicTime Deadline
    {
        get
        {
            var deadline = MonotonicTime.Never;
            foreach (var layer in Layers)
                deadline = MonotonicTime.Min(deadline, layer.Deadline);
            return deadline;
        }
    }

    /// <summary>The encoding of this number; null when it is another publication's.</summary>
    public VideoLayer? Find(int number)
    {
        foreach (var layer in Layers)
        {
            if (layer.Number == number)
                return layer;
        }

        return null;
    }

    /// <summary>Its packets are kept for those who watch or come back.</summary>
    public bool IsKept(MonotonicTime now) => IsSending && (_followers.Count > 0 || (_leftAt is { } left && now - left < KeptForReturning));

    public void Add(VideoSlot follower) => _followers.Add(follower);

    public void Remove(VideoSlot follower, MonotonicTime now)
    {
        _followers.Remove(follower);
        _leftAt = now;
    }

    public override IncomingStream? Bind(in RtpPacket packet)
    {
        var isRtx = packet.PayloadType == Formats.Rtx;
        var layer = FindLayer(packet, isRtx);
        if (layer is null)
            return null;
        if (!isRtx)
            layer.Start(packet.Ssrc);
        return new IncomingStream(this, layer, isRtx, isRtx ? new ReceptionStatistics(packet.Ssrc) : layer.Statistics);
    }

    public override void Receive(IncomingStream stream, in RtpPacket packet, Span<byte> bytes, MonotonicTime now)
    {
        if (!IsAllowed)
        {
            Connection.Counters.Drop(DropReason.NoSlot);
            return;
        }

        var layer = stream.Layer!;
        if (!stream.IsRtx)
        {
            layer.Receive(packet, bytes, isRetransmission: false, now);
            return;
        }

        // Padding for probing comes over RTX too and restores to nothing.
        if (layer.Ssrc is { } ssrc && Formats.Vp8 is { } payloadType && Rtx.TryRestore(bytes, ssrc, payloadType, out var restored)
            && RtpPacket.TryParse(restored, out var original))
            layer.Receive(original, restored, isRetransmission: true, now);
    }

    public override void TakeSenderReport(IncomingStream stream, in SenderReport report, MonotonicTime now)
    {
        if (!stream.IsRtx)
            stream.Layer!.TakeSenderReport(report, now);
    }

    public override void Advance(MonotonicTime now)
    {
        foreach (var layer in Layers)
            layer.Advance(now);
    }

    /// <summary>
    /// The best encoding for an element of this many pixels: the largest that fits, else the smallest. 0 × 0 is an element of unknown size, for which all fit.
    /// </summary>
    /// <param name="maxArea">Pixels of the largest that bandwidth allows.</param>
    /// <param name="live">Only encodings that come now; otherwise also those that are switched off and of known size.</param>
    public VideoLayer? Choose(int maxWidth, int maxHeight, int maxArea, bool live, MonotonicTime now)
    {
        VideoLayer? fitting = null;
        VideoLayer? smallest = null;
        foreach (var layer in Layers)
        {
            if (live ? !layer.IsLive(now) : !layer.IsLive(now) && layer.Width == 0)
                continue;
            if (smallest is null || layer.Area < smallest.Area)
                smallest = layer;
            var fits = (maxWidth == 0 && maxHeight == 0) || (layer.Width <= maxWidth && layer.Height <= maxHeight && layer.Width > 0);
            if (fits && layer.Area <= maxArea && (fitting is null || layer.Area > fitting.Area))
                fitting = layer;
        }

        return fitting ?? smallest;
    }

    /// <summary>The next larger encoding than <paramref name="layer"/> (null: the smallest) of those that come or are of known size; null: there is none.</summary>
    public VideoLayer? Above(VideoLayer? layer, MonotonicTime now)
    {
        VideoLayer? next = null;
        var index = layer is null ? -1 : Array.IndexOf(Layers, layer);
        for (var i = 0; i < Layers.Length; i++)
        {
            var other = Layers[i];
            // Encodings of one size stand in the order of the offer.
            if (i == index || (!other.IsLive(now) && other.Width == 0) || (layer is not null && (other.Area, i).CompareTo((layer.Area, index)) < 0))
                continue;
            if (next is null || other.Area < next.Area)
                next = other;
        }

        return next;
    }

    /// <summary>Tells the sender which encodings anybody wants: at once when one is wanted again, and after a while when none does.</summary>
    public void SettleLayers(MonotonicTime now)
    {
        if (!IsKept(now))
            ForgetPackets();
        foreach (var layer in Layers)
        {
            var wanted = false;
            foreach (var follower in _followers)
                wanted |= follower.Wants(layer, now);
            layer.Settle(wanted && IsSending, now);
        }
    }

    public override void Dispose()
    {
        foreach (var layer in Layers)
            layer.Dispose();
        base.Dispose();
    }

    /// <summary>What was kept before a pause is shown to nobody after it, and a gap in it would look like the stream's.</summary>
    private void ForgetPackets()
    {
        foreach (var layer in Layers)
            layer.Ring.Dispose();
    }

    private VideoLayer? FindLayer(in RtpPacket packet, bool isRtx)
    {
        if (Extensions.TryRead(packet, isRtx ? HeaderExtension.RepairedRid : HeaderExtension.Rid, out var rid))
            return FindLayer(rid);
        if (Layers.Length == 1)
            return Layers[0];
        foreach (var source in Ssrcs)
        {
            if (!isRtx || source.Rtx != packet.Ssrc)
                continue;
            foreach (var layer in Layers)
            {
                if (layer.Ssrc == source.Primary)
                    return layer;
            }
        }

        return null;
    }

    private VideoLayer? FindLayer(ReadOnlySpan<byte> rid)
    {
        Span<char> name = stackalloc char[16]; // as long as a rid may be here
        if (rid.Length > name.Length || !Encoding.ASCII.TryGetChars(rid, name, out var length))
            return null;
        foreach (var layer in Layers)
        {
            if (name[..length].SequenceEqual(layer.Rid))
                return layer;
        }

        return null;
    }
}

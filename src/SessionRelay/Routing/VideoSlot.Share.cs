using System.Buffers.Binary;
using SessionRelay.Congestion;
using SessionRelay.Rtp;
using SessionRelay.Wire;

namespace SessionRelay.Routing;

/// <summary>The slot's share of the client's downlink: what its picture would take, what it is given, and padding that finds out whether there is more.</summary>
internal sealed partial class VideoSlot
{
    /// <summary>Bytes of a padding packet that are not padding: header with a transport-wide number, SRTP's trailer.</summary>
    private const int PaddingOverhead = 12 + 8 + 16;

    private int _maxArea = int.MaxValue;

    /// <summary>The client takes padding that it tells of: its path can be probed.</summary>
    public bool CanPad => Formats.Rtx is not null && Extensions.IdOf(HeaderExtension.TransportSequenceNumber) != 0;

    /// <summary>Nothing of it is sent for want of bandwidth.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>What its picture would take, for the allocation of the downlink. False while it is to show nothing, or nothing that is known.</summary>
    /// <param name="bitsPerPixel">A second, of an encoding whose rate is not known.</param>
    public bool TryDemand(ref VideoDemand demand, double bitsPerPixel, MonotonicTime now)
    {
        if (!_flows || _publication!.Choose(_maxWidth, _maxHeight, int.MaxValue, live: false, now) is not { } top)
            return false;
        demand.Had = -1;
        for (VideoLayer? layer = null; demand.Levels < VideoDemand.MaxLevels && (layer = _publication.Above(layer, now)) is not null;)
        {
            demand.Rates[demand.Levels] = layer.BitRate > 0 ? layer.BitRate : layer.Area * bitsPerPixel;
            if (!IsPaused && (demand.Levels == 0 || layer.Area <= _maxArea))
                demand.Had = demand.Levels;
            demand.Levels++;
            if (layer == top)
                break;
        }

        return demand.Levels > 0;
    }

    /// <summary>What the downlink gives this picture. True when it was paused by that, or goes on.</summary>
    /// <param name="level">Of the publication's encodings by size; −1: none, the picture pauses.</param>
    /// <param name="isShort">There is less than all want: no more than this is shown. Otherwise whatever the element asks for.</param>
    /// <param name="stopsNow">The larger encoding stops before the key frame of the smaller is here: sound suffers from it.</param>
    public bool Limit(int level, bool isShort, bool stopsNow, MonotonicTime now)
    {
        var wasPaused = IsPaused;
        // Key frames that were asked for while the path was too narrow may have come to nothing: it may ask again.
        _keyframes = default;
        IsPaused = level < 0;
        VideoLayer? layer = null;
        for (var i = 0; i <= level; i++)
            layer = _publication!.Above(layer, now) ?? layer;
        _maxArea = !isShort ? int.MaxValue : layer?.Area ?? 0;
        if (_current is not null && (IsPaused || (stopsNow && _current.Area > _maxArea && _current != layer)))
            _current = null;
        if (IsPaused)
            _pending = null;
        ReviewLayer(now);
        _publication!.SettleLayers(now);
        return wasPaused != IsPaused;
    }

    /// <summary>
    /// Sends a packet of nothing but padding, to find out how much the path takes: over the RTX stream, whose numbers mean nothing to a decoder.
    /// False when the client takes no RTX or no transport-wide numbers.
    /// </summary>
    /// <param name="length">Bytes with all headers.</param>
    public bool SendPadding(int length, MonotonicTime now)
    {
        var peer = Connection.Peer;
        if (!CanPad || !peer.CanSend)
            return false;
        var buffer = peer.Reserve();
        var writer = new RtpHeaderWriter(buffer, marker: false, Formats.Rtx!.Value, _rtxSequenceNumber++, _timestamp, RtxSsrc);
        if (writer.TryReserve(Extensions.IdOf(HeaderExtension.TransportSequenceNumber), 2, out var number))
            BinaryPrimitives.WriteUInt16BigEndian(number, Connection.Downlink.OnSent(length, now));
        var header = writer.Complete();
        var padding = Math.Clamp(length - PaddingOverhead, 1, byte.MaxValue);
        buffer[0] |= 0x20;
        buffer.Slice(header, padding).Clear();
        buffer[header + padding - 1] = (byte)padding;
        CountBytes(peer.CommitRtp(buffer, header + padding, now));
        return true;
    }
}

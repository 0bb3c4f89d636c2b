using System.Security.Cryptography;
using SessionRelay.Rtcp;
using SessionRelay.Rtp;
using SessionRelay.Sdp;
using SessionRelay.Wire;

namespace SessionRelay.Routing;

/// <summary>
/// One receive-only m-line of a client: an SSRC that goes on without a gap whoever is shown in it (<see cref="SlotRewriter"/>).
/// One shard's thread.
/// </summary>
internal abstract class Slot
{
    private int _cumulativeLost;

    protected Slot(Connection connection, SdpMedia media, uint ssrc)
    {
        Connection = connection;
        Mid = media.Mid;
        Extensions = NegotiatedExtensions.Of(media);
        Formats = new NegotiatedFormats(media);
        Ssrc = ssrc;
        // Below 32,768: near the wrap the loss of the first packets would leave both sides with different rollover counters.
        Rewriter = new SlotRewriter((ushort)RandomNumberGenerator.GetInt32(1, short.MaxValue + 1), BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(4)));
    }

    public Connection Connection { get; }

    public string Mid { get; private set; }

    public uint Ssrc { get; }

    /// <summary>RTP packets sent, modulo 2³² (RFC 3550 section 6.4.1).</summary>
    public uint PacketsSent { get; private set; }

    /// <summary>Payload bytes sent, modulo 2³².</summary>
    public uint OctetsSent { get; private set; }

    protected SlotRewriter Rewriter { get; }

    protected HeaderExtensionMap Extensions { get; private set; }

    protected NegotiatedFormats Formats { get; private set; }

    /// <summary>A later offer of the same m-line.</summary>
    public void TakeOffer(SdpMedia media)
    {
        Mid = media.Mid;
        Extensions = NegotiatedExtensions.Of(media);
        Formats = new NegotiatedFormats(media);
    }

    /// <summary>The moment of a sender report and its timestamp; false while the source's own clock is not known, as a wrong report is worse than none.</summary>
    public bool TryGetReport(MonotonicTime now, out uint rtpTimestamp, out ulong ntpTime)
    {
        ntpTime = NtpTimestamp.Of(now);
        rtpTimestamp = 0;
        if (!Rewriter.HasBegun || !TryGetSourceTimestamp(now, out var timestamp))
            return false;
        rtpTimestamp = timestamp + Rewriter.TimestampOffset;
        return true;
    }

    /// <summary>Takes a receiver report's count; gives how many more were lost since the last one.</summary>
    public int NoteCumulativeLost(int cumulativeLost)
    {
        var more = Math.Max(0, cumulativeLost - _cumulativeLost);
        _cumulativeLost = Math.Max(_cumulativeLost, cumulativeLost);
        return more;
    }

    protected abstract bool TryGetSourceTimestamp(MonotonicTime now, out uint timestamp);

    protected void CountSent(int payloadLength)
    {
        unchecked
        {
            PacketsSent++;
            OctetsSent += (uint)payloadLength;
        }
    }
}

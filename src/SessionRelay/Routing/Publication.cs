using System.Diagnostics.CodeAnalysis;
using System.Text;
using SessionRelay.Rtcp;
using SessionRelay.Rtp;
using SessionRelay.Sdp;
using SessionRelay.Wire;

namespace SessionRelay.Routing;

/// <summary>What a client sends in one m-line: its microphone, camera or screen. Slots of other clients follow it.</summary>
internal abstract class Publication : IDisposable
{
    private byte[] _mid = [];
    private SdpSsrc[] _ssrcs = [];

    protected Publication(Connection connection, SdpMedia media, MediaKind kind)
    {
        Connection = connection;
        Kind = kind;
        Read(media);
    }

    public Connection Connection { get; }

    public MediaKind Kind { get; }

    public HeaderExtensionMap Extensions { get; private set; }

    public NegotiatedFormats Formats { get; private set; }

    /// <summary>The SSRCs that the offer named (RFC 5576), mostly none of a camera in several encodings.</summary>
    protected ReadOnlySpan<SdpSsrc> Ssrcs => _ssrcs;

    /// <summary>When <see cref="Advance"/> must run next.</summary>
    public virtual MonotonicTime Deadline => MonotonicTime.Never;

    /// <summary>A later offer of the same m-line: payload types, extension ids and the order of codecs may differ.</summary>
    public void TakeOffer(SdpMedia media) => Read(media);

    public bool IsMid(ReadOnlySpan<byte> mid) => mid.SequenceEqual(_mid);

    /// <summary>The payload type was agreed for this m-line.</summary>
    public bool Takes(byte payloadType) => Formats.Has(payloadType);

    /// <summary>The offer named this SSRC in this m-line (RFC 5576).</summary>
    public bool Names(uint ssrc)
    {
        foreach (ref readonly var source in _ssrcs.AsSpan())
        {
            if (source.Primary == ssrc || source.Rtx == ssrc)
                return true;
        }

        return false;
    }

    /// <summary>Makes the stream that a packet of an unknown SSRC belongs to; null when its encoding can't be told yet.</summary>
    public abstract IncomingStream? Bind(in RtpPacket packet);

    public abstract void Receive(IncomingStream stream, in RtpPacket packet, Span<byte> bytes, MonotonicTime now);

    public abstract void TakeSenderReport(IncomingStream stream, in SenderReport report, MonotonicTime now);

    public virtual void Advance(MonotonicTime now)
    {
    }

    public virtual void Dispose()
    {
    }

    [MemberNotNull(nameof(Extensions), nameof(Formats))]
    private void Read(SdpMedia media)
    {
        _mid = Encoding.UTF8.GetBytes(media.Mid);
        _ssrcs = [.. media.Ssrcs];
        Extensions = NegotiatedExtensions.Of(media);
        Formats = new NegotiatedFormats(media);
    }
}

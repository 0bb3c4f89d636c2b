using System.Text;
using SessionRelay.Rtcp;
using SessionRelay.Rtp;
using SessionRelay.Sdp;
using SessionRelay.Wire;

namespace SessionRelay.Routing;

/// <summary>What a client sends in one m-line: its microphone, camera or screen. Slots of other clients follow it.</summary>
internal abstract class Publication : IDisposable
{
    private byte[] _mid;

    protected Publication(Connection connection, SdpMedia media, MediaKind kind)
    {
        Connection = connection;
        Media = media;
        Kind = kind;
        _mid = Encoding.UTF8.GetBytes(media.Mid);
        Extensions = NegotiatedExtensions.Of(media);
    }

    public Connection Connection { get; }

    public MediaKind Kind { get; }

    public SdpMedia Media { get; private set; }

    public HeaderExtensionMap Extensions { get; private set; }

    /// <summary>When <see cref="Advance"/> must run next.</summary>
    public virtual MonotonicTime Deadline => MonotonicTime.Never;

    /// <summary>A later offer of the same m-line: payload types, extension ids and the order of codecs may differ.</summary>
    public virtual void TakeOffer(SdpMedia media)
    {
        Media = media;
        _mid = Encoding.UTF8.GetBytes(media.Mid);
        Extensions = NegotiatedExtensions.Of(media);
    }

    public bool IsMid(ReadOnlySpan<byte> mid) => mid.SequenceEqual(_mid);

    /// <summary>The payload type was agreed for this m-line.</summary>
    public bool Takes(byte payloadType)
    {
        foreach (var format in Media.Formats)
        {
            if (format.PayloadType == payloadType)
                return true;
        }

        return false;
    }

    /// <summary>The offer named this SSRC in this m-line (RFC 5576).</summary>
    public bool Names(uint ssrc)
    {
        foreach (var source in Media.Ssrcs)
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
}

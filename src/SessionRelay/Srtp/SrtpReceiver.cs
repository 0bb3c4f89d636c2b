using System.Buffers.Binary;

namespace SessionRelay.Srtp;

/// <summary>
/// Authenticates and decrypts what one peer sends, in place (RFC 3711 section 3.3, RFC 7714): estimates the rollover counter, refuses
/// repeats, and keeps state only for streams of which an authentic packet came. Only that first packet allocates; no bytes throw. One thread.
/// </summary>
internal sealed class SrtpReceiver : IDisposable
{
    /// <summary>Streams of one peer that are remembered: microphone, camera in three layers and screen, each with retransmission, and reconnections' changes of SSRC.</summary>
    public const int DefaultMaxStreams = 64;

    // A bitrate probe may come as packets re-sent from seconds ago: 1,024 packets are 3 s of the best camera layer.
    private const int RtpWindow = 1024;
    private const int RtcpWindow = 128; // reports come some 20 a second: 6 s

    private readonly SrtpTransform _transform;
    private readonly int _maxStreams;
    private readonly Dictionary<uint, PacketIndexWindow> _rtp = [];
    private readonly Dictionary<uint, PacketIndexWindow> _rtcp = [];

    /// <summary>Throws <see cref="ArgumentException"/> when a length does not fit the profile.</summary>
    /// <param name="masterKey">16 bytes.</param>
    /// <param name="masterSalt">12 bytes for GCM, 14 for counter mode.</param>
    /// <param name="maxStreams">SSRCs that are remembered, RTP and RTCP each: from 1.</param>
    public SrtpReceiver(SrtpProfile profile, ReadOnlySpan<byte> masterKey, ReadOnlySpan<byte> masterSalt, int maxStreams = DefaultMaxStreams)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxStreams, 1);
        _transform = SrtpTransform.Create(profile, masterKey, masterSalt, encrypt: false);
        _maxStreams = maxStreams;
    }

    /// <summary>RTP streams that sent an authentic packet.</summary>
    public int StreamCount => _rtp.Count;

    /// <summary>Opens an SRTP packet in place.</summary>
    /// <param name="packet">The datagram; unless the result is <see cref="SrtpResult.Ok"/> its payload is worthless afterwards.</param>
    /// <param name="length">Length of the RTP packet at the start of <paramref name="packet"/>; 0 unless the result is Ok.</param>
    public SrtpResult UnprotectRtp(Span<byte> packet, out int length)
    {
        length = 0;
        if (!SrtpHeader.TryReadRtp(packet, out var headerLength, out var sequenceNumber, out var ssrc)
            || packet.Length < headerLength + _transform.RtpOverhead)
        {
            return SrtpResult.Malformed;
        }

        var known = _rtp.TryGetValue(ssrc, out var window);
        if (!known && _rtp.Count >= _maxStreams)
        {
            return SrtpResult.TooManyStreams;
        }

        var index = known ? window!.Estimate(sequenceNumber) : sequenceNumber;
        if (known && !window!.IsNew(index))
        {
            return SrtpResult.Replayed;
        }

        if (!_transform.OpenRtp(packet, headerLength, ssrc, index))
        {
            return SrtpResult.AuthenticationFailed;
        }

        if (!known)
        {
            window = new PacketIndexWindow(RtpWindow);
            _rtp.Add(ssrc, window);
        }

        window!.Mark(index);
        length = packet.Length - _transform.RtpOverhead;
        return SrtpResult.Ok;
    }

    /// <summary>Opens an SRTCP packet in place. One that says it is not encrypted is malformed: both profiles encrypt.</summary>
    /// <param name="packet">The datagram; unless the result is <see cref="SrtpResult.Ok"/> its payload is worthless afterwards.</param>
    /// <param name="length">Length of the RTCP packet at the start of <paramref name="packet"/>; 0 unless the result is Ok.</param>
    public SrtpResult UnprotectRtcp(Span<byte> packet, out int length)
    {
        length = 0;
        if (packet.Length < SrtpHeader.RtcpLength + _transform.RtcpOverhead || !SrtpHeader.TryReadRtcp(packet, out var ssrc))
        {
            return SrtpResult.Malformed;
        }

        var word = BinaryPrimitives.ReadUInt32BigEndian(packet[^_transform.RtcpIndexFromEnd..]);
        if ((word & SrtpTransform.EncryptedFlag) == 0)
        {
            return SrtpResult.Malformed;
        }

        var index = word & ~SrtpTransform.EncryptedFlag;
        var known = _rtcp.TryGetValue(ssrc, out var window);
        if (!known && _rtcp.Count >= _maxStreams)
        {
            return SrtpResult.TooManyStreams;
        }

        if (known && !window!.IsNew(index))
        {
            return SrtpResult.Replayed;
        }

        if (!_transform.OpenRtcp(packet, ssrc, index))
        {
            return SrtpResult.AuthenticationFailed;
        }

        if (!known)
        {
            window = new PacketIndexWindow(RtcpWindow);
            _rtcp.Add(ssrc, window);
        }

        window!.Mark(index);
        length = packet.Length - _transform.RtcpOverhead;
        return SrtpResult.Ok;
    }

    /// <summary>Forgets the keys. No call may follow.</summary>
    public void Dispose() => _transform.Dispose();
}

namespace SessionRelay.Srtp;

/// <summary>
/// Protects what one peer is sent, in place (RFC 3711 section 3.3, RFC 7714). It keeps the rollover counter of each RTP stream and the
/// SRTCP index of each RTCP sender by SSRC. An index is never used twice, since under GCM that would give the key away: a packet whose
/// index was used, or lies 1,024 or more behind its stream's highest, is refused. Only a stream's first packet allocates. One thread.
/// </summary>
/// <remarks>
/// A stream's first sequence number should be below 32768: a receiver that misses the packets before a wrap can't know of it
/// (RFC 3711 section 3.3.1). A pause of any length does no harm as long as the numbers go on from where they were.
/// </remarks>
internal sealed class SrtpSender : IDisposable
{
    /// <summary>Room that a packet needs behind it, in bytes, whatever the profile: the 128-bit tag of GCM.</summary>
    public const int MaxRtpOverhead = 16;

    /// <summary>Room that an RTCP packet needs behind it, in bytes, whatever the profile: GCM's tag and 4 bytes of index.</summary>
    public const int MaxRtcpOverhead = 20;

    private const uint LastRtcpIndex = 0x7FFF_FFFF;
    private const int RtpWindow = 1024; // as a receiver has

    private readonly SrtpTransform _transform;
    private readonly Dictionary<uint, PacketIndexWindow> _streams = [];
    private readonly Dictionary<uint, uint> _nextRtcpIndex = [];

    /// <summary>Throws <see cref="ArgumentException"/> when a length does not fit the profile.</summary>
    /// <param name="masterKey">16 bytes.</param>
    /// <param name="masterSalt">12 bytes for GCM, 14 for counter mode.</param>
    public SrtpSender(SrtpProfile profile, ReadOnlySpan<byte> masterKey, ReadOnlySpan<byte> masterSalt) =>
        _transform = SrtpTransform.Create(profile, masterKey, masterSalt, encrypt: true);

    /// <summary>Protects the RTP packet <c>buffer[..length]</c> in place.</summary>
    /// <param name="buffer">The packet and room for <see cref="MaxRtpOverhead"/>.</param>
    /// <returns>The new length; 0 when it is not an RTP packet, has no room, or its index was used.</returns>
    public int ProtectRtp(Span<byte> buffer, int length)
    {
        if (length < 0
            || length > buffer.Length - _transform.RtpOverhead
            || !SrtpHeader.TryReadRtp(buffer[..length], out var headerLength, out var sequenceNumber, out var ssrc))
        {
            return 0;
        }

        if (!_streams.TryGetValue(ssrc, out var window))
        {
            window = new PacketIndexWindow(RtpWindow);
            _streams.Add(ssrc, window);
        }

        var index = window.Estimate(sequenceNumber);
        if (!window.IsNew(index))
        {
            return 0;
        }

        window.Mark(index);
        _transform.SealRtp(buffer, headerLength, length, ssrc, index);
        return length + _transform.RtpOverhead;
    }

    /// <summary>Protects the RTCP (compound) packet <c>buffer[..length]</c> in place.</summary>
    /// <param name="buffer">The packet and room for <see cref="MaxRtcpOverhead"/>.</param>
    /// <returns>The new length; 0 when it is not an RTCP packet, has no room, or the sender's 2³¹ indices are used up.</returns>
    public int ProtectRtcp(Span<byte> buffer, int length)
    {
        if (length < 0 || length > buffer.Length - _transform.RtcpOverhead || !SrtpHeader.TryReadRtcp(buffer[..length], out var ssrc))
        {
            return 0;
        }

        _nextRtcpIndex.TryGetValue(ssrc, out var index);
        if (index > LastRtcpIndex)
        {
            return 0;
        }

        _nextRtcpIndex[ssrc] = index + 1;
        _transform.SealRtcp(buffer, length, ssrc, index);
        return length + _transform.RtcpOverhead;
    }

    /// <summary>Forgets the keys. No call may follow.</summary>
    public void Dispose() => _transform.Dispose();
}

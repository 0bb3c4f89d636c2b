namespace SessionRelay.Srtp;

/// <summary>
/// One direction's cipher and authentication under a profile. It knows the layout of a protected packet, nothing of streams, counters and replay.
/// In place, no allocation, one thread.
/// </summary>
internal abstract class SrtpTransform : IDisposable
{
    /// <summary>The bit before the SRTCP index that says "encrypted" (RFC 3711 section 3.4).</summary>
    public const uint EncryptedFlag = 0x8000_0000;

    /// <summary>Bytes that protection adds to an RTP packet.</summary>
    public abstract int RtpOverhead { get; }

    /// <summary>Bytes that protection adds to an RTCP packet.</summary>
    public abstract int RtcpOverhead { get; }

    /// <summary>How far from a protected RTCP packet's end the 4 bytes of flag and index begin.</summary>
    public abstract int RtcpIndexFromEnd { get; }

    public static SrtpTransform Create(SrtpProfile profile, ReadOnlySpan<byte> masterKey, ReadOnlySpan<byte> masterSalt, bool encrypt)
    {
        SrtpKeyDerivation.RequireLengths(profile, masterKey, masterSalt);
        return profile == SrtpProfile.AeadAes128Gcm
            ? new AeadTransform(masterKey, masterSalt, encrypt)
            : new CounterModeTransform(masterKey, masterSalt);
    }

    /// <summary>Protects <c>buffer[..length]</c>; the buffer has room for <see cref="RtpOverhead"/> more.</summary>
    /// <param name="index">48 bits: rollover counter and sequence number.</param>
    public abstract void SealRtp(Span<byte> buffer, int headerLength, int length, uint ssrc, long index);

    /// <summary>Authenticates and decrypts. False: forged, and the payload may have been overwritten.</summary>
    public abstract bool OpenRtp(Span<byte> packet, int headerLength, uint ssrc, long index);

    /// <summary>Protects <c>buffer[..length]</c>; the buffer has room for <see cref="RtcpOverhead"/> more.</summary>
    /// <param name="index">31 bits.</param>
    public abstract void SealRtcp(Span<byte> buffer, int length, uint ssrc, uint index);

    /// <summary>Authenticates and decrypts. False: forged, and the payload may have been overwritten.</summary>
    public abstract bool OpenRtcp(Span<byte> packet, uint ssrc, uint index);

    public abstract void Dispose();
}

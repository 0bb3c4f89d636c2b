using System.Buffers.Binary;
using System.Security.Cryptography;
using SessionRelay.OpenSsl;

namespace SessionRelay.Srtp;

/// <summary>
/// AES_CM_128_HMAC_SHA1_80 (RFC 3711 sections 4.1.1 and 4.2.1). SRTP: header | ciphertext | tag over it and the rollover counter.
/// SRTCP: header | ciphertext | flag and index | tag.
/// </summary>
internal sealed class CounterModeTransform : SrtpTransform
{
    private const int TagLength = 10;
    private const int IndexLength = 4;
    private const int AuthenticationKeyLength = 20;
    private const int SaltLength = 14;

    private readonly AesCtr128 _rtp;
    private readonly AesCtr128 _rtcp;
    private readonly HmacSha1 _rtpMac;
    private readonly HmacSha1 _rtcpMac;

    // Padded to a block with the 16 bits that count blocks.
    private readonly byte[] _rtpSalt = new byte[AesCtr128.BlockLength];
    private readonly byte[] _rtcpSalt = new byte[AesCtr128.BlockLength];

    public CounterModeTransform(ReadOnlySpan<byte> masterKey, ReadOnlySpan<byte> masterSalt)
    {
        using var master = new AesCtr128(masterKey);
        Span<byte> key = stackalloc byte[AesCtr128.KeyLength];
        SrtpKeyDerivation.Derive(master, masterSalt, SrtpKeyDerivation.RtpEncryption, key);
        _rtp = new AesCtr128(key);
        SrtpKeyDerivation.Derive(master, masterSalt, SrtpKeyDerivation.RtcpEncryption, key);
        _rtcp = new AesCtr128(key);
        Span<byte> authenticationKey = stackalloc byte[AuthenticationKeyLength];
        SrtpKeyDerivation.Derive(master, masterSalt, SrtpKeyDerivation.RtpAuthentication, authenticationKey);
        _rtpMac = new HmacSha1(authenticationKey);
        SrtpKeyDerivation.Derive(master, masterSalt, SrtpKeyDerivation.RtcpAuthentication, authenticationKey);
        _rtcpMac = new HmacSha1(authenticationKey);
        CryptographicOperations.ZeroMemory(key);
        CryptographicOperations.ZeroMemory(authenticationKey);
        SrtpKeyDerivation.Derive(master, masterSalt, SrtpKeyDerivation.RtpSalt, _rtpSalt.AsSpan(0, SaltLength));
        SrtpKeyDerivation.Derive(master, masterSalt, SrtpKeyDerivation.RtcpSalt, _rtcpSalt.AsSpan(0, SaltLength));
    }

    public override int RtpOverhead => TagLength;

    public override int RtcpOverhead => IndexLength + TagLength;

    public override int RtcpIndexFromEnd => IndexLength + TagLength;

    public override void SealRtp(Span<byte> buffer, int headerLength, int length, uint ssrc, long index)
    {
        Encrypt(_rtp, _rtpSalt, ssrc, index, buffer[headerLength..length]);
        Span<byte> tag = stackalloc byte[HmacSha1.Length];
        RtpTag(buffer[..length], index, tag);
        tag[..TagLength].CopyTo(buffer[length..]);
    }

    public override bool OpenRtp(Span<byte> packet, int headerLength, uint ssrc, long index)
    {
        Span<byte> tag = stackalloc byte[HmacSha1.Length];
        RtpTag(packet[..^TagLength], index, tag);
        if (!CryptographicOperations.FixedTimeEquals(tag[..TagLength], packet[^TagLength..]))
        {
            return false;
        }

        Encrypt(_rtp, _rtpSalt, ssrc, index, packet[headerLength..^TagLength]);
        return true;
    }

    public override void SealRtcp(Span<byte> buffer, int length, uint ssrc, uint index)
    {
        Encrypt(_rtcp, _rtcpSalt, ssrc, index, buffer[SrtpHeader.RtcpLength..length]);
        BinaryPrimitives.WriteUInt32BigEndian(buffer[length..], EncryptedFlag | index);
        Span<byte> tag = stackalloc byte[HmacSha1.Length];
        _rtcpMac.Compute(buffer[..(length + IndexLength)], default, tag);
        tag[..TagLength].CopyTo(buffer[(length + IndexLength)..]);
    }

    public override bool OpenRtcp(Span<byte> packet, uint ssrc, uint index)
    {
        Span<byte> tag = stackalloc byte[HmacSha1.Length];
        _rtcpMac.Compute(packet[..^TagLength], default, tag);
        if (!CryptographicOperations.FixedTimeEquals(tag[..TagLength], packet[^TagLength..]))
        {
            return false;
        }

        Encrypt(_rtcp, _rtcpSalt, ssrc, index, packet[SrtpHeader.RtcpLength..^(IndexLength + TagLength)]);
        return true;
    }

    public override void Dispose()
    {
        _rtp.Dispose();
        _rtcp.Dispose();
        _rtpMac.Dispose();
        _rtcpMac.Dispose();
        CryptographicOperations.ZeroMemory(_rtpSalt);
        CryptographicOperations.ZeroMemory(_rtcpSalt);
    }

    /// <summary>RFC 3711 section 4.1.1: the first counter block is salt · 2¹⁶ ⊕ SSRC · 2⁶⁴ ⊕ index · 2¹⁶.</summary>
    private static void Encrypt(AesCtr128 cipher, ReadOnlySpan<byte> salt, uint ssrc, long index, Span<byte> data)
    {
        Span<byte> block = stackalloc byte[AesCtr128.BlockLength];
        BinaryPrimitives.WriteUInt64BigEndian(block, ssrc ^ BinaryPrimitives.ReadUInt64BigEndian(salt));
        BinaryPrimitives.WriteUInt64BigEndian(block[8..], ((ulong)index << 16) ^ BinaryPrimitives.ReadUInt64BigEndian(salt[8..]));
        cipher.Apply(block, data);
    }

    private void RtpTag(ReadOnlySpan<byte> authenticated, long index, Span<byte> tag)
    {
        Span<byte> rolloverCounter = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(rolloverCounter, (uint)(index >> 16));
        _rtpMac.Compute(authenticated, rolloverCounter, tag);
    }
}

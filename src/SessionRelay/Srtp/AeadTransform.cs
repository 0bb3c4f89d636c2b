using System.Buffers.Binary;
using System.Security.Cryptography;
using SessionRelay.OpenSsl;

namespace SessionRelay.Srtp;

/// <summary>AEAD_AES_128_GCM (RFC 7714). SRTP: header | ciphertext | tag. SRTCP: header | ciphertext | tag | flag and index.</summary>
internal sealed class AeadTransform : SrtpTransform
{
    private const int IndexLength = 4;

    private readonly AesGcm128 _rtp;
    private readonly AesGcm128 _rtcp;
    private readonly byte[] _rtpSalt = new byte[AesGcm128.NonceLength];
    private readonly byte[] _rtcpSalt = new byte[AesGcm128.NonceLength];

    /// <summary>With session keys and salts as they are: what the RFC's packet vectors give.</summary>
    public AeadTransform(ReadOnlySpan<byte> rtpKey, ReadOnlySpan<byte> rtpSalt, ReadOnlySpan<byte> rtcpKey, ReadOnlySpan<byte> rtcpSalt, bool encrypt)
    {
        _rtp = AesGcm128.Create(rtpKey, encrypt);
        _rtcp = AesGcm128.Create(rtcpKey, encrypt);
        rtpSalt.CopyTo(_rtpSalt);
        rtcpSalt.CopyTo(_rtcpSalt);
    }

    public AeadTransform(ReadOnlySpan<byte> masterKey, ReadOnlySpan<byte> masterSalt, bool encrypt)
    {
        using var master = new AesCtr128(masterKey);
        Span<byte> key = stackalloc byte[AesGcm128.KeyLength];
        SrtpKeyDerivation.Derive(master, masterSalt, SrtpKeyDerivation.RtpEncryption, key);
        _rtp = AesGcm128.Create(key, encrypt);
        SrtpKeyDerivation.Derive(master, masterSalt, SrtpKeyDerivation.RtcpEncryption, key);
        _rtcp = AesGcm128.Create(key, encrypt);
        CryptographicOperations.ZeroMemory(key);
        SrtpKeyDerivation.Derive(master, masterSalt, SrtpKeyDerivation.RtpSalt, _rtpSalt);
        SrtpKeyDerivation.Derive(master, masterSalt, SrtpKeyDerivation.RtcpSalt, _rtcpSalt);
    }

    public override int RtpOverhead => AesGcm128.TagLength;

    public override int RtcpOverhead => AesGcm128.TagLength + IndexLength;

    public override int RtcpIndexFromEnd => IndexLength;

    public override void SealRtp(Span<byte> buffer, int headerLength, int length, uint ssrc, long index)
    {
        Span<byte> nonce = stackalloc byte[AesGcm128.NonceLength];
        RtpNonce(ssrc, index, nonce);
        _rtp.Seal(nonce, buffer[..headerLength], buffer[headerLength..length], buffer.Slice(length, AesGcm128.TagLength));
    }

    public override bool OpenRtp(Span<byte> packet, int headerLength, uint ssrc, long index)
    {
        Span<byte> nonce = stackalloc byte[AesGcm128.NonceLength];
        RtpNonce(ssrc, index, nonce);
        return _rtp.Open(nonce, packet[..headerLength], packet[headerLength..^AesGcm128.TagLength], packet[^AesGcm128.TagLength..]);
    }

    public override void SealRtcp(Span<byte> buffer, int length, uint ssrc, uint index)
    {
        Span<byte> nonce = stackalloc byte[AesGcm128.NonceLength];
        Span<byte> associatedData = stackalloc byte[SrtpHeader.RtcpLength + IndexLength];
        RtcpNonce(ssrc, index, nonce);
        buffer[..SrtpHeader.RtcpLength].CopyTo(associatedData);
        BinaryPrimitives.WriteUInt32BigEndian(associatedData[SrtpHeader.RtcpLength..], EncryptedFlag | index);
        _rtcp.Seal(nonce, associatedData, buffer[SrtpHeader.RtcpLength..length], buffer.Slice(length, AesGcm128.TagLength));
        associatedData[SrtpHeader.RtcpLength..].CopyTo(buffer[(length + AesGcm128.TagLength)..]);
    }

    public override bool OpenRtcp(Span<byte> packet, uint ssrc, uint index)
    {
        Span<byte> nonce = stackalloc byte[AesGcm128.NonceLength];
        Span<byte> associatedData = stackalloc byte[SrtpHeader.RtcpLength + IndexLength];
        RtcpNonce(ssrc, index, nonce);
        packet[..SrtpHeader.RtcpLength].CopyTo(associatedData);
        packet[^IndexLength..].CopyTo(associatedData[SrtpHeader.RtcpLength..]);
        var sealedPart = packet[SrtpHeader.RtcpLength..^IndexLength];
        return _rtcp.Open(nonce, associatedData, sealedPart[..^AesGcm128.TagLength], sealedPart[^AesGcm128.TagLength..]);
    }

    public override void Dispose()
    {
        _rtp.Dispose();
        _rtcp.Dispose();
        CryptographicOperations.ZeroMemory(_rtpSalt);
        CryptographicOperations.ZeroMemory(_rtcpSalt);
    }

    /// <summary>RFC 7714 section 8.1: 16 zero bits, SSRC, rollover counter, sequence number, XORed with the salt.</summary>
    private void RtpNonce(uint ssrc, long index, Span<byte> nonce)
    {
        nonce.Clear();
        BinaryPrimitives.WriteUInt32BigEndian(nonce[2..], ssrc);
        BinaryPrimitives.WriteUInt32BigEndian(nonce[6..], (uint)(index >> 16));
        BinaryPrimitives.WriteUInt16BigEndian(nonce[10..], (ushort)index);
        Mix(_rtpSalt, nonce);
    }

    /// <summary>RFC 7714 section 9.1: 16 zero bits, SSRC, 16 zero bits, the index in 32 bits, XORed with the salt.</summary>
    private void RtcpNonce(uint ssrc, uint index, Span<byte> nonce)
    {
        nonce.Clear();
        BinaryPrimitives.WriteUInt32BigEndian(nonce[2..], ssrc);
        BinaryPrimitives.WriteUInt32BigEndian(nonce[8..], index);
        Mix(_rtcpSalt, nonce);
    }

    private static void Mix(ReadOnlySpan<byte> salt, Span<byte> nonce)
    {
        for (var i = 0; i < AesGcm128.NonceLength; i++)
        {
            nonce[i] ^= salt[i];
        }
    }
}

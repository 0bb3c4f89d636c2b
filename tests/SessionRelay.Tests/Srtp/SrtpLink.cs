using System.Buffers.Binary;
using SessionRelay.Srtp;

namespace SessionRelay.Tests.Srtp;

/// <summary>A sender and a receiver with the same keys, and the packets that pass between them.</summary>
internal sealed class SrtpLink : IDisposable
{
    public SrtpLink(SrtpProfile profile, int seed = 1, int maxStreams = SrtpReceiver.DefaultMaxStreams)
    {
        Profile = profile;
        Key = new byte[SrtpProfileFacts.KeyLength];
        Salt = new byte[profile.SaltLength()];
        var random = new Random(seed);
        random.NextBytes(Key);
        random.NextBytes(Salt);
        Sender = new SrtpSender(profile, Key, Salt);
        Receiver = new SrtpReceiver(profile, Key, Salt, maxStreams);
    }

    public SrtpProfile Profile { get; }

    public byte[] Key { get; }

    public byte[] Salt { get; }

    public SrtpSender Sender { get; }

    public SrtpReceiver Receiver { get; }

    public static byte[] Rtp(ushort sequenceNumber, uint ssrc = 0x1234, int payload = 100)
    {
        var packet = new byte[12 + payload];
        packet[0] = 0x80;
        packet[1] = 96;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), sequenceNumber);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(8), ssrc);
        for (var i = 12; i < packet.Length; i++)
        {
            packet[i] = (byte)(sequenceNumber + i);
        }

        return packet;
    }

    public static byte[] Rtcp(uint ssrc = 0x1234, int words = 5)
    {
        var packet = new byte[8 + words * 4];
        packet[0] = 0x80;
        packet[1] = 200;
        packet[3] = (byte)(1 + words);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), ssrc);
        packet.AsSpan(8).Fill(0x5A);
        return packet;
    }

    /// <summary>The protected packet.</summary>
    public byte[] Protect(byte[] rtp)
    {
        var buffer = new byte[rtp.Length + SrtpSender.MaxRtpOverhead];
        rtp.CopyTo(buffer, 0);
        var length = Sender.ProtectRtp(buffer, rtp.Length);
        length.ShouldBeGreaterThan(rtp.Length);
        return buffer[..length];
    }

    /// <summary>The protected packet.</summary>
    public byte[] ProtectRtcp(byte[] rtcp)
    {
        var buffer = new byte[rtcp.Length + SrtpSender.MaxRtcpOverhead];
        rtcp.CopyTo(buffer, 0);
        var length = Sender.ProtectRtcp(buffer, rtcp.Length);
        length.ShouldBeGreaterThan(rtcp.Length);
        return buffer[..length];
    }

    public SrtpResult Receive(byte[] packet) => Receiver.UnprotectRtp((byte[])packet.Clone(), out _);

    public SrtpResult ReceiveRtcp(byte[] packet) => Receiver.UnprotectRtcp((byte[])packet.Clone(), out _);

    public void Dispose()
    {
        Sender.Dispose();
        Receiver.Dispose();
    }
}

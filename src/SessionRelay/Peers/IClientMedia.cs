using SessionRelay.Rtp;
using SessionRelay.Srtp;
using SessionRelay.Wire;

namespace SessionRelay.Peers;

/// <summary>What a <see cref="ClientPeer"/> gives to its owner. The bytes are good during the call.</summary>
internal interface IClientMedia
{
    void OnRtp(in RtpPacket packet, MonotonicTime now);

    void OnRtcp(ReadOnlySpan<byte> compound, MonotonicTime now);

    /// <summary>A packet that SRTP refused.</summary>
    void OnRefused(SrtpResult result, MonotonicTime now);
}

using SessionRelay.Rtp;
using SessionRelay.Wire;

namespace SessionRelay.Peers;

/// <summary>What a peer tells the one who made it. All calls come on the shard's thread, within <see cref="Peer"/>'s own members.</summary>
internal interface IPeerOwner
{
    /// <summary>The handshake is done, for the first and only time: media can be sent from now on.</summary>
    void OnSecured(MonotonicTime now);

    /// <summary>An authenticated packet came on a path that was silent, or for the first time.</summary>
    void OnLive(MonotonicTime now);

    /// <summary>Nothing authenticated came for as long as <see cref="Peer.SilenceLimit"/>.</summary>
    void OnSilent(MonotonicTime lastPacket, MonotonicTime now);

    /// <summary>The connection is over; the peer closes itself after this call. Codes as in <see cref="RelayEvent.PeerFailed"/>.</summary>
    void OnFailed(string code, MonotonicTime now);

    /// <summary>The peer has closed itself after <see cref="OnFailed"/>: forget it.</summary>
    void OnEnded(MonotonicTime now);

    /// <summary>An authenticated, decrypted RTP packet. The memory is good during the call.</summary>
    /// <param name="arrivedAt">When it reached this machine; at or before <paramref name="now"/>.</param>
    void OnRtp(in RtpPacket packet, Span<byte> bytes, MonotonicTime arrivedAt, MonotonicTime now);

    /// <summary>An authenticated, decrypted RTCP compound packet.</summary>
    void OnRtcp(ReadOnlySpan<byte> compound, MonotonicTime now);

    /// <summary>When the owner's own timers for this peer are due.</summary>
    MonotonicTime Deadline { get; }

    /// <summary>The owner's timers are due, or the peer's own have run: reports, repeated requests.</summary>
    void Advance(MonotonicTime now);

    /// <summary>Nothing was sent for a while: send some authenticated packet, so that the other side knows that the path is good.</summary>
    void SendKeepAlive(MonotonicTime now);
}

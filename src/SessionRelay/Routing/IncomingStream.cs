namespace SessionRelay.Routing;

/// <summary>One SSRC that a client sends: of which m-line, which encoding, and whether it repeats another.</summary>
/// <param name="Publication">Its m-line.</param>
/// <param name="Layer">Its encoding; null for audio.</param>
/// <param name="IsRtx">It carries retransmissions of the layer's stream (RFC 4588).</param>
internal sealed record IncomingStream(Publication Publication, VideoLayer? Layer, bool IsRtx, ReceptionStatistics Statistics)
{
    private int _cumulativeLost;

    /// <summary>How many more packets never came since the last call.</summary>
    public int NoteCumulativeLost(int cumulativeLost)
    {
        var more = Math.Max(0, cumulativeLost - _cumulativeLost);
        _cumulativeLost = Math.Max(_cumulativeLost, cumulativeLost);
        return more;
    }
}

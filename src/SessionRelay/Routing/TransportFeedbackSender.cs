using SessionRelay.Congestion;
using SessionRelay.Rtcp;
using SessionRelay.Wire;

namespace SessionRelay.Routing;

/// <summary>
/// Sends a client the transport-wide feedback from which it estimates its uplink. Every 20 to 50 ms that is 20 kbit/s: on a way down that takes 100, sound would wait behind it,
/// so there it comes less often.
/// </summary>
internal sealed class TransportFeedbackSender(Connection connection)
{
    private const double Share = 0.05; // of a narrow way down, as browsers do
    private const double FeedbackBits = 100 * 8; // a datagram of it, with all headers

    private static readonly TimeSpan LongestInterval = TimeSpan.FromMilliseconds(200); // a sender that is told less often than twice in its half second of rates gropes in the dark

    private readonly TransportFeedbackRecorder _recorder = new();

    public MonotonicTime Deadline => _recorder.Deadline;

    public void OnPacket(ushort transportSequenceNumber, uint ssrc, bool endsFrame, MonotonicTime arrivedAt) =>
        _recorder.OnPacket(transportSequenceNumber, ssrc, endsFrame, arrivedAt);

    public void Advance(MonotonicTime now)
    {
        if (now < _recorder.Deadline || !connection.Peer.CanSend)
            return;
        _recorder.Interval = IntervalFor(connection.Downlink.Estimator);
        while (true)
        {
            var buffer = connection.Peer.Reserve();
            var writer = new RtcpWriter(buffer[..Reports.MaxCompound]);
            writer.TryReceiverReport(connection.FeedbackSsrc);
            if (!_recorder.TryWrite(ref writer, connection.FeedbackSsrc, now))
                return;
            connection.Peer.CommitRtcp(buffer, writer.Length, now);
        }
    }

    /// <summary>50 ms from 320 kbit/s on, and while nobody knows of a bound.</summary>
    internal static TimeSpan IntervalFor(BandwidthEstimator downlink)
    {
        if (!downlink.IsBound)
            return TransportFeedbackRecorder.ShortestInterval;
        var seconds = FeedbackBits / (Share * downlink.BitRate);
        return TimeSpan.FromSeconds(Math.Clamp(seconds, TransportFeedbackRecorder.ShortestInterval.TotalSeconds, LongestInterval.TotalSeconds));
    }
}

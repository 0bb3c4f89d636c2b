using SessionRelay.Rtcp;
using SessionRelay.Wire;

namespace SessionRelay.Routing;

/// <summary>Sends a client the transport-wide feedback from which it estimates its uplink.</summary>
internal sealed class TransportFeedbackSender(Connection connection)
{
    private readonly TransportFeedbackRecorder _recorder = new();

    public MonotonicTime Deadline => _recorder.Deadline;

    public void OnPacket(ushort transportSequenceNumber, uint ssrc, bool endsFrame, MonotonicTime arrivedAt) =>
        _recorder.OnPacket(transportSequenceNumber, ssrc, endsFrame, arrivedAt);

    public void Advance(MonotonicTime now)
    {
        if (now < _recorder.Deadline || !connection.Peer.CanSend)
            return;
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
}

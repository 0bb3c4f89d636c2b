using SessionRelay.Wire;

namespace SessionRelay.Routing;

/// <summary>
/// Judges a connection's path once a second from the worse of both directions' loss and the round-trip time, and tells the room when the word changes.
/// It worsens at once and gets better only after three good seconds, so that the word on the tile does not flicker.
/// </summary>
internal sealed class QualityMeter(Connection connection)
{
    private const double FairLoss = 0.02; // from here on retransmission is visible work
    private const double PoorLoss = 0.10; // from here on sound suffers
    private const int SecondsToImprove = 3;

    private static readonly TimeSpan FairRoundTrip = TimeSpan.FromMilliseconds(300); // ITU-T G.114: talking gets uneasy
    private static readonly TimeSpan PoorRoundTrip = TimeSpan.FromMilliseconds(800);

    private PathQuality? _told;
    private int _better;

    public void Advance(MonotonicTime now)
    {
        var measured = Judge(now);
        if (measured == _told)
        {
            _better = 0;
            return;
        }

        if (measured < _told && ++_better < SecondsToImprove)
            return;
        _better = 0;
        _told = measured;
        connection.Room.Tell(new RelayEvent.QualityChanged(connection.Participant.Id, connection.PeerName, measured));
    }

    private PathQuality Judge(MonotonicTime now)
    {
        if (connection.Peer.HasBeenLive && !connection.Peer.IsLive)
            return PathQuality.Lost;
        var loss = Math.Max(connection.Feedback.LossAt(now), connection.Incoming.Loss);
        var roundTrip = connection.Feedback.RoundTrip;
        if (loss >= PoorLoss || roundTrip >= PoorRoundTrip)
            return PathQuality.Poor;
        return loss >= FairLoss || roundTrip >= FairRoundTrip ? PathQuality.Fair : PathQuality.Good;
    }
}

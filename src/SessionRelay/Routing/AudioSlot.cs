using System.Buffers.Binary;
using SessionRelay.Rtp;
using SessionRelay.Sdp;
using SessionRelay.Wire;

namespace SessionRelay.Routing;

/// <summary>The sound of whoever is in a slot pair.</summary>
internal sealed class AudioSlot(Connection connection, SdpMedia media, uint ssrc) : Slot(connection, media, ssrc)
{
    private AudioPublication? _publication;
    private bool _sourceSends;
    private int _clockRate;

    /// <summary>From now on the slot carries <paramref name="publication"/>; called again when its mute changes.</summary>
    public void Follow(AudioPublication? publication)
    {
        if (publication != _publication)
        {
            _publication?.Remove(this);
            publication?.Add(this);
            _publication = publication;
            _sourceSends = false;
            // Nothing of the former source holds for this one, its clock least of all: no report until it has been heard.
            if (publication is not null)
                Rewriter.Switch(publication.Number);
        }

        var sends = publication?.Connection.Participant.SendsAudio ?? false;
        // Silence is not forwarded: after it the stream goes on where time is, and without a hole.
        if (sends && !_sourceSends)
            Rewriter.Switch(publication!.Number);
        _sourceSends = sends;
    }

    /// <summary>A packet of the publication that is followed.</summary>
    /// <param name="level">RFC 6464's byte; null when the sender gives none.</param>
    public void Forward(AudioPublication publication, in RtpPacket packet, SdpCodec codec, byte? level, MonotonicTime now)
    {
        var peer = Connection.Peer;
        var payloadType = codec == SdpCodec.Opus ? Formats.Opus : Formats.Pcmu;
        if (!peer.CanSend || payloadType is null)
            return;
        var clockRate = AudioPublication.ClockRateOf(codec);
        if (!Rewriter.TryRewrite(publication.Number, packet, default, clockRate, now, MonotonicTime.Never, out var rewritten))
            return;
        _clockRate = clockRate;
        var buffer = peer.Reserve();
        var writer = new RtpHeaderWriter(buffer, packet.Marker, payloadType.Value, rewritten.SequenceNumber, rewritten.Timestamp, Ssrc);
        if (level is { } said && Extensions.IdOf(HeaderExtension.AudioLevel) is var levelId and not 0 && writer.TryReserve(levelId, 1, out var levelValue))
            levelValue[0] = said;
        if (Extensions.IdOf(HeaderExtension.TransportSequenceNumber) is var transportId and not 0 && writer.TryReserve(transportId, 2, out var number))
            BinaryPrimitives.WriteUInt16BigEndian(number, Connection.Downlink.OnSent(packet.Bytes.Length, now));
        var headerLength = writer.Complete();
        packet.Payload.CopyTo(buffer[headerLength..]);
        var sent = peer.CommitRtp(buffer, headerLength + packet.Payload.Length, now);
        if (sent == 0)
            return;
        Connection.Repeats.Keep(buffer[..sent], now);
        CountSent(packet.Payload.Length);
        Connection.Counters.PacketsOutAudio++;
        Connection.Counters.BytesOutAudio += sent;
    }

    /// <summary>A packet of the publication that is not forwarded (padding, a digit): it must leave no hole.</summary>
    public void LeaveOut(AudioPublication publication, in RtpPacket packet) => Rewriter.LeaveOut(publication.Number, packet, default);

    protected override bool TryGetSourceTimestamp(MonotonicTime now, out uint timestamp)
    {
        timestamp = 0;
        return _publication is { } publication && _clockRate != 0 && publication.Clock.TryGetTimestamp(now, _clockRate, out timestamp);
    }
}

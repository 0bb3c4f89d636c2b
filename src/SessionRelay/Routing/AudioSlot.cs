using System.Buffers.Binary;
using SessionRelay.Rtp;
using SessionRelay.Sdp;
using SessionRelay.Wire;

namespace SessionRelay.Routing;

/// <summary>The sound of whoever is in a slot pair.</summary>
internal sealed class AudioSlot(Connection connection, SdpMedia media, uint ssrc) : Slot(connection, media, ssrc)
{
    private ISoundSource? _source;
    private bool _sourceSends;
    private int _clockRate;

    /// <summary>A phone is what it carries.</summary>
    public bool CarriesPhone => _source is PhonePublication;

    /// <summary>From now on the slot carries <paramref name="source"/>; called again when its mute changes.</summary>
    public void Follow(ISoundSource? source)
    {
        if (source != _source)
        {
            _source?.Remove(this);
            source?.Add(this);
            _source = source;
            _sourceSends = false;
            // Nothing of the former source holds for this one, its clock least of all: no report until it has been heard.
            if (source is not null)
                Rewriter.Switch(source.Number);
        }

        var sends = source?.IsSending ?? false;
        // Silence is not forwarded: after it the stream goes on where time is, and without a hole.
        if (sends && !_sourceSends)
            Rewriter.Switch(source!.Number);
        _sourceSends = sends;
    }

    /// <summary>How much the client's way down takes is another matter than before: the source may have to be told.</summary>
    public void SettleRate() => (_source as AudioPublication)?.SettleRate();

    /// <summary>A packet of the source that is followed.</summary>
    /// <param name="level">RFC 6464's byte; null when the sender gives none.</param>
    public void Forward(ISoundSource source, in RtpPacket packet, SdpCodec codec, byte? level, MonotonicTime now)
    {
        var peer = Connection.Peer;
        var payloadType = codec == SdpCodec.Opus ? Formats.Opus : Formats.Pcmu;
        if (!peer.CanSend || payloadType is null)
            return;
        var clockRate = AudioPublication.ClockRateOf(codec);
        if (!Rewriter.TryRewrite(source.Number, packet, default, clockRate, now, MonotonicTime.Never, out var rewritten))
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

    /// <summary>A packet of the source that is not forwarded (padding, a digit): it must leave no hole.</summary>
    public void LeaveOut(ISoundSource source, in RtpPacket packet) => Rewriter.LeaveOut(source.Number, packet, default);

    /// <summary>Tells the client at once what the timestamps mean now that they count another codec's clock.</summary>
    public void Report(MonotonicTime now) => Connection.SendSenderReport(this, now);

    protected override bool TryGetSourceTimestamp(MonotonicTime now, out uint timestamp)
    {
        timestamp = 0;
        return _source is { } source && _clockRate != 0 && source.TryGetTimestamp(now, _clockRate, out timestamp);
    }
}

using SessionRelay.Dtls;
using SessionRelay.Ice;
using SessionRelay.Rtp;
using SessionRelay.Srtp;
using SessionRelay.Stun;
using SessionRelay.Wire;

namespace SessionRelay.Peers;

/// <summary>
/// The client's end of a connection to a relay: controlling ICE, DTLS client, SRTP both ways. For tests and the load generator, which are
/// real endpoints built of the same parts. Sans-I/O: give it what came, call <see cref="Advance"/> at <see cref="Deadline"/>. One thread.
/// </summary>
internal sealed class ClientPeer : IDisposable
{
    private readonly IDatagramSink _sink;
    private readonly IClientMedia _media;
    private readonly SecureChannel _channel;
    private readonly IceControllingAgent _ice;
    private readonly SendFlow _flow = new();
    private readonly TransportAddress _local;
    private bool _started;

    /// <summary>Begins to check the relay's candidates.</summary>
    /// <param name="local">Where its datagrams come from; for the sink's use only.</param>
    public ClientPeer(
        DtlsTransport dtls,
        IceCredentials localCredentials,
        IceCredentials remoteCredentials,
        ReadOnlySpan<IceCandidate> candidates,
        in TransportAddress local,
        IDatagramSink sink,
        IClientMedia media,
        MonotonicTime now)
    {
        _sink = sink;
        _media = media;
        _local = local;
        _channel = new SecureChannel(dtls);
        _ice = new IceControllingAgent(localCredentials, remoteCredentials, candidates, (ulong)Random.Shared.NextInt64(), now);
    }

    public bool HasKeys => _channel.HasKeys;

    public DtlsState DtlsState => _channel.State;

    public DtlsFailure DtlsFailure => _channel.Failure;

    public bool IsIceConnected => _ice.IsConnected;

    public TransportAddress? Selected => _ice.Selected;

    public TimeSpan? RoundTrip => _ice.RoundTripTime;

    /// <summary>When anything authenticated came last.</summary>
    public MonotonicTime LastHeard { get; private set; }

    public MonotonicTime Deadline => MonotonicTime.Min(_ice.Deadline, _channel.Deadline);

    /// <summary>ICE restart with the relay's new credentials.</summary>
    public void RestartIce(IceCredentials localCredentials, IceCredentials remoteCredentials, ReadOnlySpan<IceCandidate> candidates, MonotonicTime now) =>
        _ice.Restart(localCredentials, remoteCredentials, candidates, now);

    public void Receive(Span<byte> datagram, in TransportAddress from, MonotonicTime now)
    {
        if (datagram.IsEmpty)
            return;
        switch (datagram[0])
        {
            case <= 3:
                ReceiveStun(datagram, from, now);
                break;
            case >= 20 and <= 63:
                _channel.ReceiveDtls(datagram, now);
                break;
            case >= 128 and <= 191 when _channel.HasKeys && datagram.Length >= 2:
                ReceiveMedia(datagram, now);
                return; // changes nothing that ICE or DTLS have to send
            default:
                break;
        }

        Advance(now);
    }

    public void Advance(MonotonicTime now)
    {
        while (_ice.Poll(now, _sink.Reserve(), out var length, out var to))
            _sink.Commit(new NetworkPath(to, _local), length);

        if (_ice.Selected is not { } selected)
            return;
        _flow.Path = new NetworkPath(selected, _local);
        if (!_started)
        {
            _started = true;
            _channel.Start(now);
        }

        _channel.SendDtls(_sink, _flow, now);
    }

    /// <summary>Memory for a packet; then <see cref="CommitRtp"/> or <see cref="CommitRtcp"/>.</summary>
    public Span<byte> Reserve() => _sink.Reserve();

    /// <summary>Protects and sends what was written into the reserved memory. Needs <see cref="HasKeys"/>. Gives the sent length.</summary>
    public int CommitRtp(Span<byte> buffer, int length)
    {
        var sent = _channel.ProtectRtp(buffer, length);
        if (sent > 0)
            _sink.Commit(_flow, sent);
        return sent;
    }

    public void CommitRtcp(Span<byte> buffer, int length)
    {
        var sent = _channel.ProtectRtcp(buffer, length);
        if (sent > 0)
            _sink.Commit(_flow, sent);
    }

    /// <summary>Sends bytes as they are along the selected path: for tests of what a relay does with packets that no client makes.</summary>
    public void SendRaw(ReadOnlySpan<byte> datagram)
    {
        datagram.CopyTo(_sink.Reserve());
        _sink.Commit(_flow, datagram.Length);
    }

    public void Close(MonotonicTime now)
    {
        _channel.Close(now);
        _channel.SendDtls(_sink, _flow, now);
    }

    public void Dispose() => _channel.Dispose();

    private void ReceiveStun(ReadOnlySpan<byte> datagram, in TransportAddress from, MonotonicTime now)
    {
        if (!StunMessage.TryParse(datagram, out var message))
            return;
        var outcome = _ice.Handle(message, from, now, _sink.Reserve(), out var length);
        if (length > 0)
            _sink.Commit(new NetworkPath(from, _local), length);
        if (outcome == IceOutcome.Accepted)
            LastHeard = now;
    }

    private void ReceiveMedia(Span<byte> datagram, MonotonicTime now)
    {
        var isRtcp = datagram[1] is >= 192 and <= 223;
        var result = isRtcp ? _channel.UnprotectRtcp(datagram, out var length) : _channel.UnprotectRtp(datagram, out length);
        if (result != SrtpResult.Ok)
        {
            _media.OnRefused(result, now);
            return;
        }

        LastHeard = now;
        var plain = datagram[..length];
        if (isRtcp)
            _media.OnRtcp(plain, now);
        else if (RtpPacket.TryParse(plain, out var packet))
            _media.OnRtp(packet, now);
    }
}

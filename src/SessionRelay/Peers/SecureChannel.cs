using SessionRelay.Dtls;
using SessionRelay.Srtp;
using SessionRelay.Wire;

namespace SessionRelay.Peers;

/// <summary>
/// The encrypted part of a connection, the same for both roles: a DTLS handshake that yields SRTP keys (RFC 5764), then SRTP and SRTCP both ways.
/// Knows nothing of addresses. One thread.
/// </summary>
internal sealed class SecureChannel : IDisposable
{
    private readonly DtlsTransport _dtls;
    private SrtpSender? _sender;
    private SrtpReceiver? _receiver;

    public SecureChannel(DtlsTransport dtls)
    {
        _dtls = dtls;
    }

    public DtlsState State => _dtls.State;

    public DtlsFailure Failure => _dtls.Failure;

    public MonotonicTime Deadline => _dtls.Deadline;

    /// <summary>From the first ClientHello to the end of the handshake; zero before.</summary>
    public TimeSpan HandshakeDuration => HasKeys ? _dtls.ConnectedAt - _dtls.StartedAt : TimeSpan.Zero;

    /// <summary>True once keys exist: media can be protected and read.</summary>
    public bool HasKeys => _sender is not null;

    /// <summary>The client's first flight.</summary>
    public void Start(MonotonicTime now) => _dtls.Start(now);

    public void ReceiveDtls(ReadOnlySpan<byte> datagram, MonotonicTime now)
    {
        _dtls.Handle(datagram, now);
        if (_sender is null && _dtls.State == DtlsState.Connected && _dtls.TryGetSrtpKeys(out var keys))
        {
            _sender = keys.CreateSender();
            _receiver = keys.CreateReceiver();
        }
    }

    /// <summary>Hands out what the handshake has to send: first flights, and repeats that are due.</summary>
    public void SendDtls(IDatagramSink sink, SendFlow flow, MonotonicTime now)
    {
        while (_dtls.TryGetDatagram(sink.Reserve(), now, out var length))
            sink.Commit(flow, length);
    }

    public void Close(MonotonicTime now) => _dtls.Close(now);

    /// <summary>Protects a packet in place; needs <see cref="HasKeys"/>. Gives its new length.</summary>
    public int ProtectRtp(Span<byte> buffer, int length) => _sender!.ProtectRtp(buffer, length);

    public int ProtectRtcp(Span<byte> buffer, int length) => _sender!.ProtectRtcp(buffer, length);

    /// <summary>Authenticates and decrypts in place; needs <see cref="HasKeys"/>.</summary>
    public SrtpResult UnprotectRtp(Span<byte> packet, out int length) => _receiver!.UnprotectRtp(packet, out length);

    public SrtpResult UnprotectRtcp(Span<byte> packet, out int length) => _receiver!.UnprotectRtcp(packet, out length);

    public void Dispose()
    {
        _sender?.Dispose();
        _receiver?.Dispose();
        _dtls.Dispose();
    }
}

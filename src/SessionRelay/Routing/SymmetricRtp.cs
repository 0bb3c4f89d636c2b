using SessionRelay.Wire;

namespace SessionRelay.Routing;

/// <summary>
/// Where a phone's sound comes from and goes to (symmetric RTP, RFC 4961): the address that its description names, or, as many trunks stand behind a NAT or
/// name another machine, the first that a valid packet comes from. Once known it is the only one, so that nobody takes a call over by sending to its port.
/// </summary>
internal sealed class SymmetricRtp
{
    /// <summary>A NAT that forgot the way gives it another port: after so long without a packet another port of the same machine is taken.</summary>
    private static readonly TimeSpan MovesAfter = TimeSpan.FromSeconds(2);

    private TransportAddress? _described;
    private TransportAddress? _latched;
    private MonotonicTime _heardAt;

    /// <summary>Where to send; null while the other side has named no address and nothing has come.</summary>
    public TransportAddress? Target => _latched ?? _described;

    /// <summary>What a description names. Another address than before begins anew.</summary>
    public void Describe(in TransportAddress address)
    {
        if (address == _described)
            return;
        _described = address;
        _latched = null;
    }

    /// <summary>A valid packet came; whether it is the phone's.</summary>
    /// <param name="isAuthentic">SRTP has proved it: then it may come from anywhere.</param>
    public bool Takes(in TransportAddress from, bool isAuthentic, MonotonicTime now)
    {
        if (_latched != from)
        {
            var moved = now - _heardAt > MovesAfter && (IsSameMachine(from, _latched) || IsSameMachine(from, _described));
            if (_latched is not null && from != _described && !isAuthentic && !moved)
                return false;
            _latched = from;
        }

        _heardAt = now;
        return true;
    }

    private static bool IsSameMachine(in TransportAddress one, TransportAddress? other) => other is { } known && one.High == known.High && one.Low == known.Low;
}

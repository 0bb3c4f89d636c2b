using SessionRelay.Rtp;
using SessionRelay.Wire;

namespace SessionRelay.Routing;

/// <summary>
/// Where a phone's sound comes from and goes to (symmetric RTP, RFC 4961): the machine that its description names, or, as many trunks stand behind a NAT or
/// name another machine, the first that sends a stream. Once known it is the only one, so that nobody takes a call over by sending to its port.
/// </summary>
internal sealed class SymmetricRtp
{
    /// <summary>Packets that make a stream of what an unnamed machine sends: 100 ms of sound, and more than a scan of ports sends.</summary>
    public const int ProvenAfter = 5;

    /// <summary>
    /// A NAT that forgot the way gives it another port: after so long without a packet another port of the same machine is taken. And so long
    /// what was on its way from the address before a new description is heard still.
    /// </summary>
    private static readonly TimeSpan MovesAfter = TimeSpan.FromSeconds(2);

    private TransportAddress? _described;
    private TransportAddress? _latched;
    private TransportAddress? _former;
    private MonotonicTime _formerUntil;
    private MonotonicTime _heardAt;

    // Who might be the phone.
    private TransportAddress? _candidate;
    private uint _candidateSsrc;
    private ushort _candidateNext;
    private int _candidatePackets;

    /// <summary>Where to send; null while the other side has named no address and nothing has come.</summary>
    public TransportAddress? Target => _latched ?? _described;

    /// <summary>What a description names. Another address than before begins anew.</summary>
    public void Describe(in TransportAddress address, MonotonicTime now)
    {
        if (address == _described)
            return;
        _described = address;
        if (_latched is not null)
            (_former, _formerUntil) = (_latched, now + MovesAfter);
        _latched = null;
        _candidate = null;
    }

    /// <summary>Something came that is RTP, whatever is in it; whether the phone is known to have sent it. Nothing is latched by it.</summary>
    public bool Knows(in TransportAddress from, MonotonicTime now)
    {
        if (_latched != from)
            return false;
        _heardAt = now;
        return true;
    }

    /// <summary>A valid packet came; whether it is the phone's.</summary>
    /// <param name="isAuthentic">SRTP has proved it: then it may come from anywhere.</param>
    public bool Takes(in TransportAddress from, in RtpPacket packet, bool isAuthentic, MonotonicTime now)
    {
        if (_latched != from)
        {
            if (_latched is null && from == _former && now < _formerUntil)
                return true;
            if (!isAuthentic && !MayLatch(from, packet, now))
                return false;
            _latched = from;
            _candidate = null;
        }

        _heardAt = now;
        return true;
    }

    private bool MayLatch(in TransportAddress from, in RtpPacket packet, MonotonicTime now)
    {
        if (from == _described)
            return true;
        if (_latched is null)
            return IsSameMachine(from, _described) || IsProven(from, packet);
        // Who was described comes before whoever was quicker.
        if (IsSameMachine(from, _described) && !IsSameMachine(_latched.Value, _described))
            return true;
        return now - _heardAt > MovesAfter && (IsSameMachine(from, _latched) || IsSameMachine(from, _described));
    }

    private bool IsProven(in TransportAddress from, in RtpPacket packet)
    {
        var goesOn = _candidate == from && _candidateSsrc == packet.Ssrc && _candidateNext == packet.SequenceNumber;
        _candidatePackets = goesOn ? _candidatePackets + 1 : 1;
        (_candidate, _candidateSsrc, _candidateNext) = (from, packet.Ssrc, unchecked((ushort)(packet.SequenceNumber + 1)));
        return _candidatePackets >= ProvenAfter;
    }

    private static bool IsSameMachine(in TransportAddress one, TransportAddress? other) => other is { } known && one.High == known.High && one.Low == known.Low;
}

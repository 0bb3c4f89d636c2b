using System.Net;
using System.Security.Cryptography;
using SessionRelay.Phone.Sip;
using SessionRelay.Routing;
using SessionRelay.Wire;

namespace SessionRelay.Net;

/// <summary>
/// One phone leg between two threads: its call lives on the trunk's, its port and the leg itself on the shard's. What happens to the call is posted to the leg's shard, what the
/// leg wants of the call to the trunk's thread, each in order.
/// </summary>
internal sealed class PhoneChannel(RelayShard shard, TrunkLine line) : IPhoneChannel
{
    private const int SdesKeyLength = 30; // AES_CM_128_HMAC_SHA1_80: key and salt (RFC 4568 section 6.2)

    // The shard's thread.
    private PhoneLeg? _leg;
    private PhonePort? _port;
    private volatile bool _isClosed; // written there, looked at on the trunk's too

    // The trunk's thread.
    private OutgoingCall? _call;
    private byte[]? _key;

    /// <summary>Of its port; only while it is among the shard's <see cref="PhonePorts"/>.</summary>
    public int Descriptor => _port!.Descriptor;

    /// <summary>Sends the call on its way. Once, on the shard's thread.</summary>
    public void Dial(PhoneLeg leg, string number)
    {
        _leg = leg;
        line.Post((agent, now) => Open(agent, number, now));
    }

    public void Send(ReadOnlySpan<byte> packet, in TransportAddress to) => _port?.Send(packet, to);

    public void HangUp()
    {
        if (_isClosed)
            return;
        _isClosed = true;
        shard.Phones.Remove(this);
        _port?.Dispose();
        _port = null;
        line.Post((agent, now) =>
        {
            // Without an agent the line has ended, and its calls with it.
            if (agent is null || _call is null)
                return;
            _call.HangUp(now);
            line.Calls.Remove(_call);
        });
    }

    /// <summary>Gives one datagram that has come to the leg; false when none waits. On the shard's thread.</summary>
    public bool TryReceive(Span<byte> buffer, MonotonicTime now)
    {
        if (_port is null || !_port.TryReceive(buffer, out var length, out var from))
            return false;
        _leg!.Receive(buffer[..length], from, now);
        return true;
    }

    /// <summary>Something happened to the call. On the trunk's thread.</summary>
    public void On(CallEvent happened)
    {
        var key = _key;
        if (happened.State == CallState.Ended)
            line.Calls.Remove(happened.Call);
        shard.Post(now => Take(happened, key, now));
    }

    private void Open(SipUserAgent? agent, string number, MonotonicTime now)
    {
        // Hung up while it waited for the trunk: nobody's telephone rings for that.
        if (_isClosed)
            return;
        if (agent is null || line.LocalAddress is not { } local)
        {
            Refuse(PhoneLegState.Unreachable);
            return;
        }

        if (PhonePort.TryBind(local.AddressFamily, line.RtpPorts) is not { } port)
        {
            Refuse(PhoneLegState.Failed);
            return;
        }

        // Attached first, so that it is there when the call's events come.
        if (!shard.Post(_ => Attach(port)))
        {
            port.Dispose();
            return;
        }

        _key = line.RequiresSrtp ? RandomNumberGenerator.GetBytes(SdesKeyLength) : null;
        var sessionId = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)) >> 1;
        try
        {
            _call = agent.Dial(number, new PhoneLocalMedia(new IPEndPoint(local, port.LocalPort), sessionId, _key), now);
        }
        catch
        {
            Refuse(PhoneLegState.Failed);
            throw;
        }

        if (_call is null)
            Refuse(PhoneLegState.Failed);
        else
            line.Calls.Add(_call, this);
    }

    private void Refuse(PhoneLegState why) => shard.Post(now => _leg!.OnEnded(why, now));

    private void Attach(PhonePort port)
    {
        if (_isClosed)
        {
            port.Dispose();
            return;
        }

        _port = port;
        if (!shard.Phones.TryAdd(this))
            _leg!.OnEnded(PhoneLegState.Failed, shard.Now);
    }

    private void Take(CallEvent happened, byte[]? key, MonotonicTime now)
    {
        if (_isClosed)
            return;
        switch (happened.State)
        {
            case CallState.Ringing:
                _leg!.OnRinging(now);
                break;
            case CallState.Answered when happened.Media is { } media:
                _leg!.OnMedia(media, key, now);
                break;
            case CallState.Ended:
                _leg!.OnEnded(OutcomeOf(happened.End), now);
                break;
            default:
                break;
        }
    }

    private static PhoneLegState OutcomeOf(CallEnd end) => end switch
    {
        CallEnd.Busy => PhoneLegState.Busy,
        CallEnd.Declined => PhoneLegState.Declined,
        CallEnd.NoAnswer => PhoneLegState.NoAnswer,
        CallEnd.Unreachable => PhoneLegState.Unreachable,
        CallEnd.WrongNumber => PhoneLegState.WrongNumber,
        CallEnd.Failed => PhoneLegState.Failed,
        _ => PhoneLegState.HungUp,
    };
}

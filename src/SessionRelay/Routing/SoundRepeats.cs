using SessionRelay.Wire;

namespace SessionRelay.Routing;

/// <summary>
/// On a way down that loses packets, each packet of sound goes out again some 20 and 40 ms later, byte for byte as SRTP made it: what comes twice is dropped by the receiver's replay
/// protection (RFC 3711 section 3.3.2), and of three copies at 30 % loss one in 37 is missing instead of one in three. Only where the loss is not our own making: a queue that
/// overflows would get three times as much, and so would a relay that has no time left. One shard's thread; allocates once, when a connection first needs it.
/// </summary>
internal sealed class SoundRepeats(Connection connection)
{
    /// <summary>Loss from which sound suffers audibly in spite of Opus's own means.</summary>
    private const double From = 0.03;

    /// <summary>Below it there is no need; low, as what is lost three times is all that feedback on sound then shows.</summary>
    private const double Until = 0.005;

    private const int Copies = 2;

    /// <summary>Sixteen people's sound of 40 ms is 32.</summary>
    private const int MaxPackets = 64;

    /// <summary>Bytes. Voice takes some 150 with all headers; what is longer is music or a mistake, and goes once.</summary>
    private const int MaxLength = 400;

    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Holds = TimeSpan.FromSeconds(10);

    /// <summary>Loss so soon after a queue stood in the path is the queue's.</summary>
    private static readonly TimeSpan QueueMatters = TimeSpan.FromSeconds(3);

    private byte[] _memory = [];
    private Kept[] _kept = [];
    private int _first;
    private int _count;
    private MonotonicTime _lossyAt;

    /// <summary>Sound is repeated now.</summary>
    public bool IsOn { get; private set; }

    /// <summary>Copies sent.</summary>
    public long Sent { get; private set; }

    /// <summary>When <see cref="Advance"/> must run next.</summary>
    public MonotonicTime Deadline
    {
        get
        {
            var next = MonotonicTime.Never;
            for (var i = 0; i < _count; i++)
                next = MonotonicTime.Min(next, At(i).Due);
            return next;
        }
    }

    /// <summary>Judges the way anew; to be called about once a second, and when feedback says that something was lost.</summary>
    public void Review(MonotonicTime now)
    {
        var loss = connection.Downlink.LossAt(now);
        if (loss >= (IsOn ? Until : From))
            _lossyAt = now;
        var isOurs = connection.Room.Surroundings.Load.IsFull || now - connection.Downlink.QueuedAt < QueueMatters;
        IsOn = !isOurs && (loss >= From || (IsOn && now - _lossyAt < Holds));
    }

    /// <summary>Keeps a packet of sound that has just been sent.</summary>
    /// <param name="packet">As SRTP made it.</param>
    public void Keep(ReadOnlySpan<byte> packet, MonotonicTime now)
    {
        if (!IsOn || packet.Length > MaxLength)
            return;
        if (_memory.Length == 0)
            (_memory, _kept) = (new byte[MaxPackets * MaxLength], new Kept[MaxPackets]);
        if (_count == MaxPackets)
            Forget();
        var index = (_first + _count) % MaxPackets;
        packet.CopyTo(_memory.AsSpan(index * MaxLength));
        _kept[index] = new Kept(packet.Length, Copies, now + Spacing);
        _count++;
        connection.Peer.Touch(now);
    }

    /// <summary>Sends what is due.</summary>
    public void Advance(MonotonicTime now)
    {
        if (!connection.Peer.CanSend)
            return;
        for (var i = 0; i < _count; i++)
        {
            ref var kept = ref At(i);
            if (kept.Due > now)
                continue;
            connection.Peer.Repeat(_memory.AsSpan((_first + i) % MaxPackets * MaxLength, kept.Length));
            Sent++;
            kept.Left--;
            // From now, not from when it was due: copies that went out together would be lost together.
            kept.Due = kept.Left > 0 ? now + Spacing : MonotonicTime.Never;
        }

        while (_count > 0 && At(0).Left == 0)
            Forget();
    }

    private ref Kept At(int index) => ref _kept[(_first + index) % MaxPackets];

    private void Forget()
    {
        _first = (_first + 1) % MaxPackets;
        _count--;
    }

    /// <summary>A packet's bytes in the memory, how many copies are still to go, and when the next one does.</summary>
    private record struct Kept(int Length, int Left, MonotonicTime Due);
}

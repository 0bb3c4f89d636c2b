using SessionRelay.Wire;

namespace SessionRelay.Routing;

/// <summary>
/// The last 1.5 s of one published video stream as decrypted packets, to answer NACKs (RFC 4585 section 6.2.1) and to start a new viewer at the last key frame.
/// Bounded three ways: age, packets and bytes. Its memory follows the bit rate: blocks come from the shard's pool as they are needed and go back when they are too old.
/// Audio needs none (neither browser asks for it). Not thread safe; nothing is allocated per packet once the stream has run for 1.5 s.
/// </summary>
internal sealed class RetransmissionRing : IDisposable
{
    /// <summary>1 MiB: 1.5 s at 5 Mbit/s, twice of what a browser sends of a 720p camera.</summary>
    public const int MaxBlocks = 1024 * 1024 / PacketBlockPool.BlockLength;

    /// <summary>1.5 s at 5 Mbit/s are 850 packets of 1,100 bytes; small packets double that. A power of two, as sequence numbers index it.</summary>
    public const int MaxPackets = 2048;

    /// <summary>The largest packet that is kept: an Ethernet frame's worth, above what WebRTC sends (1,200).</summary>
    public const int MaxPacketLength = 1500;

    private const int FirstPackets = 64; // 1.5 s of a 30 fps layer with one packet a frame; doubles while live packets would be overwritten

    /// <summary>
    /// All five requests of a receiver 300 ms away, or the handshake of one who has just come, fit into it. For what is older a key frame is asked for: it shows the present,
    /// and is less than all that was lost meanwhile.
    /// </summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(1.5);

    private readonly PacketBlockPool _pool;
    private readonly Block[] _blocks = new Block[MaxBlocks];
    private Entry[] _entries = new Entry[FirstPackets];
    private int _blockCount;
    private int _current = -1;
    private int _generation;
    private bool _started;
    private bool _wentBack;
    private long _highest;
    private long _lastKeyframe = -1;

    public RetransmissionRing(PacketBlockPool pool) => _pool = pool;

    /// <summary>Bytes of packet memory that are held now.</summary>
    public int HeldBytes => _blockCount * PacketBlockPool.BlockLength;

    /// <summary>Copies a packet in. One that is too long, or older than what the ring spans, is left out. A second copy replaces the first.</summary>
    /// <param name="packet">Header and payload, decrypted, without padding.</param>
    /// <param name="startsKeyframe">It is the first packet of a key frame.</param>
    public void Add(ushort sequenceNumber, ReadOnlySpan<byte> packet, MonotonicTime now, bool startsKeyframe)
    {
        if (packet.Length is 0 or > MaxPacketLength)
            return;

        var index = _started ? Wrap.Unwrap(sequenceNumber, _highest) : sequenceNumber + 65536L;
        if (_started && _highest - index >= MaxPackets)
        {
            // One packet from far behind is a stray, the second in a row a publisher that counts anew.
            if (!_wentBack)
            {
                _wentBack = true;
                return;
            }

            _started = false;
            index = sequenceNumber + 65536L;
        }

        if (!_started || index - _highest >= MaxPackets)
            _lastKeyframe = -1;

        _wentBack = false;
        _highest = _started ? Math.Max(_highest, index) : index;
        _started = true;
        MakeRoomFor(index, now);
        var block = BlockFor(packet.Length, now);
        ref var target = ref _blocks[block];
        packet.CopyTo(target.Bytes.AsSpan(target.Used));
        _entries[index & (_entries.Length - 1)] = new Entry(index, now, target.Generation, target.Used, (ushort)packet.Length, (byte)block);
        target.Used += packet.Length;
        target.Newest = now;
        if (startsKeyframe && index > _lastKeyframe)
            _lastKeyframe = index;
    }

    /// <summary>A packet that came at most <see cref="MaxAge"/> ago. The bytes are good until the next <see cref="Add"/>.</summary>
    public bool TryGet(ushort sequenceNumber, MonotonicTime now, out ReadOnlySpan<byte> packet)
    {
        packet = default;
        return _started && TryRead(Wrap.Unwrap(sequenceNumber, _highest), now, out packet);
    }

    /// <summary>
    /// Where a new viewer can start: the last key frame, when it and everything since is here or asked for, and that is not more than <paramref name="maxPackets"/>.
    /// The packets are then <paramref name="first"/> and the <paramref name="count"/> − 1 after it.
    /// </summary>
    /// <param name="awaited">What of the stream is missing and still hoped for; null: nothing may be missing.</param>
    public bool TryFindKeyframe(MonotonicTime now, int maxPackets, NackGenerator? awaited, out ushort first, out int count)
    {
        first = (ushort)_lastKeyframe;
        count = 0;
        if (_lastKeyframe < 0 || _highest - _lastKeyframe >= maxPackets)
            return false;

        for (var index = _lastKeyframe; index <= _highest; index++)
        {
            if (!TryRead(index, now, out _) && awaited?.IsMissing((ushort)index) is not true)
                return false;
        }

        count = (int)(_highest - _lastKeyframe) + 1;
        return true;
    }

    /// <summary>How many places from a packet that is here to the newest, both counted; 0 for an unknown one.</summary>
    public int CountSince(ushort sequenceNumber)
    {
        var index = Wrap.Unwrap(sequenceNumber, _highest);
        return _started && index <= _highest ? (int)Math.Min(_highest - index + 1, int.MaxValue) : 0;
    }

    /// <summary>Gives all memory back. The ring is empty then and may be used again.</summary>
    public void Dispose()
    {
        for (var i = 0; i < _blocks.Length; i++)
            Release(ref _blocks[i]);

        _current = -1;
        _started = false;
        _lastKeyframe = -1;
    }

    private bool TryRead(long index, MonotonicTime now, out ReadOnlySpan<byte> packet)
    {
        packet = default;
        ref readonly var entry = ref _entries[index & (_entries.Length - 1)];
        if (entry.Length == 0 || entry.Index != index || now - entry.ArrivedAt > MaxAge)
            return false;

        ref readonly var block = ref _blocks[entry.Block];
        if (block.Generation != entry.Generation || block.Bytes is null)
            return false;

        packet = block.Bytes.AsSpan(entry.Offset, entry.Length);
        return true;
    }

    private void MakeRoomFor(long index, MonotonicTime now)
    {
        ref readonly var old = ref _entries[index & (_entries.Length - 1)];
        if (_entries.Length == MaxPackets || old.Length == 0 || old.Index >= index || now - old.ArrivedAt > MaxAge)
            return;

        var wider = new Entry[_entries.Length * 2];
        foreach (ref readonly var entry in _entries.AsSpan())
        {
            if (entry.Length != 0)
                wider[entry.Index & (wider.Length - 1)] = entry;
        }

        _entries = wider;
    }

    /// <summary>A block with room: the current one, else the oldest if its packets are too old, else a new one, else (over the budget) the oldest all the same.</summary>
    private int BlockFor(int length, MonotonicTime now)
    {
        if (_current >= 0 && _blocks[_current].Used + length <= PacketBlockPool.BlockLength)
            return _current;

        var oldest = -1;
        var empty = -1;
        for (var i = 0; i < _blocks.Length; i++)
        {
            if (_blocks[i].Bytes is null)
            {
                empty = empty < 0 ? i : empty;
                continue;
            }

            if (i == _current)
                continue;

            if (oldest >= 0 && now - _blocks[i].Newest > MaxAge && now - _blocks[oldest].Newest > MaxAge)
            {
                Release(ref _blocks[i]); // the stream has slowed down: one old block is enough to go on with
                continue;
            }

            if (oldest < 0 || _blocks[i].Newest < _blocks[oldest].Newest)
                oldest = i;
        }

        if (oldest < 0 || (empty >= 0 && now - _blocks[oldest].Newest <= MaxAge))
        {
            _current = empty;
            _blocks[empty].Bytes = _pool.Rent();
            _blockCount++;
        }
        else
        {
            _current = oldest;
        }

        _blocks[_current].Used = 0;
        _blocks[_current].Generation = ++_generation;
        return _current;
    }

    private void Release(ref Block block)
    {
        if (block.Bytes is null)
            return;

        _pool.Return(block.Bytes);
        _blockCount--;
        block = default;
    }

    private struct Block
    {
        public byte[]? Bytes;
        public int Used;
        public int Generation;
        public MonotonicTime Newest;
    }

    private readonly record struct Entry(long Index, MonotonicTime ArrivedAt, int Generation, int Offset, ushort Length, byte Block);
}

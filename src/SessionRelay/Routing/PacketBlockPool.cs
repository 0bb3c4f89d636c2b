namespace SessionRelay.Routing;

/// <summary>
/// The memory of a shard's retransmission rings: pinned blocks of one size, kept for the next ring when one gives them back. Not thread safe: one shard's.
/// Allocates only when it has no free block.
/// </summary>
internal sealed class PacketBlockPool
{
    /// <summary>16 KiB: some 14 full packets, so that what a ring holds beyond its 1.5 s is little. A 150 kbit/s layer fills two in that time.</summary>
    public const int BlockLength = 16 * 1024;

    /// <summary>4 MiB of free blocks are kept; what is given back beyond that is left to the collector.</summary>
    private const int MaxFree = 256;

    private readonly byte[][] _free = new byte[MaxFree][];
    private int _freeCount;

    /// <summary>Blocks that rings hold now.</summary>
    public int Rented { get; private set; }

    public byte[] Rent()
    {
        Rented++;
        if (_freeCount == 0)
            return GC.AllocateUninitializedArray<byte>(BlockLength, pinned: true);

        var block = _free[--_freeCount];
        _free[_freeCount] = null!;
        return block;
    }

    /// <summary>Takes back a block that <see cref="Rent"/> gave; its user keeps no reference.</summary>
    public void Return(byte[] block)
    {
        Rented--;
        if (_freeCount < MaxFree)
            _free[_freeCount++] = block;
    }
}

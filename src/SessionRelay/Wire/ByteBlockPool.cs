namespace SessionRelay.Wire;

/// <summary>Blocks of memory that are lent and given back, at most so many at once. One thread.</summary>
/// <param name="limit">Blocks lent at once.</param>
internal sealed class ByteBlockPool(int limit)
{
    /// <summary>Bytes of a block: some ten packets, so that a connection without a jam needs one.</summary>
    public const int BlockSize = 16 * 1024;

    private readonly Stack<byte[]> _free = new();

    public int Rented { get; private set; }

    /// <summary>A block with whatever was in it; false when as many are out as may be.</summary>
    public bool TryRent(out byte[] block)
    {
        block = [];
        if (Rented == limit)
            return false;

        Rented++;
        if (!_free.TryPop(out block!))
            block = new byte[BlockSize];
        return true;
    }

    public void Return(byte[] block)
    {
        Rented--;
        _free.Push(block);
    }
}

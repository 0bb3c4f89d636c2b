using System.Buffers.Binary;

namespace SessionRelay.Wire;

/// <summary>
/// Frames (RFC 4571) that wait until a TCP connection takes them: a queue of bytes in borrowed blocks. A frame goes in whole or not at all, so that
/// the stream stays readable when packets are dropped. Sans-I/O, one thread; allocates only when the pool has to grow.
/// </summary>
internal sealed class FrameBacklog(ByteBlockPool pool)
{
    /// <summary>
    /// Bytes that wait at most: 1 MB, beside 256 KB in the kernel. Both together are the 1.25 MB of Signal's calling server: two seconds of a call
    /// with four pictures, after which what waits is too old to be of use.
    /// </summary>
    public const int MaxBytes = MaxBlocks * ByteBlockPool.BlockSize;

    private const int MaxBlocks = 64;

    private readonly byte[][] _blocks = new byte[MaxBlocks + 1][]; // a ring: the first block may be half sent, then the last is one more
    private int _first;
    private int _blockCount;
    private int _readAt; // in the first block
    private int _writeAt = ByteBlockPool.BlockSize; // in the last block; full when there is none

    public int Length { get; private set; }

    /// <summary>Bytes to send next: those that lie together at the queue's head.</summary>
    public ReadOnlySpan<byte> Head
    {
        get
        {
            if (Length == 0)
                return default;
            var end = _blockCount == 1 ? _writeAt : ByteBlockPool.BlockSize;
            return _blocks[_first].AsSpan(_readAt, end - _readAt);
        }
    }

    /// <summary>False, and nothing kept, when the queue or the pool is full. <paramref name="datagram"/> is 1 to <see cref="FrameReader.MaxFrame"/> bytes.</summary>
    public bool TryAppend(ReadOnlySpan<byte> datagram)
    {
        var size = FrameReader.HeaderLength + datagram.Length;
        if (Length + size > MaxBytes)
            return false;
        if (size > ByteBlockPool.BlockSize - _writeAt)
        {
            if (!pool.TryRent(out var block))
                return false;
            _blocks[(_first + _blockCount) % _blocks.Length] = block;
        }

        Span<byte> header = stackalloc byte[FrameReader.HeaderLength];
        BinaryPrimitives.WriteUInt16BigEndian(header, (ushort)datagram.Length);
        Write(header);
        Write(datagram);
        return true;
    }

    /// <summary>Takes off what the connection has taken.</summary>
    public void Sent(int count)
    {
        Length -= count;
        _readAt += count;
        if (Length == 0)
        {
            Clear();
            return;
        }

        if (_readAt < ByteBlockPool.BlockSize)
            return;
        pool.Return(_blocks[_first]);
        _first = (_first + 1) % _blocks.Length;
        _blockCount--;
        _readAt = 0;
    }

    /// <summary>Forgets everything and gives all blocks back.</summary>
    public void Clear()
    {
        for (; _blockCount > 0; _blockCount--)
        {
            pool.Return(_blocks[_first]);
            _first = (_first + 1) % _blocks.Length;
        }

        Length = 0;
        _readAt = 0;
        _writeAt = ByteBlockPool.BlockSize;
    }

    /// <summary>The block behind the last one is there when it is needed.</summary>
    private void Write(ReadOnlySpan<byte> bytes)
    {
        Length += bytes.Length;
        while (!bytes.IsEmpty)
        {
            if (_writeAt == ByteBlockPool.BlockSize)
            {
                _blockCount++;
                _writeAt = 0;
            }

            var count = Math.Min(bytes.Length, ByteBlockPool.BlockSize - _writeAt);
            bytes[..count].CopyTo(_blocks[(_first + _blockCount - 1) % _blocks.Length].AsSpan(_writeAt));
            _writeAt += count;
            bytes = bytes[count..];
        }
    }
}

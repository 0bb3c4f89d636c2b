using System.Buffers.Binary;

namespace SessionRelay.Wire;

/// <summary>
/// Finds datagrams in a TCP stream: each stands behind its length in two bytes (RFC 4571 section 2). Sans-I/O, one for each connection; nothing is
/// allocated after construction. A frame that lies whole in what came is given where it lies, one that was split is put together here.
/// </summary>
internal sealed class FrameReader
{
    /// <summary>Bytes of a frame: as much as the UDP side receives. Whoever announces more speaks another protocol.</summary>
    public const int MaxFrame = 2048;

    public const int HeaderLength = 2;

    private readonly byte[] _partial = new byte[HeaderLength + MaxFrame];
    private int _held;

    /// <summary>A frame above <see cref="MaxFrame"/> was announced: where the next one begins will never be known.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Begins anew, for another connection.</summary>
    public void Reset()
    {
        _held = 0;
        IsBroken = false;
    }

    /// <summary>
    /// Takes the next frame out of <paramref name="arrived"/>; false when there is none, then all of it was taken. The frame may be changed in
    /// place and is good until the next call. Empty frames are left out (RFC 4571 section 2: null packets).
    /// </summary>
    public bool TryRead(scoped ref Span<byte> arrived, out Span<byte> frame)
    {
        frame = default;
        while (!IsBroken && TryReadAny(ref arrived, out frame))
        {
            if (!frame.IsEmpty)
                return true;
        }

        frame = default;
        return false;
    }

    private bool TryReadAny(scoped ref Span<byte> arrived, out Span<byte> frame)
    {
        if (_held > 0)
            return TryComplete(ref arrived, out frame);

        frame = default;
        if (arrived.Length >= HeaderLength)
        {
            var end = HeaderLength + BinaryPrimitives.ReadUInt16BigEndian(arrived);
            if (end > HeaderLength + MaxFrame)
            {
                Break(ref arrived);
                return false;
            }

            if (arrived.Length >= end)
            {
                frame = arrived[HeaderLength..end];
                arrived = arrived[end..];
                return true;
            }
        }

        Hold(ref arrived, arrived.Length);
        return false;
    }

    private bool TryComplete(scoped ref Span<byte> arrived, out Span<byte> frame)
    {
        frame = default;
        Hold(ref arrived, HeaderLength - _held);
        if (_held < HeaderLength)
            return false;

        var end = HeaderLength + BinaryPrimitives.ReadUInt16BigEndian(_partial);
        if (end > HeaderLength + MaxFrame)
        {
            Break(ref arrived);
            return false;
        }

        Hold(ref arrived, end - _held);
        if (_held < end)
            return false;

        _held = 0;
        frame = _partial.AsSpan(HeaderLength, end - HeaderLength);
        return true;
    }

    private void Hold(scoped ref Span<byte> arrived, int atMost)
    {
        var count = Math.Clamp(atMost, 0, arrived.Length);
        arrived[..count].CopyTo(_partial.AsSpan(_held));
        _held += count;
        arrived = arrived[count..];
    }

    private void Break(scoped ref Span<byte> arrived)
    {
        IsBroken = true;
        arrived = default;
    }
}

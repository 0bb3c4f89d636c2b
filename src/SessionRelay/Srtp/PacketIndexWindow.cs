namespace SessionRelay.Srtp;

/// <summary>
/// The packet indices of one stream that were seen: the highest, and which of those just below it (RFC 3711 section 3.3.2).
/// A receiver refuses repeats by it; a sender makes sure that no index, hence no nonce, is ever used twice.
/// </summary>
internal sealed class PacketIndexWindow
{
    private readonly ulong[] _seen;
    private readonly int _mask;

    /// <param name="size">How many indices up to the highest are remembered: a power of two from 64.</param>
    public PacketIndexWindow(int size)
    {
        if (size < 64 || !int.IsPow2(size))
        {
            throw new ArgumentOutOfRangeException(nameof(size), size, "The window is a power of two from 64.");
        }

        _seen = new ulong[size / 64];
        _mask = size - 1;
    }

    /// <summary>−1 before the first packet.</summary>
    public long Highest { get; private set; } = -1;

    /// <summary>
    /// The 48-bit index of a packet with this sequence number: that with the rollover counter which brings it nearest to the highest
    /// (RFC 3711 section 3.3.1). The counter starts at 0 and is never estimated below.
    /// </summary>
    public long Estimate(ushort sequenceNumber)
    {
        if (Highest < 0)
        {
            return sequenceNumber;
        }

        var rolloverCounter = Highest >> 16;
        var highest = (int)(Highest & 0xFFFF);
        if (highest < 0x8000)
        {
            if (sequenceNumber - highest > 0x8000 && rolloverCounter > 0)
            {
                rolloverCounter--;
            }
        }
        else if (highest - 0x8000 > sequenceNumber)
        {
            rolloverCounter++;
        }

        return (rolloverCounter << 16) | sequenceNumber;
    }

    /// <summary>False when the index was seen, or is so far back that this isn't known.</summary>
    public bool IsNew(long index)
    {
        if (index > Highest)
        {
            return true;
        }

        if (Highest - index > _mask)
        {
            return false;
        }

        var bit = (int)index & _mask;
        return (_seen[bit >> 6] & (1UL << (bit & 63))) == 0;
    }

    /// <summary>Remembers an index for which <see cref="IsNew"/> was true.</summary>
    public void Mark(long index)
    {
        if (index > Highest)
        {
            if (index - Highest > _mask)
            {
                Array.Clear(_seen);
            }
            else
            {
                for (var skipped = Highest + 1; skipped < index; skipped++)
                {
                    var gap = (int)skipped & _mask;
                    _seen[gap >> 6] &= ~(1UL << (gap & 63));
                }
            }

            Highest = index;
        }

        var bit = (int)index & _mask;
        _seen[bit >> 6] |= 1UL << (bit & 63);
    }
}

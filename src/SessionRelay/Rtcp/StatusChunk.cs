using System.Numerics;

namespace SessionRelay.Rtcp;

/// <summary>
/// A packet status chunk of transport-wide feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01 sections 3.1.2 to 3.1.4): a run of one status,
/// 14 statuses of one bit, or 7 of two bits.
/// </summary>
internal readonly struct StatusChunk(ushort value)
{
    public const int NotReceived = 0;
    public const int SmallDelta = 1;
    public const int LargeDelta = 2;

    /// <summary>Statuses in a vector of one-bit symbols.</summary>
    public const int OneBitCapacity = 14;

    /// <summary>Statuses in a vector of two-bit symbols.</summary>
    public const int TwoBitCapacity = 7;

    /// <summary>The longest run: its length has 13 bits.</summary>
    public const int MaxRun = 0x1FFF;

    private readonly ushort _value = value;

    /// <summary>How many statuses it can tell: 0 to 8191.</summary>
    public int Capacity => IsRun ? _value & MaxRun : IsTwoBit ? TwoBitCapacity : OneBitCapacity;

    private bool IsRun => (_value & 0x8000) == 0;

    private bool IsTwoBit => (_value & 0x4000) != 0;

    /// <summary>The status at an index below <see cref="Capacity"/>: 0 to 3, where 3 is reserved.</summary>
    public int this[int index]
    {
        get
        {
            if (IsRun)
                return (_value >> 13) & 3;

            return IsTwoBit ? (_value >> (12 - (2 * index))) & 3 : (_value >> (13 - index)) & 1;
        }
    }

    public static ushort Run(int status, int length) => (ushort)((status << 13) | length);

    /// <summary>The bytes of deltas that the first <paramref name="count"/> statuses need. False when one of them is the reserved status.</summary>
    public bool TryCountDeltaBytes(int count, out int bytes)
    {
        bytes = 0;
        if (IsRun)
        {
            var status = this[0];
            bytes = status * count;
            return status <= LargeDelta;
        }

        if (!IsTwoBit)
        {
            bytes = BitOperations.PopCount((uint)(_value & 0x3FFF) >> (OneBitCapacity - count));
            return true;
        }

        for (var i = 0; i < count; i++)
        {
            var status = this[i];
            if (status > LargeDelta)
                return false;

            bytes += status;
        }

        return true;
    }
}

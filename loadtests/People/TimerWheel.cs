using System.Numerics;
using SessionRelay.Wire;

namespace SessionRelay.LoadTests.People;

/// <summary>
/// When each of many members is due, in slots of half a millisecond over one second: adding, moving and taking cost the same for ten members
/// and ten thousand. What is due later than a second from now stands in the farthest slot and is put off again there. One thread; allocates nothing.
/// </summary>
internal sealed class TimerWheel
{
    private const int Slots = 2048; // a power of two
    private const int WordBits = 64;

    private static readonly long TicksPerSlot = TimeSpan.FromMilliseconds(0.5).Ticks; // audio has a beat of 20 ms: a fortieth of it

    private readonly CrowdMember?[] _heads = new CrowdMember?[Slots];
    private readonly ulong[] _used = new ulong[Slots / WordBits];
    private long _current;

    public TimerWheel(MonotonicTime now)
    {
        _current = now.Ticks / TicksPerSlot;
    }

    /// <summary>When something may be due; a second ahead when nothing is.</summary>
    public MonotonicTime Next
    {
        get
        {
            var first = (int)(_current & (Slots - 1));
            for (var step = 0; step <= Slots / WordBits; step++)
            {
                var word = (first / WordBits + step) % _used.Length;
                var bits = _used[word];
                if (step == 0)
                    bits &= ulong.MaxValue << (first % WordBits);
                if (bits == 0)
                    continue;
                var slot = word * WordBits + BitOperations.TrailingZeroCount(bits);
                return new MonotonicTime((_current + ((slot - first) & (Slots - 1))) * TicksPerSlot);
            }

            return new MonotonicTime((_current + Slots) * TicksPerSlot);
        }
    }

    /// <summary>Puts the member where it is due; moves it when it stands elsewhere.</summary>
    public void Set(CrowdMember member, MonotonicTime at)
    {
        if (member.WheelSlot >= 0)
            Remove(member);
        member.DueAt = at;
        if (at.IsNever)
            return;
        // Rounded up: a member that is looked at before its time would only be put back.
        var tick = Math.Clamp((at.Ticks + TicksPerSlot - 1) / TicksPerSlot, _current, _current + Slots - 1);
        var slot = (int)(tick & (Slots - 1));
        member.WheelSlot = slot;
        member.WheelPrevious = null;
        member.WheelNext = _heads[slot];
        if (_heads[slot] is { } head)
            head.WheelPrevious = member;
        _heads[slot] = member;
        _used[slot / WordBits] |= 1UL << (slot % WordBits);
    }

    public void Remove(CrowdMember member)
    {
        var slot = member.WheelSlot;
        if (slot < 0)
            return;
        if (member.WheelPrevious is { } previous)
            previous.WheelNext = member.WheelNext;
        else
            _heads[slot] = member.WheelNext;
        if (member.WheelNext is { } next)
            next.WheelPrevious = member.WheelPrevious;
        if (_heads[slot] is null)
            _used[slot / WordBits] &= ~(1UL << (slot % WordBits));
        member.WheelSlot = -1;
        member.WheelNext = null;
        member.WheelPrevious = null;
    }

    /// <summary>Takes one member whose time has come; null when none is left. Call <see cref="Set"/> for it again.</summary>
    public CrowdMember? TakeDue(MonotonicTime now)
    {
        var until = now.Ticks / TicksPerSlot;
        while (true)
        {
            var slot = (int)(_current & (Slots - 1));
            if (_heads[slot] is { } member)
            {
                if (_current > until)
                    return null;
                Remove(member);
                if (member.DueAt <= now)
                    return member;
                Set(member, member.DueAt); // stood here as it was farther than a second ahead
                continue;
            }

            if (_current >= until)
                return null;
            _current++;
        }
    }
}

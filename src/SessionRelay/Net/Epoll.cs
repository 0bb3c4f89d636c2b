using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SessionRelay.Net;

/// <summary>Which of many descriptors can be read or written (epoll(7), level-triggered). One thread; nothing is allocated after construction.</summary>
internal sealed unsafe class Epoll : IDisposable
{
    /// <summary>Descriptors told of at once: bounds what one turn of a shard does for connections.</summary>
    private const int MaxEvents = 32;

    // struct epoll_event is packed on x64 alone: its 64 bits of data stand at 4, elsewhere at 8.
    private static readonly int DataAt = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int EventSize = DataAt + sizeof(long);

    private readonly byte[] _events = GC.AllocateArray<byte>(MaxEvents * 16, pinned: true);
    private int _disposed;

    public Epoll()
    {
        Descriptor = LibC.EpollCreate(LibC.EventFdCloseOnExec);
        if (Descriptor < 0)
            throw new InvalidOperationException($"epoll_create1 failed: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>Readable itself when a descriptor has something to tell.</summary>
    public int Descriptor { get; }

    public bool Add(int descriptor, uint events, long data) => Control(LibC.EpollAdd, descriptor, events, data);

    public bool Modify(int descriptor, uint events, long data) => Control(LibC.EpollModify, descriptor, events, data);

    public void Remove(int descriptor) => Control(LibC.EpollRemove, descriptor, 0, 0);

    /// <summary>How many have something to tell, without waiting.</summary>
    public int Poll() => Math.Max(0, LibC.EpollWait(Descriptor, Unsafe.AsPointer(ref _events[0]), MaxEvents, 0));

    /// <summary>Number <paramref name="index"/> of those that <see cref="Poll"/> found.</summary>
    public (uint Events, long Data) Event(int index)
    {
        ReadOnlySpan<byte> at = _events.AsSpan(index * EventSize, EventSize);
        return (MemoryMarshal.Read<uint>(at), MemoryMarshal.Read<long>(at[DataAt..]));
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
            _ = LibC.Close(Descriptor);
    }

    private bool Control(int operation, int descriptor, uint events, long data)
    {
        Span<byte> told = stackalloc byte[16];
        MemoryMarshal.Write(told, events);
        MemoryMarshal.Write(told[DataAt..], data);
        fixed (byte* at = told)
            return LibC.EpollControl(Descriptor, operation, descriptor, at) == 0;
    }
}

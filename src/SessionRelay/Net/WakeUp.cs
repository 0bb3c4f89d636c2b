using System.Runtime.InteropServices;

namespace SessionRelay.Net;

/// <summary>Ends another thread's wait on its sockets: an eventfd(2) that the waiter polls beside them. <see cref="Set"/> from any thread.</summary>
internal sealed unsafe class WakeUp : IDisposable
{
    private readonly int _descriptor;
    private int _pending;
    private int _disposed;

    public WakeUp()
    {
        _descriptor = LibC.EventFd(0, LibC.EventFdNonBlocking | LibC.EventFdCloseOnExec);
        if (_descriptor < 0)
            throw new InvalidOperationException($"eventfd failed: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    public int Descriptor => _descriptor;

    /// <summary>Many calls before the waiter looks cost one system call.</summary>
    public void Set()
    {
        if (Interlocked.Exchange(ref _pending, 1) != 0)
            return;
        ulong one = 1;
        _ = LibC.Write(_descriptor, &one, sizeof(ulong));
    }

    /// <summary>
    /// Called by the waiter when its wait ended on this descriptor: reads it whatever <see cref="Clear"/> believes, as a setter may have written after
    /// <see cref="Clear"/> looked, and an unread one would end every wait at once.
    /// </summary>
    public void Drain()
    {
        ulong value;
        _ = LibC.Read(_descriptor, &value, sizeof(ulong));
        Volatile.Write(ref _pending, 0);
        Interlocked.MemoryBarrier();
    }

    /// <summary>Called by the waiter before it looks at what the others left for it.</summary>
    public void Clear()
    {
        if (Volatile.Read(ref _pending) == 0)
            return;
        Drain();
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
            _ = LibC.Close(_descriptor);
    }
}

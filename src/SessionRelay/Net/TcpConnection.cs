using SessionRelay.Wire;

namespace SessionRelay.Net;

/// <summary>One TCP connection of a <see cref="TcpPort"/>. The object outlives it: it is used again for the next one.</summary>
internal sealed class TcpConnection(int slot, ByteBlockPool memory)
{
    /// <summary>Its place in the table.</summary>
    public int Slot { get; } = slot;

    /// <summary>Tells the connections of one slot apart.</summary>
    public int Use { get; private set; }

    public bool IsOpen { get; private set; }

    public int Descriptor { get; set; } = -1;

    public NetworkPath Path { get; private set; }

    public FrameReader Reader { get; } = new();

    public FrameBacklog Backlog { get; } = new(memory);

    /// <summary>The relay has answered here, which it does for valid connectivity checks alone.</summary>
    public bool IsProven { get; set; }

    public MonotonicTime OpenedAt { get; private set; }

    /// <summary>When a whole frame came last.</summary>
    public MonotonicTime LastHeard { get; set; }

    public int FramesBeforeProof { get; set; }

    /// <summary>It is on the list of those that have something to write.</summary>
    public bool IsDirty { get; set; }

    /// <summary>The kernel's buffer is full: writing goes on when it says so.</summary>
    public bool IsJammed { get; set; }

    public void Open(in NetworkPath path, MonotonicTime now)
    {
        Use++;
        IsOpen = true;
        Path = path;
        OpenedAt = now;
        LastHeard = now;
        IsProven = false;
        FramesBeforeProof = 0;
        IsJammed = false;
        Reader.Reset();
    }

    public void Close()
    {
        IsOpen = false;
        Descriptor = -1;
        Backlog.Clear();
    }
}

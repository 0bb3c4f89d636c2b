using SessionRelay.Peers;
using SessionRelay.Wire;

namespace SessionRelay.LoadTests.People;

/// <summary>
/// One endpoint's place in a <see cref="Crowd"/>: its address, its timer and its network, which can be taken away and given back under another address.
/// The crowd's thread only.
/// </summary>
internal sealed class CrowdMember : IDatagramSink
{
    private readonly ICrowdPort _port;
    private byte[]? _nowhere;

    internal CrowdMember(ICrowdPort port, int number, in TransportAddress local, string group)
    {
        _port = port;
        Number = number;
        Local = local;
        Group = group;
    }

    /// <summary>The crowd's name for its address; changes when it moves.</summary>
    public int Number { get; internal set; }

    public TransportAddress Local { get; internal set; }

    /// <summary>Whose figures it counts in.</summary>
    public string Group { get; }

    public IEndpoint Endpoint { get; internal set; } = null!;

    /// <summary>Its network is gone: what it sends is lost, and so is what comes for it.</summary>
    public bool IsOffline { get; set; }

    /// <summary>Called after whatever happened to the endpoint, until it is taken away: how a join is awaited.</summary>
    public Action<CrowdMember, MonotonicTime>? Watch { get; set; }

    internal MonotonicTime DueAt { get; set; } = MonotonicTime.Never;

    internal int WheelSlot { get; set; } = -1;

    internal CrowdMember? WheelNext { get; set; }

    internal CrowdMember? WheelPrevious { get; set; }

    /// <summary>Something came for it in this batch.</summary>
    internal bool IsTouched { get; set; }

    public Span<byte> Reserve() => IsOffline ? _nowhere ??= new byte[IDatagramSink.MaxDatagram] : _port.Reserve();

    public void Commit(SendFlow flow, int length)
    {
        if (IsOffline)
            return;
        if (!flow.Path.Local.Equals(Local))
            flow.Path = flow.Path with { Local = Local };
        _port.Commit(flow, length);
    }

    public void Commit(in NetworkPath path, int length)
    {
        if (!IsOffline)
            _port.Commit(path with { Local = Local }, length);
    }
}

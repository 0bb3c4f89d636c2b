using SessionRelay.Wire;

namespace SessionRelay.Peers;

/// <summary>
/// Where one peer's datagrams go, and the chain of those that wait for the next flush. Keeping them together per receiver lets the port hand
/// runs of equal size to the kernel as one segmented send. Used by one shard's thread only.
/// </summary>
internal sealed class SendFlow
{
    /// <summary>The way that ICE has selected; read when the datagrams are flushed.</summary>
    public NetworkPath Path { get; set; }

    /// <summary>Index of the first and last waiting datagram in the sink's memory; −1: none. The sink's own.</summary>
    internal int First { get; set; } = -1;

    internal int Last { get; set; } = -1;
}

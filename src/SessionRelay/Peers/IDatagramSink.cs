using SessionRelay.Wire;

namespace SessionRelay.Peers;

/// <summary>
/// Where the core puts the datagrams that it makes: a UDP port's send memory, or a test's network. The core writes in place
/// and never waits; what has been committed leaves at the next flush. Used by one shard's thread only.
/// </summary>
internal interface IDatagramSink
{
    /// <summary>
    /// Memory for one datagram of at most <see cref="MaxDatagram"/> bytes. It stays the caller's until <see cref="Commit(SendFlow, int)"/>;
    /// asking again without a commit gives the same memory.
    /// </summary>
    Span<byte> Reserve();

    /// <summary>Sends the first <paramref name="length"/> bytes of the reserved memory along the flow's path.</summary>
    void Commit(SendFlow flow, int length);

    /// <summary>Sends the first <paramref name="length"/> bytes along a path of their own (an answer to a connectivity check).</summary>
    void Commit(in NetworkPath path, int length);

    /// <summary>Bytes: room for an Ethernet frame's payload with SRTP's trailer.</summary>
    const int MaxDatagram = 1536;
}

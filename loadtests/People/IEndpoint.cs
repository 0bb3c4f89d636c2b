using SessionRelay.LoadTests.Measures;
using SessionRelay.Wire;

namespace SessionRelay.LoadTests.People;

/// <summary>What a <see cref="Crowd"/> runs: one connection to a media server, sans-I/O. The crowd's thread only.</summary>
internal interface IEndpoint : IDisposable
{
    /// <summary>When <see cref="Advance"/> is to be called.</summary>
    MonotonicTime Deadline { get; }

    /// <summary>Media can flow: ICE has a path and DTLS has keys.</summary>
    bool IsReady { get; }

    /// <summary>When the first media packet of somebody else came.</summary>
    MonotonicTime FirstMediaAt { get; }

    /// <summary>When the last one came.</summary>
    MonotonicTime LastMediaAt { get; }

    /// <summary>False: it makes no media for now.</summary>
    bool IsSending { get; set; }

    /// <param name="datagram">May be changed in place.</param>
    void Receive(Span<byte> datagram, in TransportAddress from, MonotonicTime now);

    void Advance(MonotonicTime now);

    /// <summary>Says goodbye on the wire.</summary>
    void Close(MonotonicTime now);

    /// <summary>What it has sent and received so far.</summary>
    /// <param name="settled">All has had its time to arrive: what is still missing is lost.</param>
    MediaCounts Count(bool settled);
}

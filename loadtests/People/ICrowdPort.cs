using SessionRelay.Peers;
using SessionRelay.Wire;

namespace SessionRelay.LoadTests.People;

/// <summary>Where a crowd's datagrams go out and come in, in batches. One thread.</summary>
internal interface ICrowdPort : IDatagramSink, IDisposable
{
    /// <summary>Polled for readability.</summary>
    int Descriptor { get; }

    /// <summary>Datagrams that the kernel dropped as the crowd read too slowly.</summary>
    long ReceiveDrops { get; }

    /// <summary>Datagrams that the kernel did not take.</summary>
    long SendFailures { get; }

    /// <summary>Opens an address that is the member's alone; gives how the member's packets are to be marked.</summary>
    TransportAddress Open(int member);

    void Close(int member);

    /// <summary>Receives what is there, up to a batch; gives the number, and in <paramref name="mayHaveMore"/> whether to ask again.</summary>
    int Receive(out bool mayHaveMore);

    /// <summary>Datagram <paramref name="index"/> of the last batch, good until the next, and whose it is.</summary>
    Span<byte> Received(int index, out int member, out TransportAddress from);

    void Flush();
}

using SessionRelay.Wire;

namespace SessionRelay.Routing;

/// <summary>A phone leg's way out: its call on the trunk and its own port for sound. Used on the shard's thread.</summary>
internal interface IPhoneChannel
{
    /// <summary>Sends a packet at once; the memory stays the caller's. What can't be sent is lost.</summary>
    void Send(ReadOnlySpan<byte> packet, in TransportAddress to);

    /// <summary>Gives the call up or ends it, whatever its state, and closes the port. Nothing of the leg may follow; a second time does nothing.</summary>
    void HangUp();
}

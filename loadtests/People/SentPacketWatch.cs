namespace SessionRelay.LoadTests.People;

/// <summary>Sees a packet that a virtual person sends, in clear. The bytes are good during the call.</summary>
internal delegate void SentPacketWatch(ReadOnlySpan<byte> packet, bool isRtcp);

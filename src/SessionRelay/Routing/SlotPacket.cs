namespace SessionRelay.Routing;

/// <summary>What a forwarded packet has in place of the publisher's values: what <see cref="SlotRewriter"/> decides and <see cref="NackResponder"/> remembers.</summary>
/// <param name="Timestamp">The slot's RTP timestamp.</param>
/// <param name="SequenceNumber">The slot's sequence number.</param>
/// <param name="PictureId">VP8, 15 bits; to be cut to 7 where the descriptor has 7.</param>
/// <param name="Tl0PicIdx">VP8.</param>
/// <param name="KeyIdx">VP8, 5 bits.</param>
/// <param name="IsEmpty">The publisher's packet was padding whose place is taken already: only a header goes out.</param>
internal readonly record struct SlotPacket(uint Timestamp, ushort SequenceNumber, ushort PictureId, byte Tl0PicIdx, byte KeyIdx, bool IsEmpty);

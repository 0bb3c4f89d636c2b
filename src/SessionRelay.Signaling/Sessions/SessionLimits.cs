namespace SessionRelay.Signaling.Sessions;

/// <summary>Bounds of one session, so that nobody's persistence fills the node's memory or disk.</summary>
internal static class SessionLimits
{
    public const int ChatTextLength = 2000; // characters: protocol.md
    public const int ChatLines = 2000; // 4 MB at worst; the oldest line goes when one more comes
    public const int Seats = 4000; // four times the most people: those who left keep theirs
    public const int Tickets = 20_000; // five redeemed links for every seat
    public const int Gaps = 20_000; // one person who flaps at the fastest rate for five hours
    public const int EventGaps = 1000; // gaps in what is told of an ended session: 130 KB; the API has them all
    public const int SlotPairs = 16; // protocol.md
    public const int LargestPixels = 16_384; // 16K: beyond any element
    public const int SdpLength = 128 * 1024; // characters: the hub's message limit
    public const int PeerNameLength = 64; // characters
    public const int LongestHours = 24; // a session's length: beyond it a date was mistyped
}

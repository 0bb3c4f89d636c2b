namespace SessionRelay.Sdp;

/// <summary>How much of a session description is read. Beyond any of these it is refused, so that a hostile one costs no more than a large honest one.</summary>
internal static class SdpLimits
{
    /// <summary>Characters: the hub's message limit. Chromium's untrimmed offer with 16 slot pairs has 107,119.</summary>
    public const int Length = 128 * 1024;

    /// <summary>Lines: Chromium's untrimmed offer with 16 slot pairs has 3,423.</summary>
    public const int Lines = 4_096;

    /// <summary>Slot pairs of one client: a 4 × 4 grid is the most that a screen shows usefully.</summary>
    public const int SlotPairs = 16;

    /// <summary>What the client publishes: microphone, camera, screen.</summary>
    public const int Published = 3;

    public const int MediaSections = Published + 2 * SlotPairs;

    /// <summary>Characters of a mid or rid: the most that a one-byte header extension carries (RFC 8285 section 4.2).</summary>
    public const int SourceName = 16;

    /// <summary>Encodings of one camera; browsers make at most 3, the fourth is room for another implementation.</summary>
    public const int Rids = 4;

    /// <summary>SSRCs of one m-line: <see cref="Rids"/> encodings with an RTX stream each, twice over.</summary>
    public const int Ssrcs = 16;

    /// <summary>Header extensions of one m-line; Chromium offers 13, the one-byte form has 14 ids.</summary>
    public const int Extensions = 32;

    /// <summary>Fingerprints of one certificate: one for each hash function that RFC 8122 names, with room.</summary>
    public const int Fingerprints = 8;

    /// <summary>Characters of an ice-ufrag or ice-pwd (RFC 8839 section 5.4).</summary>
    public const int Credential = 256;

    public const int UfragMinimum = 4;
    public const int PasswordMinimum = 22;

    /// <summary>Characters of a cname that is kept (RFC 3550 section 6.5: an SDES item has at most 255).</summary>
    public const int Cname = 255;

    /// <summary>Characters of an msid's identifier (RFC 8830 section 2).</summary>
    public const int StreamId = 64;

    /// <summary>Candidates of an answer that the client role reads; the relay has one for each of its addresses and transports.</summary>
    public const int Candidates = 64;
}

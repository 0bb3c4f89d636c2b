namespace SessionRelay.Sdp;

/// <summary>The media type of an m-line (RFC 8866 section 5.14).</summary>
internal enum SdpMediaType : byte
{
    Audio = 0,
    Video = 1,
}

/// <summary>A direction attribute (RFC 8866 section 6.7), as seen by who wrote the description.</summary>
internal enum SdpDirection : byte
{
    SendRecv = 0,
    SendOnly = 1,
    RecvOnly = 2,
    Inactive = 3,
}

/// <summary>Who starts the DTLS handshake (RFC 8842).</summary>
internal enum SdpSetup : byte
{
    ActPass = 0,
    Active = 1,
    Passive = 2,
    HoldConn = 3,
}

/// <summary>What an m-line of an offer is for, by its place (architecture.md, Slots).</summary>
internal enum SdpMediaRole : byte
{
    Microphone = 0,
    Camera = 1,
    Screen = 2,
    SlotAudio = 3,
    SlotVideo = 4,
}

/// <summary>The codecs that are told apart; every other one is <see cref="Other"/>.</summary>
internal enum SdpCodec : byte
{
    Other = 0,

    /// <summary><c>opus/48000/2</c> (RFC 7587).</summary>
    Opus = 1,

    /// <summary><c>PCMU/8000</c> (RFC 3551), payload type 0 also without an rtpmap line.</summary>
    Pcmu = 2,

    /// <summary><c>telephone-event</c> at 8,000 or 48,000 Hz (RFC 4733).</summary>
    TelephoneEvent = 3,

    /// <summary><c>VP8/90000</c> (RFC 7741).</summary>
    Vp8 = 4,

    /// <summary><c>rtx/90000</c> (RFC 4588); what it repeats is in <see cref="SdpFormat.AssociatedPayloadType"/>.</summary>
    Rtx = 5,

    /// <summary><c>red/48000/2</c> (RFC 2198), only of what a microphone sends; what it carries is in <see cref="SdpFormat.AssociatedPayloadType"/>.</summary>
    Red = 6,
}

/// <summary>The rtcp-fb values that the relay answers (RFC 4585, 5104, and the transport-cc draft).</summary>
[Flags]
internal enum SdpFeedback : byte
{
    None = 0,
    Nack = 1,
    NackPli = 2,
    CcmFir = 4,
    TransportCc = 8,
}

/// <summary>The RTP header extensions that the relay takes; all others are left out of the answer.</summary>
internal enum SdpExtensionUri : byte
{
    Mid = 0,
    Rid = 1,
    RepairedRid = 2,
    AudioLevel = 3,
    AbsSendTime = 4,
    TransportWideCc = 5,
}

/// <summary>An <c>a=extmap</c> line (RFC 8285).</summary>
/// <param name="Id">1 to 255 without 15; its meaning holds for its own m-line only.</param>
/// <param name="Direction">As its writer sees it; <see cref="SdpDirection.SendRecv"/> when the line has none.</param>
/// <param name="HasDirection">The line named its direction.</param>
internal readonly record struct SdpExtension(SdpExtensionUri Uri, byte Id, SdpDirection Direction, bool HasDirection);

/// <summary>A certificate's fingerprint (RFC 8122).</summary>
/// <param name="Algorithm">Lower case: <c>sha-256</c>, <c>sha-384</c> or <c>sha-512</c>.</param>
/// <param name="Value">Upper-case pairs of hex digits with colons between.</param>
internal readonly record struct SdpFingerprint(string Algorithm, string Value)
{
    /// <summary>As after <c>a=fingerprint:</c>.</summary>
    public override string ToString() => $"{Algorithm} {Value}";
}

/// <summary>One encoding of a camera (RFC 8851).</summary>
/// <param name="Name">1 to 16 letters, digits, hyphens or underscores.</param>
/// <param name="Paused">Offered as <c>~name</c>: not sent at first.</param>
internal readonly record struct SdpRid(string Name, bool Paused);

/// <summary>A stream announced by SSRC, with its RTX stream when an <c>ssrc-group:FID</c> names one (RFC 5576).</summary>
internal readonly record struct SdpSsrc(uint Primary, uint? Rtx);

/// <summary>A payload type of an m-line with all that its attributes say.</summary>
/// <param name="PayloadType">0 to 127, whatever number the other side has chosen.</param>
internal sealed record SdpFormat(byte PayloadType)
{
    public SdpCodec Codec { get; init; }

    /// <summary>Hz; 0 without an rtpmap line.</summary>
    public int ClockRate { get; init; }

    /// <summary>The payload type that this RTX format repeats, or that this RED format carries; null for other codecs.</summary>
    public byte? AssociatedPayloadType { get; init; }

    public SdpFeedback Feedback { get; init; }
}

using System.Net;
using SessionRelay.Phone.Audio;

namespace SessionRelay.Phone.Sip;

/// <summary>The relay's side of a phone leg's sound.</summary>
/// <param name="Rtp">Where the relay receives it: an address that the trunk reaches.</param>
/// <param name="SessionId">Same for all descriptions of one call; below 2⁶³.</param>
/// <param name="SrtpKey">Master key and salt that the relay sends with, 30 bytes (RFC 4568 section 6.2); null: no SRTP. With a key nothing else is taken.</param>
internal sealed record PhoneLocalMedia(IPEndPoint Rtp, ulong SessionId, byte[]? SrtpKey = null);

/// <summary>The other side's, as its last description said.</summary>
internal sealed record PhoneRemoteMedia
{
    /// <summary>Where sound is sent until some comes from elsewhere (symmetric RTP).</summary>
    public required IPEndPoint Rtp { get; init; }

    public required G711Law Codec { get; init; }
    public required byte PayloadType { get; init; }

    /// <summary>Of digits (RFC 4733); null: it takes none.</summary>
    public byte? EventPayloadType { get; init; }

    /// <summary>False while it holds us.</summary>
    public required bool Receives { get; init; }

    public required bool Sends { get; init; }

    /// <summary>Master key and salt that it sends with; null without SRTP.</summary>
    public byte[]? SrtpKey { get; init; }
}

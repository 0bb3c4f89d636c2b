namespace SessionRelay.Rtp;

/// <summary>The header extensions that the relay reads or writes.</summary>
internal enum HeaderExtension : byte
{
    /// <summary>RFC 9143 section 15.</summary>
    Mid = 0,

    /// <summary>RtpStreamId, RFC 8852 section 3.1.</summary>
    Rid = 1,

    /// <summary>RepairedRtpStreamId, RFC 8852 section 3.2.</summary>
    RepairedRid = 2,

    /// <summary>RFC 6464.</summary>
    AudioLevel = 3,

    /// <summary>draft-alvestrand-rmcat-remb-03 section 3.</summary>
    AbsSendTime = 4,

    /// <summary>draft-holmer-rmcat-transport-wide-cc-extensions-01 section 2.</summary>
    TransportSequenceNumber = 5,
}

/// <summary>The names by which SDP's <c>a=extmap</c> knows the extensions (RFC 8285 section 5).</summary>
internal static class HeaderExtensionUris
{
    /// <summary>How many values <see cref="HeaderExtension"/> has.</summary>
    public const int Count = 6;

    private static readonly string[] Uris =
    [
        "urn:ietf:params:rtp-hdrext:sdes:mid",
        "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
        "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
        "urn:ietf:params:rtp-hdrext:ssrc-audio-level",
        "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
        "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
    ];

    public static string UriOf(HeaderExtension extension) => Uris[(int)extension];

    /// <summary>Case matters (RFC 8285 section 5 compares as RFC 3986 strings). False for an extension that the relay does not know.</summary>
    public static bool TryFromUri(ReadOnlySpan<char> uri, out HeaderExtension extension)
    {
        for (var i = 0; i < Uris.Length; i++)
        {
            if (uri.SequenceEqual(Uris[i]))
            {
                extension = (HeaderExtension)i;
                return true;
            }
        }

        extension = default;
        return false;
    }
}

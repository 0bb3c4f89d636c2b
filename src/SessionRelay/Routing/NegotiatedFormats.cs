using SessionRelay.Sdp;

namespace SessionRelay.Routing;

/// <summary>
/// The payload types of one m-line as each packet asks for them: looked up in a table, since walking the description's lists allocates.
/// Made with the offer, then only read.
/// </summary>
internal sealed class NegotiatedFormats
{
    private readonly SdpCodec?[] _codecs = new SdpCodec?[128]; // a payload type has 7 bits

    public NegotiatedFormats(SdpMedia media)
    {
        foreach (var format in media.Formats)
            _codecs[format.PayloadType & 0x7F] ??= format.Codec;
        Opus = media.Opus;
        Pcmu = media.Pcmu;
        Vp8 = media.Vp8;
        Rtx = media.Rtx;
    }

    public byte? Opus { get; }

    public byte? Pcmu { get; }

    public byte? Vp8 { get; }

    public byte? Rtx { get; }

    public bool Has(byte payloadType) => _codecs[payloadType & 0x7F] is not null;

    /// <summary>Other for a payload type that was not agreed.</summary>
    public SdpCodec CodecOf(byte payloadType) => _codecs[payloadType & 0x7F] ?? SdpCodec.Other;
}

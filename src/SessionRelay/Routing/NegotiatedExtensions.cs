using SessionRelay.Rtp;
using SessionRelay.Sdp;

namespace SessionRelay.Routing;

/// <summary>From the SDP's header extensions of one m-line to the numbers that its packets carry.</summary>
internal static class NegotiatedExtensions
{
    public static HeaderExtensionMap Of(SdpMedia media)
    {
        var map = new HeaderExtensionMap();
        foreach (var extension in media.Extensions)
            map.TryAdd(extension.Id, ToHeaderExtension(extension.Uri));
        return map;
    }

    private static HeaderExtension ToHeaderExtension(SdpExtensionUri uri) => uri switch
    {
        SdpExtensionUri.Mid => HeaderExtension.Mid,
        SdpExtensionUri.Rid => HeaderExtension.Rid,
        SdpExtensionUri.RepairedRid => HeaderExtension.RepairedRid,
        SdpExtensionUri.AudioLevel => HeaderExtension.AudioLevel,
        SdpExtensionUri.AbsSendTime => HeaderExtension.AbsSendTime,
        SdpExtensionUri.TransportWideCc => HeaderExtension.TransportSequenceNumber,
        _ => throw new ArgumentOutOfRangeException(nameof(uri)),
    };
}

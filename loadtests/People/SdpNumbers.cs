using System.Text;
using SessionRelay.Rtcp;
using SessionRelay.Rtp;
using SessionRelay.Sdp;

namespace SessionRelay.LoadTests.People;

/// <summary>The header extension ids of one published m-line, and what is written in them.</summary>
internal sealed class SdpNumbers
{
    private readonly byte[] _mid;
    private readonly byte _midId;
    private readonly byte _ridId;
    private readonly byte _repairedRidId;
    private readonly byte _transportId;

    public SdpNumbers(SdpAnsweredMedia media)
    {
        _mid = Encoding.ASCII.GetBytes(media.Mid);
        _midId = media.ExtensionId(SdpExtensionUri.Mid);
        _ridId = media.ExtensionId(SdpExtensionUri.Rid);
        _repairedRidId = media.ExtensionId(SdpExtensionUri.RepairedRid);
        _transportId = media.ExtensionId(SdpExtensionUri.TransportWideCc);
        AudioLevel = media.ExtensionId(SdpExtensionUri.AudioLevel);
    }

    public byte AudioLevel { get; }

    public void WriteExtensions(ref RtpHeaderWriter writer, string rid, ushort transportSequenceNumber, bool isRtx)
    {
        if (_midId != 0)
            writer.TryAdd(_midId, _mid);
        var ridId = isRtx ? _repairedRidId : _ridId;
        if (ridId != 0 && rid.Length > 0 && writer.TryReserve(ridId, rid.Length, out var name))
            Encoding.ASCII.GetBytes(rid, name);
        if (_transportId != 0 && writer.TryReserve(_transportId, HeaderExtensionValues.TransportSequenceNumberLength, out var number))
            HeaderExtensionValues.WriteTransportSequenceNumber(number, transportSequenceNumber);
    }
}

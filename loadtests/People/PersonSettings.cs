using SessionRelay.Sdp;

namespace SessionRelay.LoadTests.People;

/// <summary>What a virtual person sends and shows.</summary>
internal sealed record PersonSettings
{
    /// <summary>Tells people apart in what they send; 0 and up.</summary>
    public required int Number { get; init; }

    /// <summary>False: the microphone m-line is inactive.</summary>
    public bool Microphone { get; init; } = true;

    /// <summary>Each packet of the microphone carries the one before once more (RFC 2198).</summary>
    public bool RepeatsSound { get; init; }

    /// <summary>Encodings of the camera; none: no camera.</summary>
    public IReadOnlyList<VideoEncoding> Camera { get; init; } = [];

    /// <summary>A screen share.</summary>
    public VideoEncoding? Screen { get; init; }

    /// <summary>Slot pairs of the offer, 0 to 16.</summary>
    public int Slots { get; init; }

    /// <summary>Payload types of the offer; null: Chromium's.</summary>
    public SdpPayloadTypes? PayloadTypes { get; init; }

    /// <summary>Header extension ids of the offer; null: Chromium's.</summary>
    public SdpExtensionIds? ExtensionIds { get; init; }

    /// <summary>How far the person's wall clock is ahead of the relay's.</summary>
    public TimeSpan ClockOffset { get; init; }

    /// <summary>Of every video stream.</summary>
    public ushort FirstSequenceNumber { get; init; }
}

/// <summary>One encoding of a virtual camera.</summary>
/// <param name="Rid">Empty for the only one.</param>
/// <param name="BitsPerSecond">Of RTP payload.</param>
/// <param name="PacketLength">Payload bytes of a full packet.</param>
/// <param name="Recording">What is sent, at this many frames a second whatever bit rate that makes; null: frames that no decoder takes.</param>
internal sealed record VideoEncoding(
    string Rid, int Width, int Height, int BitsPerSecond, int FramesPerSecond = 30, int PacketLength = 1_100, VideoRecording? Recording = null)
{
    /// <summary>1.5 Mbit/s in packets of 1,100 bytes, as the load tables take it.</summary>
    public static VideoEncoding Single { get; } = new("", 1280, 720, 1_500_000);

    /// <summary>What a browser makes of a 720p camera in three encodings.</summary>
    public static IReadOnlyList<VideoEncoding> Simulcast { get; } =
        [new("q", 320, 180, 150_000), new("h", 640, 360, 500_000), new("f", 1280, 720, 1_500_000)];
}

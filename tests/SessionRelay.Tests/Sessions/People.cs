using SessionRelay.LoadTests.People;

namespace SessionRelay.Tests.Sessions;

/// <summary>The usual people of these tests.</summary>
internal static class People
{
    /// <summary>Half the bit rate of a real camera: three packets a frame, and tests stay quick.</summary>
    public static VideoEncoding Camera { get; } = new("", 640, 360, 500_000);

    public static IReadOnlyList<VideoEncoding> Simulcast { get; } = [new("q", 320, 180, 100_000), new("h", 640, 360, 300_000), new("f", 1280, 720, 700_000)];

    public static PersonSettings WithCamera(int number, int slots = 2) => new() { Number = number, Camera = [Camera], Slots = slots };

    public static PersonSettings WithSimulcast(int number, int slots = 2) => new() { Number = number, Camera = Simulcast, Slots = slots };

    public static PersonSettings Silent(int number, int slots = 2) => new() { Number = number, Microphone = false, Slots = slots };

    public static PersonSettings WithVoice(int number, int slots = 2) => new() { Number = number, Slots = slots };
}

using SessionRelay.LoadTests.People;

namespace SessionRelay.LoadTests.Scenarios;

/// <summary>What people send: Opus-shaped audio always, and a camera of one or three encodings unless it is audio alone.</summary>
/// <param name="BitsPerSecond">Of the camera's best encoding.</param>
internal sealed record MediaShape(int BitsPerSecond, bool AudioOnly, bool Simulcast)
{
    public const int MostSlots = 16; // protocol.md: a client shows at most 16

    public IReadOnlyList<VideoEncoding> Camera { get; } = AudioOnly ? []
        : Simulcast ? [.. VideoEncoding.Simulcast.Select(encoding => encoding.Rid == "f" ? encoding with { BitsPerSecond = BitsPerSecond } : encoding)]
        : [VideoEncoding.Single with { BitsPerSecond = BitsPerSecond }];

    /// <summary>Somebody who sends and shows everybody else, as far as slots go.</summary>
    public PersonSettings Everybody(int number, int people) => new() { Number = number, Camera = Camera, Slots = Math.Min(MostSlots, people - 1) };

    public override string ToString() => AudioOnly ? "audio 48 kbit/s" : $"audio 48 kbit/s, video {BitsPerSecond / 1e6:0.##} Mbit/s{(Simulcast ? " in three encodings" : "")}";
}

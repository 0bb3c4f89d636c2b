namespace SessionRelay.LoadTests.People;

/// <summary>An encoder's frames (VP8, RFC 6386), to be sent instead of made-up ones, so that a browser decodes them. Sent from its beginning again at its end.</summary>
/// <param name="frames">At least one; the first is a key frame.</param>
internal sealed class VideoRecording(IReadOnlyList<byte[]> frames)
{
    public int Count => frames.Count;

    public ReadOnlyMemory<byte> this[int frame] => frames[frame];

    /// <summary>RFC 6386 section 9.1: the lowest bit of a frame's tag is 0 in key frames.</summary>
    public bool IsKeyframe(int frame) => (frames[frame][0] & 1) == 0;
}

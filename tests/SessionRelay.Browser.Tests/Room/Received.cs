namespace SessionRelay.Browser.Tests.Room;

/// <summary>What a browser has received of one person, from its own statistics.</summary>
/// <param name="Frames">Video frames decoded.</param>
/// <param name="Width">Of the picture, in pixels.</param>
/// <param name="AudioPackets">Received.</param>
/// <param name="AudioEnergy">The standard's <c>totalAudioEnergy</c>: stays 0 in silence.</param>
/// <param name="AudioSeconds">Of sound played.</param>
/// <param name="AudioLost">Packets of sound that never came.</param>
/// <param name="Concealed">Samples that were made up since none came in time.</param>
/// <param name="Frozen">Seconds that the picture stood still although frames should have come.</param>
/// <param name="KeyFrames">Decoded.</param>
internal sealed record Received(long Frames, int Width, long AudioPackets, double AudioEnergy, double AudioSeconds, long AudioLost, long Concealed, double Frozen, long KeyFrames);

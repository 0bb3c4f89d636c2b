namespace SessionRelay.Sdp;

/// <summary>Why a session description is refused.</summary>
/// <param name="Line">Where, from 1. What is missing is reported at the <c>m=</c> line that lacks it, or at line 1.</param>
/// <param name="Reason">What is wrong, for people who develop. Holds no value of the description, so it may be logged and sent back.</param>
internal readonly record struct SdpError(int Line, string Reason)
{
    public override string ToString() => $"line {Line}: {Reason}";
}

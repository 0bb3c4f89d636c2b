namespace SessionRelay.Signaling.Hosting;

/// <summary>The section <c>Phone</c>.</summary>
public sealed class PhoneSettings
{
    public const string Section = "Phone";

    /// <summary>What people whose connection stays away are shown to call, as people write it; null: what the portal knows.</summary>
    public string? PracticeNumber { get; set; }
}

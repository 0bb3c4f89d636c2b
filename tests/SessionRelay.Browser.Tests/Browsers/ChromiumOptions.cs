using SessionRelay.Browser.Tests.Network;

namespace SessionRelay.Browser.Tests.Browsers;

/// <summary>How a Chromium differs from the usual one.</summary>
internal sealed record ChromiumOptions
{
    /// <summary>A camera and a microphone that make a moving picture and beeps, and permission for them.</summary>
    public static readonly IReadOnlyList<string> FakeDevices = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"];

    /// <summary>None but the machine's own, which has none; permission would be given.</summary>
    public static readonly IReadOnlyList<string> NoDevices = ["--use-fake-ui-for-media-stream"];

    public IReadOnlyList<string> Devices { get; init; } = FakeDevices;

    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Runs in this network's client namespace.</summary>
    public VirtualNetwork? Network { get; init; }

    /// <summary>In the network's guest namespace instead.</summary>
    public bool IsGuest { get; init; }

    /// <summary>Trusts this authority.</summary>
    public TestAuthority? Authority { get; init; }
}

using SessionRelay.Browser.Tests.Network;

namespace SessionRelay.Browser.Tests.Browsers;

/// <summary>Firefox ESR, headless, in a network's client namespace, driven over WebDriver BiDi.</summary>
internal sealed class Firefox : DrivenBrowser
{
    private static readonly Dictionary<string, object> Preferences = new()
    {
        ["media.navigator.streams.fake"] = true, // a camera and a microphone that make a picture and a tone
        ["media.navigator.permission.disabled"] = true,
        ["media.autoplay.default"] = 0,
        ["datareporting.policy.dataSubmissionEnabled"] = false,
    };

    private Firefox(VirtualNetwork network)
        : base("ip", "netns", "exec", network.Client, "node")
    {
    }

    public static async Task<Firefox> StartAsync(VirtualNetwork network, TestAuthority authority)
    {
        var executable = Command.Find("firefox-esr", "firefox") ?? throw new InvalidOperationException("Firefox is missing: apt-get install firefox-esr");
        var firefox = new Firefox(network);
        try
        {
            var profile = firefox.Home.Folder("profile");
            authority.TrustIn(profile);
            await firefox.AskAsync("launch", new { browser = "firefox", executable, profile, preferences = Preferences });
            return firefox;
        }
        catch
        {
            await firefox.DisposeAsync();
            throw;
        }
    }
}

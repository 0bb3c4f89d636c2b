using System.Diagnostics;

namespace SessionRelay.Portal.Tests;

/// <summary>A telephone trunk that is away keeps nothing from starting, from being ready, and from ending.</summary>
public sealed class TrunkAwayTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("no-such-trunk.invalid")] // RFC 6761: no name service knows it
    public async Task Without_its_trunk_a_node_starts_is_ready_and_ends_in_time(string host)
    {
        using var folder = new TestFolder();
        var url = $"http://127.0.0.1:{PortalProcess.FreePort()}";
        await using var portal = PortalProcess.Start(
            "--urls", url, "--Relay:UdpPort=0", "--Data:Path=" + folder.Path, "--Phone:Countries=US", "--Phone:Trunk:User=relay", "--Phone:Trunk:Password=hush-hush", "--Phone:Trunk:Register=true",
            $"--Phone:Trunk:Server={host}:{PortalProcess.FreePort()}");
        await portal.ListeningAsync();
        using var http = new HttpClient();
        (await http.GetStringAsync(url + "/readyz")).ShouldBe("ok\n");

        var since = Stopwatch.GetTimestamp();
        portal.PressCtrlC();
        (await portal.ExitCodeAsync()).ShouldBe(0);
        Stopwatch.GetElapsedTime(since).ShouldBeLessThan(TimeSpan.FromSeconds(10)); // 5 s, and what a busy machine takes
        (portal.Output + portal.Errors).ShouldNotContain("hush");
    }
}

using System.Net;

namespace SessionRelay.Portal.Tests;

/// <summary><c>Node:ManagementUrl</c> takes the metrics away from the public address, whatever a Host header says.</summary>
public sealed class ManagementAddressTests
{
    [Fact]
    public async Task Metrics_move_and_pages_stay()
    {
        using var folder = new TestFolder();
        var (open, management) = ($"http://127.0.0.1:{PortalProcess.FreePort()}", $"http://127.0.0.1:{PortalProcess.FreePort()}");
        await using var portal = PortalProcess.Start(
            "--urls", open, "--Node:ManagementUrl", management, "--Relay:UdpPort=0", "--Data:Path=" + folder.Path);
        await portal.ListeningAsync();
        using var http = new HttpClient();

        (await http.GetAsync(management + "/metrics")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await http.GetAsync(management + "/healthz")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await http.GetAsync(management + "/room")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await http.GetAsync(open + "/healthz")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await http.GetAsync(open + "/metrics")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var disguised = new HttpRequestMessage(HttpMethod.Get, open + "/metrics") { Headers = { Host = new Uri(management).Authority } };
        (await http.SendAsync(disguised)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}

using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using SessionRelay.Portal.Doctor;
using SessionRelay.Portal.Mail;
using SessionRelay.Signaling.Hosting;

namespace SessionRelay.Portal.Tests.Doctor;

/// <summary>The doctor connects to each receiver of webhooks, asks nothing of it, and tells it by its number alone.</summary>
public sealed class WebhookCheckTests
{
    [Fact]
    public async Task A_receiver_that_takes_connections_is_well_and_is_asked_nothing()
    {
        using var receiver = new TcpListener(IPAddress.Loopback, 0);
        receiver.Start();
        var heard = HearAsync(receiver);

        var found = await LookAsync($"http://127.0.0.1:{((IPEndPoint)receiver.LocalEndpoint).Port}/s3cret");

        found.ShouldBe(Finding.Ok("Webhooks:0 takes connections"));
        (await heard).ShouldBe(0);
    }

    [Fact]
    public async Task One_of_two_that_is_not_there_is_named_by_its_number_and_not_by_its_address()
    {
        using var receiver = new TcpListener(IPAddress.Loopback, 0);
        receiver.Start();

        var found = await LookAsync($"http://127.0.0.1:{((IPEndPoint)receiver.LocalEndpoint).Port}/", $"http://127.0.0.1:{PortalProcess.FreePort()}/s3cret");

        found.Mark.ShouldBe(Mark.Warning);
        found.Says.ShouldStartWith("Webhooks:1 can't be reached");
        $"{found}".ShouldNotContain("s3cret");
    }

    [Fact]
    public async Task A_receiver_that_does_no_TLS_where_its_address_says_so_is_told()
    {
        using var receiver = new TcpListener(IPAddress.Loopback, 0);
        receiver.Start();
        var heard = HearAsync(receiver, "HTTP/1.1 400 Bad Request\r\n\r\n");

        var found = await LookAsync($"https://127.0.0.1:{((IPEndPoint)receiver.LocalEndpoint).Port}/s3cret");

        found.Mark.ShouldBe(Mark.Warning);
        (await heard).ShouldBeGreaterThan(0); // a ClientHello
    }

    [Fact]
    public async Task Without_receivers_there_is_nothing_to_check() => (await LookAsync()).Mark.ShouldBe(Mark.NotApplicable);

    private static Task<Finding> LookAsync(params string[] urls)
    {
        var entries = urls.SelectMany((url, number) => new Dictionary<string, string?>
        {
            [$"Webhooks:{number}:Url"] = url,
            [$"Webhooks:{number}:Secret"] = "0123456789abcdef0123456789abcdef",
        });
        var settings = NodeSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(entries).Build());
        return WebhookCheck.LookAsync(new Examined(settings, new MailSettings(null, "", null), TimeProvider.System), TestContext.Current.CancellationToken);
    }

    /// <summary>Takes one connection, says something perhaps, and gives how many bytes it was sent first; 0 when the other side just closed.</summary>
    private static async Task<int> HearAsync(TcpListener receiver, string answer = "")
    {
        using var came = await receiver.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        var bytes = new byte[4096];
        var count = await came.GetStream().ReadAsync(bytes, TestContext.Current.CancellationToken);
        await came.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(answer), TestContext.Current.CancellationToken);
        return count;
    }
}

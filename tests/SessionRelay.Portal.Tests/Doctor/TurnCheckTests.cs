using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using SessionRelay.Portal.Doctor;
using SessionRelay.Portal.Mail;
using SessionRelay.Signaling.Hosting;

namespace SessionRelay.Portal.Tests.Doctor;

/// <summary>The doctor asks Debian's coturn for an allocation, as a browser would.</summary>
public sealed class TurnCheckTests
{
    private const string Secret = "shared-with-the-server";

    [Theory]
    [InlineData("udp", Secret, Mark.Ok, "gives allocations to our credentials")]
    [InlineData("tcp", Secret, Mark.Ok, "gives allocations to our credentials")]
    [InlineData("udp", "another-one", Mark.Failure, "refuses our credentials")]
    internal async Task Credentials_that_the_server_takes_or_refuses(string transport, string secret, Mark mark, string says)
    {
        using var folder = new TestFolder();
        var port = PortalProcess.FreePort();
        await using var server = PortalProcess.StartScript(
            "turnserver", new Dictionary<string, string>(), "-n", "--use-auth-secret", "--static-auth-secret=" + Secret, "--realm=practice.example", "--listening-ip=127.0.0.1", "--relay-ip=127.0.0.1",
            $"--listening-port={port}", "--no-tls", "--no-dtls", "--no-cli", "--allow-loopback-peers", "--log-file=stdout", "--simple-log",
            "--pidfile=" + Path.Combine(folder.Path, "pid"), "--userdb=" + Path.Combine(folder.Path, "db"));
        await ListensAsync(port);

        var found = await LookAsync($"turn:127.0.0.1:{port}?transport={transport}", secret);

        found.Mark.ShouldBe(mark, found.Says);
        found.Says.ShouldContain(says);
        found.ToString().ShouldNotContain(secret);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_a_failure() =>
        (await LookAsync($"turn:127.0.0.1:{PortalProcess.FreePort()}?transport=tcp", Secret)).Says.ShouldContain("does not answer as a TURN server");

    [Theory]
    [InlineData("turn:turn.practice.example", "turn.practice.example", 3478, false, false)]
    [InlineData("turn:192.0.2.1:3479?transport=tcp", "192.0.2.1", 3479, false, true)]
    [InlineData("turns:turn.practice.example:443?transport=tcp", "turn.practice.example", 443, true, true)]
    [InlineData("turns:[2001:db8::1]", "2001:db8::1", 5349, true, true)]
    public void Addresses_are_read_as_RFC_7065_writes_them(string url, string host, int port, bool isTls, bool isTcp) =>
        TurnAddress.Parse(url).ShouldBe(new TurnAddress(host, port, isTls, isTcp));

    private static Task<Finding> LookAsync(string url, string secret)
    {
        var settings = NodeSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Relay:Turn:Urls"] = url, ["Relay:Turn:Secret"] = secret }).Build());
        return TurnCheck.LookAsync(new Examined(settings, new MailSettings(null, "", null), TimeProvider.System), TestContext.Current.CancellationToken);
    }

    private static async Task ListensAsync(int port)
    {
        using var bound = new CancellationTokenSource(PortalProcess.Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (await timer.WaitForNextTickAsync(bound.Token))
        {
            try
            {
                using var trial = new TcpClient();
                await trial.ConnectAsync(IPAddress.Loopback, port, bound.Token);
                // The server opens its sockets one after another; /proc/net/udp names each address as HEX:PORT.
                if ((await File.ReadAllTextAsync("/proc/net/udp", bound.Token)).Contains($":{port:X4} ", StringComparison.Ordinal)) return;
            }
            catch (SocketException)
            {
                // Not yet.
            }
        }
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Configuration;
using SessionRelay.Portal.Doctor;
using SessionRelay.Portal.Mail;
using SessionRelay.Signaling.Hosting;

namespace SessionRelay.Portal.Tests.Doctor;

/// <summary>The doctor asks the trunk whether it is there, calls nobody, and thinks no less of a node without one.</summary>
public sealed class PhoneCheckTests
{
    [Fact]
    public async Task A_trunk_that_answers_is_well()
    {
        using var trunk = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        trunk.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var asked = AnswerAsync(trunk);

        (await LookAsync(((IPEndPoint)trunk.LocalEndPoint!).Port)).Mark.ShouldBe(Mark.Ok);
        (await asked).ShouldBe("OPTIONS");
    }

    [Fact]
    public async Task A_trunk_that_is_not_there_is_a_warning_as_sessions_go_on_without_it()
    {
        var found = await LookAsync(PortalProcess.FreePort());
        found.Mark.ShouldBe(Mark.Warning);
        found.Says.ShouldContain("does not answer");
    }

    [Fact]
    public async Task Without_a_trunk_there_is_nothing_to_check() => (await LookAsync(port: null)).Mark.ShouldBe(Mark.NotApplicable);

    private static Task<Finding> LookAsync(int? port)
    {
        var trunk = new Dictionary<string, string?> { ["Phone:Trunk:Server"] = port is null ? null : $"127.0.0.1:{port}", ["Phone:Countries"] = "GB" };
        var settings = NodeSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(trunk).Build());
        return PhoneCheck.LookAsync(new Examined(settings, new MailSettings(null, "", null), TimeProvider.System), TestContext.Current.CancellationToken);
    }

    /// <summary>Answers the first request with 200, as RFC 3261 section 8.2.6 has it; gives its method.</summary>
    private static async Task<string> AnswerAsync(Socket trunk)
    {
        var bytes = new byte[4096];
        var came = await trunk.ReceiveFromAsync(bytes, new IPEndPoint(IPAddress.Any, 0), TestContext.Current.CancellationToken);
        var lines = Encoding.UTF8.GetString(bytes, 0, came.ReceivedBytes).Split("\r\n");
        var kept = lines.Where(line => line.StartsWith("Via:") || line.StartsWith("From:") || line.StartsWith("Call-ID:") || line.StartsWith("CSeq:"));
        var to = lines.Single(line => line.StartsWith("To:")) + ";tag=1";
        var answer = string.Join("\r\n", ["SIP/2.0 200 OK", .. kept, to, "Content-Length: 0", "", ""]);
        await trunk.SendToAsync(Encoding.UTF8.GetBytes(answer), came.RemoteEndPoint, TestContext.Current.CancellationToken);
        return lines[0].Split(' ')[0];
    }
}

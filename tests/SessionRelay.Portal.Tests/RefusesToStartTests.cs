using System.Net;
using System.Net.Sockets;

namespace SessionRelay.Portal.Tests;

/// <summary>Whatever keeps the program from running is one line on standard error and an exit code, without a stack trace.</summary>
public sealed class RefusesToStartTests
{
    [Theory]
    [InlineData("--dmeo", "Did you mean --demo?")]
    [InlineData("start", "\"start\" is not an option")]
    [InlineData("audit", "After audit comes one of verify.")]
    [InlineData("keys", "After keys comes one of rotate.")]
    [InlineData("--Relay:UdpPort", "has no value")]
    [InlineData("--Relay:UdpProt=40000", "Did you mean Relay:UdpPort?")]
    [InlineData("--Rely:UdpPort=40000", "Did you mean --Relay:UdpPort?")]
    [InlineData("--Node:UdpPort=40000", "Did you mean Relay:UdpPort?")]
    [InlineData("--Relay:UdpPort=seven", "Relay:UdpPort is \"seven\", but a whole number from 0 to 65535 is needed")]
    [InlineData("--Relay:UdpPort=70000", "a whole number from 0 to 65535 is needed")]
    [InlineData("--Relay:Tcp:Port=tls", "Relay:Tcp:Port is \"tls\", but a whole number from 0 to 65535 is needed")]
    [InlineData("--Relay:Tcp:Port=5080", "Relay:Tcp:Port is a port of --urls as well")]
    [InlineData("--Relay:PublicAddress=203.0.113.7,here", "Relay:PublicAddress is \"here\", but IP addresses")]
    [InlineData("--Node:PublicUrl=practice.example", "Node:PublicUrl is \"practice.example\", but an address like https://")]
    [InlineData("--urls=ftp://127.0.0.1", "addresses like http://127.0.0.1:5080 are needed")]
    [InlineData("--urls=https://127.0.0.1:5443", "set Tls:CertificatePath and Tls:KeyPath")]
    [InlineData("--Tls:CertificatePath=/nowhere.pem", "a file that exists is needed")]
    [InlineData("--Phone:Name=x", "Phone:Name is not available in this version")]
    [InlineData("--Cluster:Redis=here", "Cluster:Redis is not available in this version")]
    [InlineData("--Webhooks:0:Url=http://hush.example", "Webhooks:0:Url can't be used")]
    [InlineData("--Phone:Trunk:Server=sip:hush.example", "Phone:Trunk:Server can't be used: a host")]
    [InlineData("--Phone:Prompts=/nowhere", "Phone:Prompts names a folder that is not there")]
    [InlineData("--Mail:Smtp=smtp://hush", "Mail:Smtp is set without Mail:From")]
    [InlineData("--Mail:Smtp=https://hush.example", "Mail:Smtp")]
    public async Task A_bad_setting_is_named(string argument, string reason)
    {
        await using var portal = PortalProcess.Start(argument);

        (await portal.ExitCodeAsync()).ShouldBe(2);
        OneLine(portal).ShouldContain(reason);
        portal.Errors.ShouldNotContain("hush");
    }

    [Fact]
    public async Task An_unknown_key_of_the_environment_is_named()
    {
        await using var portal = PortalProcess.Start(new Dictionary<string, string> { ["Relay__PublicAdress"] = "203.0.113.7", ["MAIL"] = "/var/mail/somebody" });

        (await portal.ExitCodeAsync()).ShouldBe(2);
        OneLine(portal).ShouldContain("Relay:PublicAdress is not a setting. Did you mean Relay:PublicAddress?");
    }

    [Fact]
    public async Task A_taken_HTTP_port_is_named()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}";
        using var folder = new TestFolder();

        await using var portal = PortalProcess.Start("--urls", url, "--Relay:UdpPort=0", "--Data:Path=" + folder.Path);

        (await portal.ExitCodeAsync()).ShouldBe(3);
        OneLine(portal).ShouldContain(url);
        portal.Output.ShouldNotContain("   at ", customMessage: "a stack trace is in the log");
    }

    [Fact]
    public async Task A_taken_UDP_port_is_named()
    {
        using var taken = new Socket(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp) { DualMode = true };
        taken.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        var port = ((IPEndPoint)taken.LocalEndPoint!).Port;
        using var folder = new TestFolder();

        await using var portal = PortalProcess.Start("--urls=http://127.0.0.1:0", $"--Relay:UdpPort={port}", "--Data:Path=" + folder.Path);

        (await portal.ExitCodeAsync()).ShouldBe(3);
        OneLine(portal).ShouldContain($"{port}");
        portal.Output.ShouldNotContain("   at ", customMessage: "a stack trace is in the log");
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_one_is_named()
    {
        using var folder = new TestFolder();
        var file = folder.File("data", "not a folder");

        await using var portal = PortalProcess.Start("--urls=http://127.0.0.1:0", "--Relay:UdpPort=0", "--Data:Path=" + file);

        (await portal.ExitCodeAsync()).ShouldBe(6);
        OneLine(portal).ShouldContain(file);
    }

    [Fact]
    public async Task A_settings_file_that_is_no_JSON_is_named()
    {
        File.Exists(Path.Combine(TestFolder.Empty, "appsettings.json")).ShouldBeFalse();
        using var folder = new TestFolder();
        folder.File("appsettings.json", "{ \"Relay\": { \"UdpPort\": 40000 ");

        await using var portal = PortalProcess.StartScript(
            "/bin/sh", new Dictionary<string, string> { ["WHERE"] = folder.Path, ["WHAT"] = Path.Combine(AppContext.BaseDirectory, "SessionRelay.Portal.dll") },
            "-c", "cd \"$WHERE\" && exec dotnet \"$WHAT\"");

        (await portal.ExitCodeAsync()).ShouldBe(2);
        OneLine(portal).ShouldContain("appsettings.json");
    }

    private static string OneLine(PortalProcess portal)
    {
        portal.Errors.ShouldNotContain("\n");
        portal.Errors.ShouldStartWith("SessionRelay can't start. ");
        return portal.Errors;
    }
}

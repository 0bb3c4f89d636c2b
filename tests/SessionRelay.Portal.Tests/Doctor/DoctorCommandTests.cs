using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using SessionRelay.Portal.Doctor;

namespace SessionRelay.Portal.Tests.Doctor;

/// <summary><c>doctor</c> as an operator runs it: the real program against real ports, files, certificates and a mail server.</summary>
public sealed class DoctorCommandTests
{
    private const int SomethingFailed = 7;

    [Fact]
    public async Task Before_the_first_start_every_check_has_a_line_and_nothing_is_made()
    {
        using var folder = new TestFolder();
        var data = Path.Combine(folder.Path, "data");
        await using var doctor = PortalProcess.Start("doctor", "--Relay:UdpPort=0", "--Relay:PublicAddress=127.0.0.1,::1", "--Data:Path=" + data);

        (await doctor.ExitCodeAsync()).ShouldBe(0, doctor.Output);
        foreach (var check in Examination.All) doctor.Output.ShouldContain($" {check.Name}: ");
        doctor.Output.ShouldContain("127.0.0.1 is answered by a trial in the relay's place");
        doctor.Output.ShouldContain("::1 is answered by a trial in the relay's place");
        doctor.Output.ShouldContain("the first start makes it");
        doctor.Output.ShouldContain("Failures: 0");
        doctor.Errors.ShouldBeEmpty();
        Directory.GetFileSystemEntries(folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_program_reads_JSON_with_the_same_names_marks_and_advice()
    {
        using var folder = new TestFolder();

        var checks = await FindingsAsync(0, "--Relay:UdpPort=0", "--Relay:PublicAddress=127.0.0.1", "--Data:Path=" + folder.Path, "--Node:PublicUrl=https://127.0.0.1:1");

        checks.Keys.ShouldBe(Examination.All.Select(check => check.Name));
        checks["udp"].Mark.ShouldBe("ok");
        checks["mail"].ShouldSatisfyAllConditions(mail => mail.Mark.ShouldBe("warning"), mail => mail.Next.ShouldContain("Mail:Smtp"));
        checks["certificate"].ShouldSatisfyAllConditions(shown => shown.Mark.ShouldBe("warning"), shown => shown.Says.ShouldContain("could not be reached"));
    }

    [Fact]
    public async Task A_running_node_answers_for_its_ports_and_holds_its_folder()
    {
        using var folder = new TestFolder();
        var data = Path.Combine(folder.Path, "data");
        string[] settings = [$"--Relay:UdpPort={FreeUdpPorts()}", "--Relay:PublicAddress=127.0.0.1,::1", "--Data:Path=" + data];
        await using var node = PortalProcess.Start(["--urls=http://127.0.0.1:0", .. settings]);
        await node.ListeningAsync();

        var checks = await FindingsAsync(0, settings);

        checks["udp"].ShouldSatisfyAllConditions(
            udp => udp.Mark.ShouldBe("ok"),
            udp => udp.Says.ShouldContain("127.0.0.1 is answered by the running relay"),
            udp => udp.Says.ShouldContain("::1 is answered by the running relay"));
        checks["data-folder"].Says.ShouldContain("held by a running node");
        checks["database"].ShouldBe(("ok", "portal.db opens, can be written, and is of this version; sessions.db opens and can be written", ""));
    }

    [Fact]
    public async Task A_UDP_port_of_another_program_is_a_failure()
    {
        using var folder = new TestFolder();
        using var other = new UdpClient(new IPEndPoint(IPAddress.Any, FreeUdpPorts()));
        var port = ((IPEndPoint)other.Client.LocalEndPoint!).Port;

        var udp = (await FindingsAsync(SomethingFailed, $"--Relay:UdpPort={port}", "--Relay:PublicAddress=127.0.0.1", "--Data:Path=" + folder.Path))["udp"];

        udp.ShouldBe(("failure", $"UDP {port} is taken by another program", "End that program (ss -lup names it), or choose another Relay:UdpPort."));
    }

    [Fact]
    public async Task A_certificate_that_has_ended_is_a_failure()
    {
        using var folder = new TestFolder();
        var (certificate, key) = CertificateOf(folder, "127.0.0.1", TimeSpan.FromDays(-1));

        var found = (await FindingsAsync(
            SomethingFailed, "--urls=https://127.0.0.1:5443", "--Relay:UdpPort=0", "--Relay:PublicAddress=127.0.0.1", "--Data:Path=" + Path.Combine(folder.Path, "data"),
            "--Tls:CertificatePath=" + certificate, "--Tls:KeyPath=" + key))["certificate"];

        found.Mark.ShouldBe("failure");
        found.Says.ShouldContain("ended on");
    }

    [Theory]
    [InlineData("open-sesame", "ok", "takes user and password, over TLS")]
    [InlineData("wr%40ng-sesame", "failure", "refuses the user or the password of Mail:Smtp")]
    public async Task The_mail_server_is_asked_to_let_us_in_and_nothing_is_sent(string password, string mark, string says)
    {
        using var folder = new TestFolder();
        var (certificate, key) = CertificateOf(folder, "127.0.0.1", TimeSpan.FromDays(2));
        await using var server = await MailServer.StartAsync(folder, certificate, key);
        var trusting = new Dictionary<string, string> { ["SSL_CERT_FILE"] = certificate };

        var mail = await MailAsync(folder, $"smtp://someone:{password}@127.0.0.1:{server.Port}", trusting);

        mail.Mark.ShouldBe(mark, mail.Says);
        mail.Says.ShouldContain(says);
        server.Process.Output.ShouldNotContain("MESSAGE");
    }

    [Fact]
    public async Task A_mail_server_whose_certificate_nobody_vouches_for_is_a_failure()
    {
        using var folder = new TestFolder();
        var (certificate, key) = CertificateOf(folder, "127.0.0.1", TimeSpan.FromDays(2));
        await using var server = await MailServer.StartAsync(folder, certificate, key);

        var mail = await MailAsync(folder, $"smtp://someone:open-sesame@127.0.0.1:{server.Port}", []);

        mail.Mark.ShouldBe("failure");
        mail.Says.ShouldContain("its certificate has ended, is for another name, or comes from an authority that this machine does not know");
    }

    [Fact]
    public async Task A_mail_server_that_is_not_there_is_a_failure()
    {
        using var folder = new TestFolder();

        (await MailAsync(folder, $"smtp://someone:open-sesame@127.0.0.1:{PortalProcess.FreePort()}", [])).Says.ShouldContain("can't be reached");
    }

    [Theory]
    [InlineData("doctor", "--Relay:UdpProt=1", "Did you mean Relay:UdpPort?")]
    [InlineData("doctor", "--jsn", "--jsn is not an option")]
    public async Task A_setting_that_a_start_would_refuse_is_refused(string command, string argument, string reason)
    {
        await using var doctor = PortalProcess.Start(command, argument);

        (await doctor.ExitCodeAsync()).ShouldBe(2);
        doctor.Errors.ShouldContain(reason);
        doctor.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_help_names_it()
    {
        await using var help = PortalProcess.Start("--help");

        (await help.ExitCodeAsync()).ShouldBe(0);
        help.Output.ShouldContain("doctor");
    }

    [Fact]
    public void Every_check_is_on_the_page_of_the_doctor()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "doctor.md"));

        foreach (var check in Examination.All) page.ShouldContain($"`{check.Name}`");
    }

    private static async Task<(string Mark, string Says, string Next)> MailAsync(TestFolder folder, string smtp, Dictionary<string, string> environment)
    {
        var arguments = new[] { "--Relay:UdpPort=0", "--Relay:PublicAddress=127.0.0.1", "--Data:Path=" + Path.Combine(folder.Path, "data"), "--Mail:From=hello@practice.example" };
        await using var doctor = PortalProcess.Start(new Dictionary<string, string>(environment) { ["Mail__Smtp"] = smtp }, ["doctor", "--json", .. arguments]);
        await doctor.ExitCodeAsync();
        doctor.Output.ShouldNotContain("sesame");
        doctor.Output.ShouldNotContain("someone");
        return Read(doctor)["mail"];
    }

    private static async Task<Dictionary<string, (string Mark, string Says, string Next)>> FindingsAsync(int code, params string[] arguments)
    {
        await using var doctor = PortalProcess.Start(["doctor", "--json", .. arguments]);
        (await doctor.ExitCodeAsync()).ShouldBe(code, doctor.Output + doctor.Errors);
        return Read(doctor);
    }

    private static Dictionary<string, (string Mark, string Says, string Next)> Read(PortalProcess doctor)
    {
        using var json = JsonDocument.Parse(doctor.Output);
        return json.RootElement.GetProperty("checks").EnumerateArray().ToDictionary(
            check => check.GetProperty("name").GetString()!,
            check => (check.GetProperty("mark").GetString()!, check.GetProperty("says").GetString()!, check.GetProperty("next").GetString() ?? ""));
    }

    /// <summary>The first of as many UDP ports in a row as the relay takes, all free a moment ago.</summary>
    private static int FreeUdpPorts()
    {
        for (var first = 42_000; ; first += 64)
        {
            try
            {
                for (var port = first; port < first + Environment.ProcessorCount; port++)
                {
                    using var trial = new UdpClient(new IPEndPoint(IPAddress.Any, port));
                }

                return first;
            }
            catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // The next.
            }
        }
    }

    private static (string Certificate, string Key) CertificateOf(TestFolder folder, string host, TimeSpan ends)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + host, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Parse(host));
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-30), now + ends);
        return (folder.File("cert.pem", certificate.ExportCertificatePem()), folder.File("key.pem", key.ExportPkcs8PrivateKeyPem()));
    }
}

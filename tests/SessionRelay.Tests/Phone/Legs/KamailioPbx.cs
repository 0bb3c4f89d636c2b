using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SessionRelay.Tests.Phone.Legs;

/// <summary>
/// Debian's kamailio as a practice's PBX: TLS with a certificate of an authority of its own, digest authentication, and numbers that lead to phones. Debian's rtpengine makes
/// the trunk's SDES-SRTP into the phones' plain RTP and back. Each runs from a configuration of the test's own, on loopback.
/// </summary>
internal sealed class KamailioPbx : IDisposable
{
    public const string User = "sessionrelay";
    public const string Password = "a-pbx's secret";

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly string _folder = Directory.CreateTempSubdirectory("kamailio").FullName;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly List<Process> _processes = [];
    private readonly int _port = FreePort(SocketType.Stream);
    private readonly int _control = FreePort(SocketType.Dgram);

    /// <param name="phones">Where each number leads: its SIP port on loopback.</param>
    public KamailioPbx(params (string Number, int Port)[] phones)
    {
        try
        {
            Authority = WriteCertificates();
            File.WriteAllText(Path.Combine(_folder, "kamailio.cfg"), Configuration(phones));
            // Without its kernel module: table -1.
            Start("rtpengine", "--config-file=none", "--foreground", "--table=-1", "--interface=127.0.0.1", $"--listen-ng=127.0.0.1:{_control}", "--port-min=41000", "--port-max=41999", "--log-stderr", "--log-level=6");
            Await(() => IPGlobalProperties.GetIPGlobalProperties().GetActiveUdpListeners().Any(at => at.Port == _control), "rtpengine listens");
            Start("kamailio", "-f", Path.Combine(_folder, "kamailio.cfg"), "-DD", "-E", "-m", "32", "-M", "4", "-Y", _folder, "-P", Path.Combine(_folder, "pid"));
            Await(() => IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(at => at.Port == _port), "kamailio listens");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Which of its programs is not on this machine, in words; null when both are.</summary>
    public static string? Missing { get; } = WhatIsMissing();

    /// <summary>Who has signed its certificate.</summary>
    public X509Certificate2 Authority { get; private set; } = null!;

    public string Server => $"localhost:{_port}";

    /// <summary>What both programs have said.</summary>
    public string Output => string.Join('\n', _output.TakeLast(200));

    public void Dispose()
    {
        foreach (var process in _processes)
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
            process.WaitForExit();
            process.Dispose();
        }

        Authority?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string? WhatIsMissing()
    {
        foreach (var (program, package) in new[] { ("kamailio", "kamailio and kamailio-tls-modules"), ("rtpengine", "rtpengine-daemon") })
        {
            if (Find(program) is null)
                return $"`{program}` is missing: install {package} (build/test/tools.sh does)";
        }

        return Directory.Exists("/usr/lib") && Directory.GetDirectories("/usr/lib").Any(folder => File.Exists(Path.Combine(folder, "kamailio/modules/tls.so")))
            ? null
            : "kamailio can't do TLS: install kamailio-tls-modules (build/test/tools.sh does)";
    }

    private static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin:/sbin").Split(':').Where(folder => folder.Length > 0).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private static int FreePort(SocketType type)
    {
        using var socket = new Socket(type, type == SocketType.Dgram ? ProtocolType.Udp : ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private void Await(Func<bool> condition, string what) => SpinWait.SpinUntil(() => condition() || _processes.Exists(process => process.HasExited), Bound).ShouldBeTrue($"{what}: {Output}");

    private void Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(Find(program)!) { UseShellExecute = false, WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _processes.Add(process);
    }

    /// <summary>An authority, and a certificate of the name <c>localhost</c> that it has signed; files for kamailio.</summary>
    private X509Certificate2 WriteCertificates()
    {
        var now = TimeProvider.System.GetUtcNow();
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var asked = new CertificateRequest("CN=Authority of a test", authorityKey, HashAlgorithmName.SHA256);
        asked.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var authority = asked.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var own = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        own.CertificateExtensions.Add(names.Build());
        using var certificate = own.Create(authority, now.AddDays(-1), now.AddDays(1), RandomNumberGenerator.GetBytes(8));
        File.WriteAllText(Path.Combine(_folder, "certificate.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(_folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());
        return X509CertificateLoader.LoadCertificate(authority.RawData);
    }

    private string Configuration((string Number, int Port)[] phones) => $$"""
        debug=2
        log_stderror=yes
        children=2
        tcp_children=2
        enable_tls=yes
        auto_aliases=no
        dns=no
        listen=tls:127.0.0.1:{{_port}}
        listen=udp:127.0.0.1:{{FreePort(SocketType.Dgram)}}

        loadmodule "tm.so"
        loadmodule "sl.so"
        loadmodule "rr.so"
        loadmodule "pv.so"
        loadmodule "maxfwd.so"
        loadmodule "textops.so"
        loadmodule "siputils.so"
        loadmodule "auth.so"
        loadmodule "tls.so"
        loadmodule "rtpengine.so"

        modparam("tls", "private_key", "{{_folder}}/key.pem")
        modparam("tls", "certificate", "{{_folder}}/certificate.pem")
        modparam("tls", "tls_method", "TLSv1.2+")
        modparam("rtpengine", "rtpengine_sock", "udp:127.0.0.1:{{_control}}")

        request_route {
          if (!mf_process_maxfwd_header("10")) { sl_send_reply("483", "Too Many Hops"); exit; }
          if (is_method("OPTIONS") && !has_totag()) { sl_send_reply("200", "OK"); exit; }
          if (is_method("CANCEL")) { if (t_check_trans()) t_relay(); exit; }
          if (has_totag()) {
            if (loose_route()) {
              if (is_method("BYE")) rtpengine_delete();
              t_relay();
              exit;
            }
            if (is_method("ACK")) { if (t_check_trans()) t_relay(); exit; }
            sl_send_reply("404", "Not Here");
            exit;
          }
          if (!is_method("INVITE")) { sl_send_reply("405", "Method Not Allowed"); exit; }
          if ($pr != "tls" || !has_body("application/sdp") || !search_body("RTP/SAVP")) { sl_send_reply("488", "Encrypted Only"); exit; }
          if ($au != "{{User}}" || !pv_proxy_authenticate("pbx", "{{Password}}", "0")) { proxy_challenge("pbx", "0"); exit; }
          consume_credentials();
          record_route();
          rtpengine_offer("RTP/AVP replace-origin replace-session-connection");
          t_on_reply("MEDIA");
        {{string.Join('\n', phones.Select(phone => $"  if ($rU == \"{phone.Number}\") $du = \"sip:127.0.0.1:{phone.Port}\";"))}}
          if ($du == $null) { sl_send_reply("404", "No Such Number"); exit; }
          t_relay();
        }

        onreply_route[MEDIA] {
          if (has_body("application/sdp")) rtpengine_answer("replace-origin replace-session-connection");
        }

        """;
}

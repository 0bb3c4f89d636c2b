using System.Collections.Concurrent;
using System.Diagnostics;

namespace SessionRelay.Browser.Tests.Network;

/// <summary>Debian's kamailio beside the product, on loopback of its namespace: the trunk, which leads each number to the phone that has it.</summary>
internal sealed class KamailioSwitch : IAsyncDisposable
{
    /// <summary>The trunk's port for SIP.</summary>
    public const int Port = 5074;

    private readonly TestFolder folder = new();
    private readonly ConcurrentQueue<string> output = new();
    private readonly Process process;

    private KamailioSwitch(VirtualNetwork network, (string Number, int Port)[] phones)
    {
        if (Command.Find("kamailio") is not { } program) throw new InvalidOperationException("`kamailio` is missing: build/test/tools.sh installs it.");
        File.WriteAllText(folder.File("kamailio.cfg"), $$"""
            debug=2
            log_stderror=yes
            children=2
            auto_aliases=no
            dns=no
            disable_tcp=yes
            listen=udp:127.0.0.1:{{Port}}
            loadmodule "tm.so"
            loadmodule "sl.so"
            loadmodule "rr.so"
            loadmodule "pv.so"
            loadmodule "maxfwd.so"
            loadmodule "siputils.so"
            loadmodule "textops.so"

            request_route {
              if (!mf_process_maxfwd_header("10")) { sl_send_reply("483", "Too Many Hops"); exit; }
              if (is_method("OPTIONS") && !has_totag()) { sl_send_reply("200", "OK"); exit; }
              if (is_method("CANCEL")) { if (t_check_trans()) t_relay(); exit; }
              if (has_totag()) {
                if (loose_route()) { t_relay(); exit; }
                if (is_method("ACK")) { if (t_check_trans()) t_relay(); exit; }
                sl_send_reply("404", "Not Here");
                exit;
              }
              record_route();
            {{string.Join('\n', phones.Select(phone => $"  if ($rU == \"{phone.Number}\") $du = \"sip:127.0.0.1:{phone.Port}\";"))}}
              if ($du == $null) { sl_send_reply("404", "No Such Number"); exit; }
              t_relay();
            }

            """);
        var start = new ProcessStartInfo("ip") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        string[] arguments = ["netns", "exec", network.Server, program, "-f", folder.File("kamailio.cfg"), "-DD", "-E", "-m", "32", "-M", "4", "-Y", folder.Path, "-P", folder.File("pid")];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => output.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => output.Enqueue(line.Data ?? "");
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Output => string.Join('\n', output.TakeLast(60));

    /// <param name="network">The product's.</param>
    /// <param name="phones">Where each number leads: its SIP port.</param>
    public static async Task<KamailioSwitch> StartAsync(VirtualNetwork network, params (string Number, int Port)[] phones)
    {
        var trunk = new KamailioSwitch(network, phones);
        try
        {
            await Bound.UntilAsync(
                "kamailio listens", () => Task.FromResult((Sockets: Command.Run("ip", "netns", "exec", network.Server, "ss", "-Hlun"), trunk.Output)), seen => seen.Sockets.Contains($"127.0.0.1:{Port} "));
            return trunk;
        }
        catch
        {
            await trunk.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        folder.Dispose();
    }
}

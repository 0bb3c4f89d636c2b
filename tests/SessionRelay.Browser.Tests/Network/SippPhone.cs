using System.Collections.Concurrent;
using System.Diagnostics;

namespace SessionRelay.Browser.Tests.Network;

/// <summary>
/// Debian's sipp beside the product, on loopback of its namespace: the trunk and the phone behind it, for one call. What it hears it says again, so that whoever hears
/// themself by it was heard on the phone.
/// </summary>
internal sealed class SippPhone : IAsyncDisposable
{
    /// <summary>The trunk's port for SIP.</summary>
    public const int Port = 5070;

    private const int SoundPort = 26_000;
    private const string Digit1 = "/usr/share/sip-tester/dtmf_2833_1.pcap"; // payload type 101, as the scenario answers

    private const string Sdp = """
        v=0
        o=phone 1 1 IN IP4 127.0.0.1
        s=-
        c=IN IP4 127.0.0.1
        t=0 0
        m=audio [media_port] RTP/AVP 0 101
        a=rtpmap:0 PCMU/8000
        a=rtpmap:101 telephone-event/8000
        a=fmtp:101 0-16

        """;

    private readonly TestFolder folder = new();
    private readonly ConcurrentQueue<string> output = new();
    private readonly string ended;
    private readonly Process process;

    private SippPhone(VirtualNetwork network, string scenario)
    {
        if (Command.Find("sipp") is not { } program) throw new InvalidOperationException("`sipp` is missing: build/test/tools.sh installs it.");
        var file = folder.File("scenario.xml");
        ended = folder.File("ended");
        // The trunk is asked whether it is there (OPTIONS) at any time, and to sipp that is a call like another.
        var whole = "<recv request=\"OPTIONS\" optional=\"true\" next=\"1\"/>" + scenario
            + $"<nop next=\"2\"><action><exec command=\"touch {ended}\"/></action></nop><label id=\"1\"/>" + Send("200 OK") + "<label id=\"2\"/><nop/>";
        File.WriteAllText(file, $"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<scenario name=\"phone\">{whole}</scenario>");
        var start = new ProcessStartInfo("ip") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        string[] arguments =
            ["netns", "exec", network.Server, program, "-sf", file, "-i", "127.0.0.1", "-p", $"{Port}", "-mi", "127.0.0.1", "-mp", $"{SoundPort}", "-aa", "-rtp_echo", "-nostdin", "-timeout", "300s"];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => output.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => output.Enqueue(line.Data ?? "");
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>What sipp said last.</summary>
    public string Output => string.Join('\n', output.TakeLast(60));

    /// <summary>Whose line is busy.</summary>
    public static SippPhone Busy(VirtualNetwork network) => new(network, Invite + Send("486 Busy Here") + "<recv request=\"ACK\"/>");

    /// <summary>Somebody who picks up after a second of ringing and presses 1.</summary>
    public static SippPhone WhoPresses1(VirtualNetwork network) => new(
        network,
        Answer + $"<pause milliseconds=\"2000\"/><nop><action><exec play_pcap_audio=\"{Digit1}\"/></action></nop>" + UntilBye);

    /// <summary>An answering machine: picks up and presses nothing.</summary>
    public static SippPhone Machine(VirtualNetwork network) => new(network, Answer + UntilBye);

    /// <summary>Waits until the call is over as the scenario has it.</summary>
    public Task EndedAsync() => Bound.UntilAsync("the call is over for the phone", () => Task.FromResult((IsOver: File.Exists(ended), Output)), seen => seen.IsOver);

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        folder.Dispose();
    }

    private const string Invite = "<recv request=\"INVITE\"/>";

    private static string Answer => Invite + Send("180 Ringing") + "<pause milliseconds=\"1000\"/>" + Send("200 OK", Sdp, " retrans=\"500\"") + "<recv request=\"ACK\"/>";

    private static string UntilBye => "<recv request=\"BYE\"/>" + Send("200 OK", tag: "");

    private static string Send(string status, string body = "", string attributes = "", string tag = ";tag=[call_number]") => $"""
        <send{attributes}><![CDATA[
        SIP/2.0 {status}
        [last_Via:]
        [last_From:]
        [last_To:]{tag}
        [last_Call-ID:]
        [last_CSeq:]
        Contact: <sip:127.0.0.1:{Port}>
        {(body.Length == 0 ? "" : "Content-Type: application/sdp\n")}Content-Length: [len]

        {body}
        ]]></send>
        """;
}

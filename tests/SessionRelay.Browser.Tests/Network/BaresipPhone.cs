using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;

namespace SessionRelay.Browser.Tests.Network;

/// <summary>
/// Debian's baresip beside the product, on loopback of its namespace: a person's phone, for one call. It answers by itself, has its own jitter buffer and codec, and keeps
/// what it heard as a sound file.
/// </summary>
internal sealed class BaresipPhone : IAsyncDisposable
{
    /// <summary>Where the first of them is called by SIP.</summary>
    public const int Port = 5072;

    /// <summary>Where the second is: each listens by TLS on the port after its own.</summary>
    public const int SecondPort = Port + LineStep;

    private const int LineStep = 10;

    private const int FirstKeysPort = 5557;
    private const int Rate = 8000; // samples a second
    private const int WaveHeader = 44; // bytes
    private const int ToneSeconds = 120; // longer than any test needs; then it is silent

    private readonly TestFolder folder = new();
    private readonly ConcurrentQueue<string> output = new();
    private readonly VirtualNetwork network;
    private readonly Process process;

    private readonly int keysPort;

    private BaresipPhone(VirtualNetwork network, string number, Func<TestFolder, string> source, string ear, int line = 0)
    {
        keysPort = FirstKeysPort + line;
        if (Command.Find("baresip") is not { } program) throw new InvalidOperationException("`baresip` is missing: build/test/tools.sh installs it.");
        this.network = network;
        File.WriteAllText(folder.File("accounts"), $"<sip:{number}@127.0.0.1>;regint=0;answermode=auto;audio_codecs=PCMU\n");
        File.WriteAllText(folder.File("config"), $"""
            sip_listen 127.0.0.1:{Port + line * LineStep}
            net_interface 127.0.0.1
            module_path /usr/lib/baresip/modules
            module g711.so
            module aufile.so
            module aubridge.so
            module sndfile.so
            module cons.so
            module_tmp account.so
            module_app menu.so
            cons_listen 127.0.0.1:{keysPort}
            audio_source {source(folder)}
            audio_player aubridge,{ear}
            audio_srate {Rate}
            audio_channels 1
            audio_buffer 20-160
            rtp_ports {26500 + line * 100}-{26598 + line * 100}
            snd_path {folder.Path}

            """);
        var start = new ProcessStartInfo("ip") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var argument in (string[])["netns", "exec", network.Server, program, "-f", folder.Path, "-v"]) start.ArgumentList.Add(argument);
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => output.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => output.Enqueue(line.Data ?? "");
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>What baresip said last.</summary>
    public string Output => string.Join('\n', output.TakeLast(60));

    /// <summary>A person who says one tone all the time, and hears.</summary>
    /// <param name="network">The product's.</param>
    /// <param name="number">E.164: its own.</param>
    /// <param name="frequency">Hz.</param>
    /// <param name="amplitude">Of full scale.</param>
    /// <param name="line">Which of several phones it is, from 0.</param>
    public static Task<BaresipPhone> WhoSaysAsync(VirtualNetwork network, string number, double frequency, double amplitude, int line = 0) => ReadyAsync(new BaresipPhone(
        network, number,
        folder =>
        {
            var file = folder.File("tone.wav");
            File.WriteAllBytes(file, Tone(frequency, amplitude));
            return $"aufile,{file}";
        },
        ear: "none", line));

    /// <summary>Says again whatever it hears.</summary>
    public static Task<BaresipPhone> EchoAsync(VirtualNetwork network, string number) => ReadyAsync(new BaresipPhone(network, number, _ => "aubridge,echo", ear: "echo"));

    /// <summary>Presses 1 in the call that it has answered.</summary>
    public Task Press1Async() => PressAsync("1");

    /// <summary>Presses one key after the other in the call that it has answered.</summary>
    public async Task PressAsync(string digits)
    {
        await SaysAsync("Call established");
        foreach (var digit in digits)
        {
            var before = Sent(digit);
            await KeyAsync(digit);
            await Bound.UntilAsync($"baresip sends {digit}", () => Task.FromResult((Sent: Sent(digit), Output)), seen => seen.Sent > before);
        }
    }

    /// <summary>Ends the call.</summary>
    public async Task HangUpAsync()
    {
        await KeyAsync('b');
        await SaysAsync("terminated (duration");
    }

    private int Sent(char digit) => output.Count(line => line.Contains($"send DTMF digit: '{digit}'"));

    private async Task KeyAsync(char key)
    {
        using var keys = network.ServerDatagrams();
        await keys.SendToAsync(new[] { (byte)key }, new IPEndPoint(IPAddress.Loopback, keysPort));
    }

    /// <summary>How strong a tone was in the last seconds of what it heard: amplitude, of full scale. Once the call is over.</summary>
    public async Task<double> HeardAsync(double frequency, double seconds)
    {
        await SaysAsync("terminated (duration");
        var file = await File.ReadAllBytesAsync(Directory.GetFiles(folder.Path, "dump-*-dec.wav").Single());
        var samples = file.AsSpan(WaveHeader);
        var count = Math.Min((int)(seconds * Rate), samples.Length / 2 / 2); // not what came before it was admitted
        var (real, imaginary) = (0.0, 0.0);
        for (var i = 0; i < count; i++)
        {
            var sample = BinaryPrimitives.ReadInt16LittleEndian(samples[^((i + 1) * 2)..]) / 32768.0;
            real += sample * Math.Cos(Math.Tau * frequency * i / Rate);
            imaginary += sample * Math.Sin(Math.Tau * frequency * i / Rate);
        }

        return 2 * Math.Sqrt(real * real + imaginary * imaginary) / count;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        folder.Dispose();
    }

    private static async Task<BaresipPhone> ReadyAsync(BaresipPhone phone)
    {
        await phone.SaysAsync("baresip is ready");
        return phone;
    }

    private Task SaysAsync(string words) =>
        Bound.UntilAsync($"baresip says “{words}”", () => Task.FromResult((Said: output.Any(line => line.Contains(words)), Output)), seen => seen.Said);

    private static byte[] Tone(double frequency, double amplitude)
    {
        var file = new byte[WaveHeader + ToneSeconds * Rate * 2];
        "RIFF"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);
        "WAVEfmt "u8.CopyTo(file.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(20), 1); // PCM
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(22), 1); // mono
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(24), Rate);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(28), Rate * 2);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(32), 2);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(34), 16);
        "data"u8.CopyTo(file.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(40), file.Length - WaveHeader);
        for (var i = 0; i < ToneSeconds * Rate; i++)
            BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(WaveHeader + i * 2), (short)(32767 * amplitude * Math.Sin(Math.Tau * frequency * i / Rate)));
        return file;
    }
}

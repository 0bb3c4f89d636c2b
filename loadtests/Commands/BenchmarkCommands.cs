using System.CommandLine;
using SessionRelay.LoadTests.Scenarios;

namespace SessionRelay.LoadTests.Commands;

/// <summary>The commands that measure the relay alone, without signaling: for those who work on its speed.</summary>
internal static class BenchmarkCommands
{
    public static IEnumerable<Command> All()
    {
        var sessions = new Option<int>("--sessions") { Description = "How many sessions run side by side.", DefaultValueFactory = _ => 1 };
        var publishers = new Option<int>("--publishers") { Description = "People a session who send camera and microphone.", DefaultValueFactory = _ => 1 };
        var viewers = new Option<int>("--viewers") { Description = "People a session who only receive.", DefaultValueFactory = _ => 50 };
        var seconds = new Option<int>("--seconds") { Description = "How long is measured, after the warm-up.", DefaultValueFactory = _ => 10 };
        var bitRate = OptionValues.BitRate("--bitrate", "Of each publisher's camera.", 1_500_000);
        var warmUp = new Option<int>("--warm-up") { Description = "Seconds under load before measuring: the compiler works on hot methods for some 20 s, in the process that is measured.", DefaultValueFactory = _ => 30 };
        var videoOnly = new Option<bool>("--video-only") { Description = "No audio: every packet that is forwarded has 1,100 bytes of payload." };
        var forward = new Command("forward", "The relay's CPU per forwarded packet, without signaling: relay on core 0, load on core 1.") { sessions, publishers, viewers, videoOnly, bitRate, warmUp, seconds };
        forward.SetAction(result => ForwardBenchmark.Run(
            result.GetValue(sessions), result.GetValue(publishers), result.GetValue(viewers), result.GetValue(videoOnly), result.GetValue(bitRate), TimeSpan.FromSeconds(result.GetValue(warmUp)), TimeSpan.FromSeconds(result.GetValue(seconds))));

        var host = new Command("relay-host", "A relay alone, driven over standard input: what the benchmark measures.") { Hidden = true };
        host.SetAction((_, _) => RelayHost.RunAsync());
        return [forward, host];
    }
}

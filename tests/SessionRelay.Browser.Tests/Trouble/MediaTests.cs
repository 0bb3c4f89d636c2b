using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using SessionRelay.Browser.Tests.Product;
using SessionRelay.Browser.Tests.Room;
using SessionRelay.Browser.Tests.Sessions;

namespace SessionRelay.Browser.Tests.Trouble;

/// <summary>Known faults of relays that only a real browser's estimator, decoder or jitter buffer shows.</summary>
[Collection(LoopbackTests.Name)]
public sealed class MediaTests(LoopbackRig rig, ITestOutputHelper output)
{
    /// <summary>
    /// A relay whose transport-cc feedback leaves out some streams keeps Chromium at its first 300 kbit/s, from where it creeps up by some percent a second.
    /// So does one that tells when it got to reading a probe instead of when that arrived: a fresh process, as its first packets find it slow.
    /// </summary>
    [Fact]
    public async Task Chromium_s_available_outgoing_bit_rate_passes_1_Mbit_within_5_seconds()
    {
        const string Rate = "probe.all('candidate-pair').then((pairs) => Math.max(0, ...pairs.filter((pair) => pair.nominated).map((pair) => pair.availableOutgoingBitrate ?? 0)))";
        await using var portal = await RunningPortal.StartAsync();
        var chromium = await rig.ChromiumAsync();
        var (host, guest) = await Meeting.BeginAsync(portal, chromium, chromium);
        await using (host)
        await using (guest)
        {
            await host.SeesAsync(guest, "a picture", now => now.Frames > 0);
            var watch = Stopwatch.StartNew();
            await guest.Tab.UntilAsync<double>("more than 1 Mbit/s", Rate, rate => rate > 1_000_000, TimeSpan.FromSeconds(5));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"measured: Chromium's available outgoing bit rate over 1 Mbit/s {watch.Elapsed.TotalSeconds:0.0} s after the first picture"));
        }

        await portal.StopAsync();
    }

    /// <summary>Both streams' play-out times are on the relay's clock; time that stood still or jumped while somebody was muted pulls them apart.</summary>
    [Fact]
    public Task Lips_stay_with_the_voice_after_a_mute_of_5_seconds() => MuteAsync(5);

    [Fact]
    [Trait("Category", "Long")]
    public Task Lips_stay_with_the_voice_after_a_mute_of_60_seconds() => MuteAsync(60);

    private async Task MuteAsync(int seconds)
    {
        var chromium = await rig.ChromiumAsync();
        var (host, guest) = await Meeting.BeginAsync(await rig.PortalAsync(), chromium, chromium);
        await using (host)
        await using (guest)
        {
            await host.SeesAndHearsAsync(guest);
            var before = await OffsetAsync(host);
            await guest.Tab.PressAsync("Mute microphone");
            var muted = await host.ReceivedAsync(guest);
            await host.SeesAsync(guest, $"{seconds} s of video while muted", now => now.Frames > muted.Frames + (seconds * 15), TimeSpan.FromSeconds(seconds + 60));
            await guest.Tab.PressAsync("Unmute microphone");
            await host.SeesAndHearsAsync(guest);
            // A browser brings the two together step by step, slower on a busy machine; what stood still or jumped on their common clock never meets again.
            var after = await Bound.UntilAsync("the voice is within 40 ms of the lips, or of where it was", () => OffsetAsync(host), now => Math.Abs(now) < 40 || Math.Abs(now - before) < 40); // the fake devices have an offset of their own
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"measured: voice ahead of lips by {before:0} ms before and {after:0} ms after a mute of {seconds} s"));
        }
    }

    /// <summary>The median of 20 readings: how far the voice that is played is ahead of the picture that is shown, in milliseconds.</summary>
    private static async Task<double> OffsetAsync(RoomPage viewer)
    {
        var offsets = new List<double>();
        while (offsets.Count < 20)
        {
            var entries = await viewer.StatsAsync("inbound-rtp");
            if (PlayedAt(entries, "audio") is { } audio && PlayedAt(entries, "video") is { } video) offsets.Add(audio - video);
        }

        offsets.Sort();
        return offsets[10];
    }

    private static double? PlayedAt(JsonArray entries, string kind) =>
        entries.Where(entry => entry!["kind"]!.GetValue<string>() == kind).Select(entry => entry!["estimatedPlayoutTimestamp"]?.GetValue<double>()).Max();
}

using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using SessionRelay.Browser.Tests.Room;
using SessionRelay.Browser.Tests.Sessions;

namespace SessionRelay.Browser.Tests.Trouble;

/// <summary>Known faults of relays that only a real browser's estimator, decoder or jitter buffer shows.</summary>
[Collection(LoopbackTests.Name)]
public sealed class MediaTests(LoopbackRig rig, ITestOutputHelper output)
{
    /// <summary>A relay whose transport-cc feedback leaves out some streams keeps Chromium at its first 300 kbit/s.</summary>
    [Fact]
    public async Task Chromium_s_available_outgoing_bit_rate_passes_1_Mbit()
    {
        var chromium = await rig.ChromiumAsync();
        var (host, guest) = await Meeting.BeginAsync(await rig.PortalAsync(), chromium, chromium);
        await using (host)
        await using (guest)
        {
            var watch = Stopwatch.StartNew();
            await host.Tab.UntilAsync<double>("more than 1 Mbit/s", "probe.all('candidate-pair').then((pairs) => Math.max(0, ...pairs.filter((pair) => pair.nominated).map((pair) => pair.availableOutgoingBitrate ?? 0)))", rate => rate > 1_000_000, TimeSpan.FromSeconds(20));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"measured: Chromium's available outgoing bit rate passed 1 Mbit/s after {watch.Elapsed.TotalSeconds:0.0} s (aim: 5 s)"));
        }
    }

    /// <summary>Both streams' play-out times are on the relay's clock; time that stood still or jumped while somebody was muted pulls them apart.</summary>
    [Theory]
    [InlineData(5)]
    [InlineData(60)]
    [Trait("Category", "Long")]
    public async Task Lips_stay_with_the_voice_after_a_mute(int seconds)
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
            var after = await OffsetAsync(host);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"measured: voice before lips {before:0} ms before and {after:0} ms after a mute of {seconds} s (aim: within 40 ms)"));
            Math.Abs(after).ShouldBeLessThan(40);
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

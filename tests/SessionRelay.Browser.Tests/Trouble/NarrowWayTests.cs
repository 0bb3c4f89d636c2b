using SessionRelay.Browser.Tests.Browsers;
using SessionRelay.Browser.Tests.Network;
using SessionRelay.Browser.Tests.Product;
using SessionRelay.Browser.Tests.Room;

namespace SessionRelay.Browser.Tests.Trouble;

/// <summary>For 20 s the way down to a guest takes 100 kbit/s: sound goes on and is not late, the picture pauses with the person told, and is back soon after.</summary>
[Collection(NamespaceTests.Name)]
[Trait("Category", "Long")]
public sealed class NarrowWayTests(NamespaceRig rig, ITestOutputHelper output)
{
    private static readonly TimeSpan Narrow = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan PausesWithin = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan BackWithin = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan NoGap = TimeSpan.FromSeconds(1); // from there on a path counts as dead
    private const double DelayAtMost = 0.4; // s, added

    [Fact]
    public async Task At_100_kbit_per_second_down_sound_goes_on_and_the_picture_pauses_and_is_back()
    {
        rig.Need();
        using var network = VirtualNetwork.Create(guestApart: true);
        await using var portal = await RunningPortal.StartAsync(network, rig.Authority);
        await using var hosts = await Chromium.StartAsync(new ChromiumOptions { Network = network, Authority = rig.Authority });
        await using var guests = await Chromium.StartAsync(new ChromiumOptions { Network = network, IsGuest = true, Authority = rig.Authority });
        await using var call = await WatchedCall.BeginAsync(portal, hosts, guests, output);
        var (watching, watched) = (call.Guest, call.Host);
        var usual = await DelayAsync(watching, TimeSpan.FromSeconds(3));
        await call.WatchGapsAsync();

        network.Narrow(towardsGuest: true, kilobits: 100);
        double[] delays;
        try
        {
            var delay = DelayAsync(watching, Narrow);
            await watching.Tab.UntilAsync<string>(
                $"{watching.Name} is told that there is sound only", $"probe.tile('{watched.Id}').textContent", told => told.Contains("sound only"), PausesWithin);
            delays = await delay;
        }
        finally
        {
            network.Widen(towardsGuest: true);
        }

        var added = delays.Max() - usual.Average();
        var before = (await watching.ReceivedAsync(watched)).Frames;
        await watching.SeesAsync(watched, "frames again", now => now.Frames > before + 10, BackWithin);
        output.WriteLine($"100 kbit/s down: sound at most {added * 1000:0} ms later than the usual {usual.Average() * 1000:0} ms");
        await call.GapsAsync("100 kbit/s down", NoGap);
        added.ShouldBeLessThan(DelayAtMost);
    }

    /// <summary>Of each look: what the jitter buffer held the sound back for since the one before, and half of the round trip, in seconds.</summary>
    private static async Task<double[]> DelayAsync(RoomPage page, TimeSpan span)
    {
        var delays = new List<double>();
        var from = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(BetweenLooks);
        var before = await page.Tab.EvaluateAsync<SoundDelay>("probe.soundDelay()");
        while (TimeProvider.System.GetElapsedTime(from) < span)
        {
            await timer.WaitForNextTickAsync();
            var now = await page.Tab.EvaluateAsync<SoundDelay>("probe.soundDelay()");
            if (now.Samples > before.Samples) delays.Add(((now.Held - before.Held) / (now.Samples - before.Samples)) + (now.RoundTrip / 2));
            before = now;
        }

        return [.. delays];
    }

    private sealed record SoundDelay(double Held, double Samples, double RoundTrip);
}

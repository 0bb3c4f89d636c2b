using SessionRelay.Browser.Tests.Browsers;
using SessionRelay.Browser.Tests.Network;
using SessionRelay.Browser.Tests.Product;
using SessionRelay.Browser.Tests.Room;

namespace SessionRelay.Browser.Tests.Trouble;

/// <summary>For 20 s a guest's way takes 100 kbit/s: sound goes on and is not late, the picture pauses with people told, and is back soon after.</summary>
[Collection(NamespaceTests.Name)]
[Trait("Category", "Long")]
public sealed class NarrowWayTests(NamespaceRig rig, ITestOutputHelper output)
{
    private static readonly TimeSpan Narrow = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan PausesWithin = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan BackWithin = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan NoGap = TimeSpan.FromSeconds(1); // from there on a path counts as dead
    private const double TalkBefore = 70.0 * 48_000; // samples
    private const double DelayAtMost = 0.4; // s, added

    // What is underway when a way gets narrow fills the shaper's queue before any sender can know: 5,500 bytes, 0.44 s at 100 kbit/s, and with sound behind them a second and more to be gone.
    // The browser's jitter buffer grows by what it saw and forgets it over some ten seconds. So the most is printed, and what is held to the bound is the last quarter.
    private static readonly int SettledLooks = (int)(Narrow / BetweenLooks / 4);

    [Fact]
    public Task At_100_kbit_per_second_down_sound_goes_on_and_the_picture_pauses_and_is_back() => NarrowAsync(
        "100 kbit/s down",
        towardsGuest: true,
        (call, within) => TellsAsync(call.Guest, $"probe.tile('{call.Host.Id}').textContent", "sound only", within),
        call => (call.Guest, call.Host));

    [Fact]
    public Task At_100_kbit_per_second_up_sound_goes_on_and_the_picture_pauses_and_is_back() => NarrowAsync(
        "100 kbit/s up",
        towardsGuest: false,
        (call, within) => Task.WhenAll(
            TellsAsync(call.Host, $"probe.tile('{call.Guest.Id}').textContent", "sound only", within),
            TellsAsync(call.Guest, "document.body.innerText", "your picture is paused, your sound goes on", within)),
        call => (call.Host, call.Guest));

    private async Task NarrowAsync(
        string what,
        bool towardsGuest,
        Func<WatchedCall, TimeSpan, Task> told,
        Func<WatchedCall, (RoomPage Watching, RoomPage Watched)> side)
    {
        rig.Need();
        using var network = VirtualNetwork.Create(guestApart: true);
        await using var portal = await RunningPortal.StartAsync(network, rig.Authority);
        await using var hosts = await Chromium.StartAsync(new ChromiumOptions { Network = network, Authority = rig.Authority });
        await using var guests = await Chromium.StartAsync(new ChromiumOptions { Network = network, IsGuest = true, Authority = rig.Authority });
        await using var call = await WatchedCall.BeginAsync(portal, hosts, guests, output);
        var (watching, watched) = side(call);
        // A browser's jitter buffer weighs what it sees against all it has seen: in the first seconds of a talk one late half second sets it. Lines get narrow in the middle of sessions.
        await watching.Tab.UntilAsync<SoundDelay>($"{watching.Name} has heard a minute", "probe.soundDelay()", heard => heard.Samples > TalkBefore, TimeSpan.FromSeconds(90));
        var usual = (await DelayAsync(watching, TimeSpan.FromSeconds(3))).Where(delay => delay > 0).ToArray();
        await call.WatchGapsAsync();

        network.Narrow(towardsGuest, kilobits: 100);
        double[] delays, trips;
        try
        {
            var delay = DelayAsync(watching, Narrow);
            var trip = RoundTripsAsync(watched, Narrow);
            await told(call, PausesWithin);
            delays = await delay;
            trips = await trip;
        }
        finally
        {
            network.Widen(towardsGuest);
        }

        var (added, most) = (delays[^SettledLooks..].Max() - usual.Average(), delays.Max() - usual.Average());
        var widened = TimeProvider.System.GetTimestamp();
        var before = (await watching.ReceivedAsync(watched)).Frames;
        await watching.Tab.UntilAsync<Shown>(
            $"{watching.Name} sees {watched.Name} again", $"probe.camera('{watched.Id}').then(({{ frames }}) => ({{ frames, words: probe.tile('{watched.Id}').textContent }}))",
            shown => shown.Frames > before + 10 && !shown.Words.Contains("sound only"), BackWithin);
        var measured = $"{what}: picture back after {TimeProvider.System.GetElapsedTime(widened).TotalSeconds:0.0} s, sound at most {most * 1000:0} ms later than the usual {usual.Average() * 1000:0} ms, {added * 1000:0} ms in the last quarter; the other's round trip {trips.Order().ElementAt(trips.Length / 2) * 1000:0} ms in the middle, {trips.Max() * 1000:0} ms at most";
        output.WriteLine(measured);
        output.WriteLine($"every {BetweenLooks.TotalSeconds:0.0} s, in ms: {string.Join(' ', delays.Select(delay => $"{delay * 1000:0}"))}");
        TestContext.Current.SendDiagnosticMessage("measured: {0}", measured);
        await call.GapsAsync(what, NoGap);
        added.ShouldBeLessThan(DelayAtMost);
    }

    private static Task TellsAsync(RoomPage page, string words, string what, TimeSpan within) =>
        page.Tab.UntilAsync<string>($"{page.Name} is told “{what}”", words, told => told.Contains(what), within);

    /// <summary>Of each look: what the jitter buffer held the sound back for since the one before, and half of the round trip, in seconds.</summary>
    private static async Task<double[]> DelayAsync(RoomPage page, TimeSpan span)
    {
        SoundDelay? before = null;
        var delays = await LookAsync(page, span, now =>
        {
            var delay = before is not null && now.Samples > before.Samples ? ((now.Held - before.Held) / (now.Samples - before.Samples)) + (now.RoundTrip / 2) : 0;
            before = now;
            return delay;
        });
        return delays;
    }

    private static Task<double[]> RoundTripsAsync(RoomPage page, TimeSpan span) => LookAsync(page, span, now => now.RoundTrip);

    private static async Task<double[]> LookAsync(RoomPage page, TimeSpan span, Func<SoundDelay, double> read)
    {
        var seen = new List<double>();
        var from = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(BetweenLooks);
        while (TimeProvider.System.GetElapsedTime(from) < span)
        {
            seen.Add(read(await page.Tab.EvaluateAsync<SoundDelay>("probe.soundDelay()")));
            await timer.WaitForNextTickAsync();
        }

        return [.. seen];
    }

    private sealed record Shown(int Frames, string Words);

    private sealed record SoundDelay(double Held, double Samples, double RoundTrip);
}

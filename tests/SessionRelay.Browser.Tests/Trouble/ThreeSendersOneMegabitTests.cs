using SessionRelay.Browser.Tests.Browsers;
using SessionRelay.Browser.Tests.Network;
using SessionRelay.Browser.Tests.Product;
using SessionRelay.Browser.Tests.Room;

namespace SessionRelay.Browser.Tests.Trouble;

/// <summary>Three people send their pictures in three sizes each, 6 Mbit/s in all, to somebody whose way down takes 1 Mbit/s.</summary>
[Collection(NamespaceTests.Name)]
[Trait("Category", "Long")]
public sealed class ThreeSendersOneMegabitTests(NamespaceRig rig, ITestOutputHelper output)
{
    private const int Kilobits = 1000;
    private const double UsedAtLeast = 0.7;
    private const double LostAtMost = 0.02;
    private static readonly TimeSpan Settles = TimeSpan.FromSeconds(12); // a larger size comes 10 s after the last decrease
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task All_three_are_seen_the_way_is_used_and_little_is_lost()
    {
        rig.Need();
        using var network = VirtualNetwork.Create(guestApart: true);
        await using var portal = await RunningPortal.StartAsync(network, rig.Authority);
        await using var chromium = await Chromium.StartAsync(new ChromiumOptions { Network = network, IsGuest = true, Authority = rig.Authority });
        var camera = await VideoRecorder.RecordAsync(chromium, portal.Url);
        foreach (var layer in camera) output.WriteLine($"recorded {layer.Rid}: {layer.Recording!.Count} frames, {RateOf(layer.Recording) / 1000:0} kbit/s");

        var session = await portal.Api.CreateSessionAsync(new { waitingRoom = false });
        await using var people = await VirtualPeople.BeginAsync(network, portal);
        var senders = new List<RoomPage>();
        network.Narrow(towardsGuest: true, Kilobits);
        await using var guest = await RoomPage.JoinAsync(chromium, await session.InviteAsync("Gina", "guest"));
        foreach (var name in new[] { "Theo", "Anna", "Ben" })
        {
            var who = await session.InviteAsync(name, name == "Theo" ? "host" : "guest");
            await people.JoinAsync(who, camera);
            senders.Add(new RoomPage(guest.Tab, who));
        }

        await Task.WhenAll(senders.Select(sender => guest.SeesAsync(sender, "frames", seen => seen.Frames > 30)));
        await Task.Delay(Settles, TimeProvider.System, TestContext.Current.CancellationToken);

        var before = await Task.WhenAll(senders.Select(guest.ReceivedAsync));
        var (from, sent, packets) = (TimeProvider.System.GetTimestamp(), network.SentToGuest(), await PacketsAsync(guest));
        await Task.Delay(Measured, TimeProvider.System, TestContext.Current.CancellationToken);
        var (took, sentThen, packetsThen) = (TimeProvider.System.GetElapsedTime(from), network.SentToGuest(), await PacketsAsync(guest));
        var after = await Task.WhenAll(senders.Select(guest.ReceivedAsync));

        var used = (sentThen.Bytes - sent.Bytes) * 8 / took.TotalSeconds / 1000 / Kilobits;
        var lost = (packetsThen.Lost - packets.Lost) / (packetsThen.Lost - packets.Lost + packetsThen.Received - packets.Received);
        var frames = senders.Select((sender, i) => $"{sender.Name} {(after[i].Frames - before[i].Frames) / took.TotalSeconds:0} frames/s at {after[i].Width} pixels");
        var told = $"three senders, 1 Mbit/s down: {used:0.0%} used, {lost:0.00%} lost, {sentThen.Dropped - sent.Dropped} packets dropped on the way; {string.Join(", ", frames)}";
        output.WriteLine(told);
        TestContext.Current.SendDiagnosticMessage("measured: {0}", told);
        for (var i = 0; i < senders.Count; i++) (after[i].Frames - before[i].Frames).ShouldBeGreaterThan(10 * (int)took.TotalSeconds, $"{senders[i].Name} is seen, and moves");
        used.ShouldBeGreaterThanOrEqualTo(UsedAtLeast);
        lost.ShouldBeLessThan(LostAtMost);
    }

    private static double RateOf(LoadTests.People.VideoRecording recording) =>
        Enumerable.Range(0, recording.Count).Sum(frame => recording[frame].Length) * 8.0 * 30 / recording.Count;

    private static async Task<Packets> PacketsAsync(RoomPage page) => await page.Tab.EvaluateAsync<Packets>(
        "probe.all('inbound-rtp').then((all) => all.reduce(({ received, lost }, entry) => ({ received: received + entry.packetsReceived, lost: lost + entry.packetsLost }), { received: 0, lost: 0 }))");

    private sealed record Packets(double Received, double Lost);
}

using System.Globalization;
using SessionRelay.Browser.Tests.Room;
using SessionRelay.Browser.Tests.Sessions;

namespace SessionRelay.Browser.Tests.Look;

[Collection(LoopbackTests.Name)]
public sealed class FirstFrameTests(LoopbackRig rig, ITestOutputHelper output)
{
    private const int Rounds = 10;
    private const string Connect = "(probe.sent.find((call) => call.target === 'Connect')?.at ?? 0)";

    /// <summary>A figure, not a limit: a busy machine is no fault of the product. The aim on a quiet one is 250 ms.</summary>
    [Fact]
    public async Task The_first_remote_frame_after_Connect_is_timed()
    {
        var (portal, chromium) = (await rig.PortalAsync(), await rig.ChromiumAsync());
        var session = await portal.Api.CreateSessionAsync(new { waitingRoom = false });
        await using var host = await RoomPage.JoinAsync(chromium, await session.InviteAsync("Theo", "host"));
        await host.InRoomAsync();
        await using var guest = await RoomPage.JoinAsync(chromium, await session.InviteAsync("Gina", "guest"), script: "probe.timesFrames = true;");
        var times = new List<double>();
        var steps = new List<Steps>();
        while (times.Count < Rounds)
        {
            await guest.InRoomAsync();
            await guest.SeesStateAsync(host, "live");
            times.Add(await guest.Tab.UntilAsync<double>("a first frame", $"(probe.firstFrames[0] ?? 0) - {Connect}", time => time > 0));
            steps.Add(await guest.Tab.EvaluateAsync<Steps>($"({{ answer: probe.steps.answer - {Connect}, ice: probe.steps['ice connected'] - {Connect}, secured: probe.steps.connected - {Connect} }})"));
            if (times.Count < Rounds) await guest.Tab.ReloadAsync();
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"measured: first remote video frame after Connect, loopback, Chromium: median {Median(times):0} ms of {Rounds} ({times.Min():0} to {times.Max():0} ms)"));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"measured: of these (medians) the relay's answer came after {Median(steps.Select(step => step.Answer)):0} ms, ICE was connected after {Median(steps.Select(step => step.Ice)):0} ms, DTLS after {Median(steps.Select(step => step.Secured)):0} ms"));
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>Milliseconds after Connect was sent, as the page's events tell them: on a machine whose cores are all busy they come late.</summary>
    private sealed record Steps(double Answer, double Ice, double Secured);
}

using SessionRelay.Browser.Tests.Product;

namespace SessionRelay.Browser.Tests.Trouble;

/// <summary>The node dies in mid-session and is started again: people come back by themselves, and the ledger knows how long they were away.</summary>
[Collection(NamespaceTests.Name)]
[Trait("Category", "Long")]
public sealed class NodeKilledTests(NamespaceRig rig, ITestOutputHelper output)
{
    [Fact]
    public async Task After_a_kill_the_sound_is_back_within_5_seconds_of_the_node_s_return_and_the_ledger_is_whole()
    {
        rig.Need();
        await using var portal = await RunningPortal.StartAsync(rig.Network, rig.Authority, 5445);
        var chromium = await rig.ChromiumAsync();
        await using var call = await WatchedCall.BeginAsync(portal, chromium, chromium, output);
        var before = await portal.Api.SessionAsync(call.Session.Id);
        before["gaps"]!.AsArray().ShouldBeEmpty();

        var down = await portal.KillAndStartAgainAsync();
        output.WriteLine($"the node was away for {down.TotalMilliseconds:0} ms");
        await call.SeeAndHearAsync();
        await call.GapsAsync("node killed and started again", down + TimeSpan.FromSeconds(5));

        (await call.Host.Tab.EvaluateAsync<int>("probe.sentOf('Admit')")).ShouldBe(1, "nobody is admitted anew");
        (await call.Guest.Tab.EvaluateAsync<string?>("sessionStorage.getItem('sessionrelay.ticket')")).ShouldBeNull("no ticket is left that could have been used again");
        var after = await portal.Api.SessionAsync(call.Session.Id);
        output.WriteLine(after["gaps"]!.ToJsonString());
        after["gaps"]!.AsArray().Select(gap => gap!["participantId"]!.GetValue<string>()).Distinct().Order().ShouldBe([call.Guest.Id, call.Host.Id]);
        after["gaps"]!.AsArray().ShouldAllBe(gap => gap!["cause"]!.GetValue<string>() == "node" && gap["to"] != null);
        var gap = await call.Guest.Tab.EvaluateAsync<double>("probe.longestGap()") / 1_000;
        after["lostSeconds"]!.GetValue<double>().ShouldBeInRange(Math.Floor(down.TotalSeconds) - 1, gap + 1.5);
    }
}

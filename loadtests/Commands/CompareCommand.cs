using System.CommandLine;
using SessionRelay.LoadTests.Scenarios;

namespace SessionRelay.LoadTests.Commands;

/// <summary><c>compare</c>: the same media work on the node and on Janus, alternating.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        var common = new CommonOptions();
        var count = OptionValues.Number("--count", "Sessions.", 20, 1, 1_000);
        var people = OptionValues.Number("--people", "People a session.", 2, 2, 17);
        var viewers = OptionValues.Number("--viewers", "Instead of sessions: one publisher and so many receivers; 0: sessions.", 0, 0, ViewersScenario.MostViewers);
        var rounds = OptionValues.Number("--rounds", "Rounds of each server; medians are told.", 3, 1, 100);
        var duration = OptionValues.Time("--duration", "Measured time of each round.", TimeSpan.FromSeconds(10));
        var warmUp = OptionValues.Time("--warm-up", "Before it.", TimeSpan.FromSeconds(5));
        var core = new Option<int?>("--janus-core") { Description = "Pin Janus to this core, as the node should be pinned to one of its own (taskset)." };
        core.Validators.Add(result =>
        {
            if (result.GetValue(core) is { } its && (its < 0 || its >= Math.Min(Environment.ProcessorCount, 31)))
                result.AddError($"--janus-core is a core of this machine, 0 to {Math.Min(Environment.ProcessorCount, 31) - 1}.");
        });
        var command = new Command("compare", "The same media work on the node and on Janus (Debian's package janus, video room), alternating.") { count, people, viewers, rounds, warmUp, duration, core };
        common.AddTo(command);
        command.Validators.Add(result =>
        {
            if (common.Simulcast(result))
                result.AddError("compare sends one encoding: --simulcast is a choice of layers, not the same work on both servers.");
        });
        command.SetAction((result, stop) => CompareRun.ExecuteAsync(
            common.Settings(result, "compare"),
            new CompareSettings(
                result.GetValue(count), result.GetValue(people), result.GetValue(viewers), result.GetValue(rounds), result.GetValue(warmUp), result.GetValue(duration), common.Media(result), result.GetValue(core)),
            stop));
        return command;
    }
}

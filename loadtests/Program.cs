using System.CommandLine;
using SessionRelay.LoadTests.Commands;
using SessionRelay.LoadTests.FrontDoor;

var root = new RootCommand("SessionRelay's load tests: how many sessions does this node hold, and what do people feel at that load? README.md is the guide.");
foreach (var command in new SessionCommands().All().Concat(BenchmarkCommands.All()))
    root.Subcommands.Add(command);
var parsed = root.Parse(args);
// Time to end all sessions and to write the report after Ctrl+C.
var code = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
return parsed.Errors.Count > 0 ? ExitCodes.BadUsage : code;

using System.CommandLine;
using SessionRelay.LoadTests.Commands;
using SessionRelay.LoadTests.FrontDoor;

var root = new RootCommand("SessionRelay's load tests: how many sessions does this node hold, and what do people feel at that load? README.md is the guide.");
foreach (var command in new SessionCommands().All().Append(CompareCommand.Create()).Append(PortalCommand.Create()).Concat(BenchmarkCommands.All()))
    root.Subcommands.Add(command);
var parsed = root.Parse(args);
if (parsed.Errors.Count > 0 && parsed.Action is not System.CommandLine.Help.HelpAction)
{
    foreach (var error in parsed.Errors)
        Console.Error.WriteLine(error.Message);
    Console.Error.WriteLine($"{(parsed.CommandResult.Command is RootCommand ? "\"loadtests --help\" lists the commands" : $"\"loadtests {parsed.CommandResult.Command.Name} --help\" lists the options")}.");
    return ExitCodes.BadUsage;
}

try
{
    // Time to end all sessions and to write the report after Ctrl+C.
    return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30), EnableDefaultExceptionHandler = false });
}
catch (Exception defect)
{
    // A pipeline must not take a defect of this program for a broken threshold.
    Console.Error.WriteLine($"The load test itself failed; please report it: {defect}");
    return ExitCodes.Defect;
}

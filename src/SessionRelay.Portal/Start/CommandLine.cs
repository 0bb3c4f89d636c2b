using System.CommandLine;
using System.CommandLine.Parsing;

namespace SessionRelay.Portal.Start;

/// <summary>
/// The program's arguments: a few options, and any setting of the configuration as <c>--Section:Key=value</c> or <c>--Section:Key value</c>.
/// </summary>
internal static class CommandLine
{
    public static Task<int> RunAsync(string[] args)
    {
        var demo = new Option<bool>("--demo") { Description = "Start with a session for two people to try, in a data folder of its own, and print their links." };
        var urls = new Option<string?>("--urls") { Description = "Where HTTP listens; several with a semicolon between. Default: http://127.0.0.1:5080" };
        var root = new RootCommand(
            "SessionRelay: private video sessions. Settings are in appsettings.json, in the environment (Relay__UdpPort=40000) "
            + "or here (--Relay:UdpPort=40000); docs/configuration.md lists them.")
        {
            demo,
            urls,
            ExplainCommand.Create(),
            AuditCommand.Create(),
            KeysCommand.Create(),
            FillCommand.Create(),
            DoctorCommand.Create(urls),
        };
        root.TreatUnmatchedTokensAsErrors = false;
        root.SetAction((parsed, _) => PortalHost.RunAsync(() => Read(parsed, demo, urls)));

        var arguments = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        if (arguments.Errors.Count > 0) return Task.FromResult(PortalHost.Fail(new CommandLineException(WordsOf(arguments))));

        // The host ends on SIGINT and SIGTERM by itself, in order.
        return arguments.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false });
    }

    /// <summary>The parser's own words, but where a command is a group of others: it says neither which nor of what.</summary>
    private static string WordsOf(ParseResult parsed) => parsed.CommandResult.Command is { Action: null, Subcommands: { Count: > 0 } parts } group
        ? $"After {group.Name} comes one of {string.Join(", ", parts.Select(part => part.Name))}."
        : parsed.Errors[0].Message;

    private static StartArguments Read(ParseResult parsed, Option<bool> demo, Option<string?> urls)
    {
        var settings = SettingArguments.Read(parsed.UnmatchedTokens);
        if (parsed.GetValue(urls) is { } addresses) settings["urls"] = addresses;
        return new StartArguments(parsed.GetValue(demo), settings);
    }
}

/// <summary>What the command line asked for.</summary>
/// <param name="IsDemo">With <c>--demo</c>.</param>
/// <param name="Settings">Configuration that stands above files and environment.</param>
internal sealed record StartArguments(bool IsDemo, Dictionary<string, string?> Settings);

using System.CommandLine;
using SessionRelay.Portal.Doctor;
using SessionRelay.Portal.Mail;
using SessionRelay.Signaling.Hosting;

namespace SessionRelay.Portal.Start;

/// <summary><c>doctor</c>: looks at what breaks installations, with the settings that a start would have. Exit code 0 when nothing failed, 7 when something did.</summary>
internal static class DoctorCommand
{
    /// <param name="rootUrls">The option of a start: a container's entry script gives it before the command.</param>
    public static Command Create(Option<string?> rootUrls)
    {
        var json = new Option<bool>("--json") { Description = "Answer with one JSON document." };
        var urls = new Option<string?>("--urls") { Description = "Where HTTP listens, as for a start." };
        var command = new Command("doctor", "Look at what breaks installations, and say what to do; docs/doctor.md has each check. Takes the settings of a start, and changes nothing.")
        {
            json,
            urls,
        };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parsed, _) => RunAsync(parsed, parsed.GetValue(json), parsed.GetValue(urls) ?? parsed.GetValue(rootUrls)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, bool isJson, string? urls)
    {
        Examined examined;
        try
        {
            RelayMachine.Require(); // without OpenSSL .NET's own cryptography ends the process by a signal
            examined = Read(parsed.UnmatchedTokens, urls);
        }
        catch (Exception unusable) when (unusable is CommandLineException or SettingsException or RelayStartException)
        {
            return PortalHost.Fail(unusable);
        }

        var all = new List<(string Name, Finding Finding)>();
        await foreach (var one in Examination.RunAsync(Examination.All, examined, Waiting))
        {
            all.Add(one);
            if (!isJson) Report.Write(Console.Out, one.Name, one.Finding);
        }

        if (isJson) Report.WriteJson(Console.Out, all);
        else Report.WriteSum(Console.Out, all);
        return (int)(all.Any(one => one.Finding.Mark == Mark.Failure) ? ExitCode.DoctorFound : ExitCode.Done);
    }

    /// <summary>Progress, for the person at a terminal alone.</summary>
    private static void Waiting(string name)
    {
        if (!Console.IsErrorRedirected) Console.Error.WriteLine($"…        {name}, {Examination.Limit.TotalSeconds:0} s at most");
    }

    private static Examined Read(IReadOnlyList<string> tokens, string? urls)
    {
        var arguments = SettingArguments.Read(tokens);
        if (urls is not null) arguments["urls"] = urls;
        var configuration = PortalHost.Configure(arguments);
        var settings = NodeSettings.Read((IConfigurationRoot)configuration);
        settings.Data.Path = Path.GetFullPath(settings.Data.Path);
        return new Examined(settings, MailSettings.Read(configuration, settings.Data.Path, isDemo: false), TimeProvider.System);
    }
}

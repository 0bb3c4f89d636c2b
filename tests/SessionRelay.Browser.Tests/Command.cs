using System.Diagnostics;

namespace SessionRelay.Browser.Tests;

/// <summary>A system tool that the set-up needs: run to its end, its words kept.</summary>
internal static class Command
{
    public static (int ExitCode, string Output) Try(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, (output + errors.Result).Trim());
    }

    public static string Run(string program, params string[] arguments)
    {
        var (code, output) = Try(program, arguments);
        return code == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {code}: {output}");
    }

    /// <summary>The first of these programs that is installed, or null.</summary>
    public static string? Find(params string[] programs) =>
        programs.SelectMany(program => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin").Select(folder => Path.Combine(folder, program)))
            .FirstOrDefault(File.Exists);
}

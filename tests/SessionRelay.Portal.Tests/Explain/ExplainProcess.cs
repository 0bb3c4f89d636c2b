using System.Diagnostics;

namespace SessionRelay.Portal.Tests.Explain;

/// <summary>The real executable with a case on its standard input.</summary>
internal static class ExplainProcess
{
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string input, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = TestFolder.Empty,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "SessionRelay.Portal.dll"));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["TZ"] = "Pacific/Chatham"; // where the machine is must not matter

        using var bound = new CancellationTokenSource(PortalProcess.Patience);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(bound.Token);
        var errors = process.StandardError.ReadToEndAsync(bound.Token);
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), bound.Token);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has refused already, without reading on.
        }

        await process.WaitForExitAsync(bound.Token);
        return (process.ExitCode, await output, await errors);
    }
}

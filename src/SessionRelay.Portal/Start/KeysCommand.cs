using System.CommandLine;
using NodaTime;
using SessionRelay.Portal.Data.Sealing;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Signaling.Hosting;

namespace SessionRelay.Portal.Start;

/// <summary><c>keys rotate</c>: seals everything with a new key while the node is stopped. After a kill it goes on where it was.</summary>
internal static class KeysCommand
{
    public static Command Create()
    {
        var rotate = new Command("rotate", "Make a new key, seal everything with it, and retire the ones before. The node must be stopped.") { TreatUnmatchedTokensAsErrors = false };
        rotate.SetAction((parsed, cancel) => RunAsync(parsed, cancel));
        return new Command("keys", "The keys that seal what is stored.") { rotate };
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        try
        {
            var data = DataSettings.Read(parsed.UnmatchedTokens);
            using var held = DataFolder.Open(data.Path, isDemo: false);
            using var database = new PortalDatabase(data.Path, data.Postgres, SystemClock.Instance);
            await database.PrepareAsync(cancel);
            var rows = await new KeyRotation(database, (table, done) => Console.Out.WriteLine($"{table}: {done}")).RunAsync(cancel);
            Console.Out.WriteLine($"Sealed {rows} rows with the new key. The keys before it are gone: back up {Path.Combine(data.Path, "keys")} now.");
            return (int)ExitCode.Done;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return PortalHost.Fail(failure);
        }
    }
}

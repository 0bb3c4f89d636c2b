using System.CommandLine;
using NodaTime;
using SessionRelay.Portal.Data.Auditing;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Start;

/// <summary><c>audit verify</c>: whether the audit trail is whole. Exit code 0 when it is, 1 when not.</summary>
internal static class AuditCommand
{
    private const int NotWhole = (int)ExitCode.TrailNotWhole;

    public static Command Create()
    {
        var verify = new Command("verify", "Look for changed, missing and reordered entries, and for an end that was cut.") { TreatUnmatchedTokensAsErrors = false };
        verify.SetAction((parsed, cancel) => RunAsync(parsed, cancel));
        return new Command("audit", "The trail of who read and wrote which client's data.") { verify };
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        try
        {
            var data = DataSettings.Read(parsed.UnmatchedTokens);
            using var database = new PortalDatabase(data.Path, data.Postgres, SystemClock.Instance);
            var found = await AuditVerification.OfAsync(database, cancel);
            foreach (var problem in found.Problems) Console.Error.WriteLine(problem);
            Console.Out.WriteLine(found.Problems.Count == 0 ? $"The audit trail is whole: {found.Entries} entries." : $"The audit trail is not whole ({found.Entries} entries).");
            return found.Problems.Count == 0 ? (int)ExitCode.Done : NotWhole;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return PortalHost.Fail(failure);
        }
    }
}

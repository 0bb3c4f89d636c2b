using System.CommandLine;
using System.Text;
using NodaTime;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Demo;
using SessionRelay.Signaling.Hosting;
using SessionRelay.Signaling.Sealing;

namespace SessionRelay.Portal.Start;

/// <summary>
/// <c>fill</c>: makes a large practice that is not real in an empty database, for load tests, and writes its clients' sign-in links into a file that only the operator can read.
/// A database that has anybody in it is left alone.
/// </summary>
internal static class FillCommand
{
    public static Command Create()
    {
        var therapists = Number("--therapists", "Therapists.", 200, 12, 1_000);
        var clients = Number("--clients", "Clients; one in ten is still choosing a therapist.", 4_000, 1, 50_000);
        var months = Number("--months", "Months of weekly bookings, half of them past.", 12, 1, 24);
        var links = new Option<string?>("--links") { Description = "Where the sign-in links go, one a line (default: load-links below Data:Path)." };
        var command = new Command("fill", "Make a large practice that is not real in an empty database, for load tests (loadtests portal).")
        {
            therapists, clients, months, links,
        };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parsed, cancel) =>
            RunAsync(parsed, new PracticeSize(parsed.GetValue(therapists), parsed.GetValue(clients), parsed.GetValue(months)), parsed.GetValue(links), cancel));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, PracticeSize size, string? links, CancellationToken cancel)
    {
        try
        {
            var data = DataSettings.Read(parsed.UnmatchedTokens, mustExist: false);
            var file = Path.GetFullPath(links ?? Path.Combine(data.Path, "load-links"));
            using var held = DataFolder.Open(data.Path, isDemo: false);
            using var database = new PortalDatabase(data.Path, data.Postgres, SystemClock.Instance);
            await database.PrepareAsync(cancel);
            if (await LargePractice.HasPeopleAsync(database, cancel))
                throw new DataFolderException("There are people in this practice already, and only an empty one is filled: name another folder with --Data:Path (and another database with --Data:Postgres).");
            PrivateFiles.Replace(file, []); // before minutes of work: a place that can't be written to is told now
            var tokens = await new LargePractice(database, size, Console.Out.WriteLine).FillAsync(cancel);
            PrivateFiles.Replace(file, Encoding.ASCII.GetBytes(string.Concat(tokens.Select(token => $"/enter?token={token}\n"))));
            Console.Out.WriteLine($"The practice is filled. Its clients' sign-in links, each of which works once within {LargePractice.LinkLifetime.Days} days: {file}");
            return (int)ExitCode.Done;
        }
        catch (UnauthorizedAccessException failure)
        {
            return PortalHost.Fail(new DataFolderException(failure.Message));
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return PortalHost.Fail(failure);
        }
    }

    private static Option<int> Number(string name, string description, int standard, int least, int most)
    {
        var option = new Option<int>(name) { Description = $"{description} {least:N0} to {most:N0}, {standard:N0} unless said.", DefaultValueFactory = _ => standard };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && (!int.TryParse(result.Tokens[0].Value, out var value) || value < least || value > most)) result.AddError($"{name} is a whole number from {least:N0} to {most:N0}.");
        });
        return option;
    }
}

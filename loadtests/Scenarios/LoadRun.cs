using SessionRelay.LoadTests.FrontDoor;
using SessionRelay.LoadTests.Measures;
using SessionRelay.LoadTests.People;
using SessionRelay.LoadTests.Reports;
using SessionRelay.LoadTests.Thresholds;
using SessionRelay.Net;
using SessionRelay.OpenSsl;

namespace SessionRelay.LoadTests.Scenarios;

/// <summary>A run from its first look at the target to the report: whatever the scenario, and however it ends.</summary>
internal static class LoadRun
{
    private static readonly TimeSpan EndBound = TimeSpan.FromSeconds(15); // to end all sessions, then the report is written whatever is left

    /// <summary>Gives one of <see cref="ExitCodes"/>.</summary>
    public static async Task<int> ExecuteAsync(RunSettings settings, IScenario scenario, CancellationToken ctrlC)
    {
        try
        {
            var files = ReportFiles.Reserve(settings.ReportPath);
            OpenSslLibrary.EnsureAvailable();
            using var crowd = new Crowd(new MonotonicClock(TimeProvider.System), settings.SocketEach ? new SocketPerMember() : new SharedPort());
            using var stage = new Stage(settings.Target, crowd);
            await stage.Api.CheckAsync(ctrlC);
            crowd.Start();
            return await RunAsync(settings, scenario, stage, files, ctrlC);
        }
        catch (LoadTestException failure)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return failure.ExitCode;
        }
        catch (OperationCanceledException) when (ctrlC.IsCancellationRequested)
        {
            return ExitCodes.Interrupted; // before anything was started
        }
    }

    private static async Task<int> RunAsync(RunSettings settings, IScenario scenario, Stage stage, ReportFiles files, CancellationToken ctrlC)
    {
        var startedAt = TimeProvider.System.GetUtcNow();
        RunFigures? figures = null;
        LoadTestException? broken = null;
        IReadOnlyList<Sample> samples = [];
        await RunDisplay.ShowAsync(scenario.Name, async show =>
        {
            using var monitor = new RunMonitor(stage, show);
            using var watching = new CancellationTokenSource();
            await monitor.BeginAsync(ctrlC);
            var watch = monitor.RunAsync(watching.Token);
            try
            {
                await scenario.RunAsync(stage, monitor, ctrlC);
            }
            catch (OperationCanceledException) when (ctrlC.IsCancellationRequested)
            {
                monitor.Step = "interrupted";
            }
            catch (LoadTestException failure)
            {
                broken = failure;
            }

            figures = await monitor.ReadAsync(stopMedia: true, CancellationToken.None);
            monitor.Step = "ending";
            await watching.CancelAsync();
            await watch;
            await stage.EndAllAsync(EndBound);
            samples = [.. monitor.Samples];
        });

        var results = settings.Thresholds.Select(threshold => new ThresholdResult(threshold, MetricCatalog.Read(figures!, threshold.Metric))).ToArray();
        var search = scenario as LimitSearch;
        var report = new RunReport(
            scenario.Name, [("target", settings.Target.Url.ToString()), .. scenario.Parameters], startedAt, figures!, results, samples, search, ctrlC.IsCancellationRequested, broken?.Message);
        await files.WriteAsync(JsonReport.Write(report), HtmlReport.Write(report));
        Summary.Print(report, files);
        return broken?.ExitCode ?? ExitCodes.Of(report.Verdict);
    }
}

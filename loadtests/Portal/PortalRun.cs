using System.Net.Http.Headers;
using SessionRelay.LoadTests.FrontDoor;
using SessionRelay.LoadTests.Measures;
using SessionRelay.LoadTests.Reports;
using SessionRelay.LoadTests.Scenarios;
using SessionRelay.LoadTests.Thresholds;

namespace SessionRelay.LoadTests.Portal;

/// <summary>A portal run from its first look at the target to the report.</summary>
internal static class PortalRun
{
    private static readonly TimeSpan ProbeBound = TimeSpan.FromSeconds(30);

    /// <summary>Gives one of <see cref="ExitCodes"/>.</summary>
    public static async Task<int> ExecuteAsync(RunSettings settings, PortalSettings portal, string linkFile, CancellationToken ctrlC)
    {
        try
        {
            var files = ReportFiles.Reserve(settings.ReportPath);
            var links = SignInLinks.Read(linkFile, portal.Count);
            await CheckAsync(settings.Target, ctrlC);
            return await RunAsync(settings, portal, links, files, ctrlC);
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

    private static async Task<int> RunAsync(RunSettings settings, PortalSettings portal, SignInLinks links, ReportFiles files, CancellationToken ctrlC)
    {
        var startedAt = TimeProvider.System.GetUtcNow();
        var steps = new StepTable(PortalSteps.Way);
        var counts = new PortalCounts();
        RunFigures? figures = null;
        LoadTestException? broken = null;
        IReadOnlyList<PortalSample> samples = [];
        await RunDisplay.ShowAsync<PortalSample>("portal", PortalSample.Columns, sample => sample.Cells(), sample => sample.Errors > 0 ? "red" : "default", async show =>
        {
            using var monitor = new PortalMonitor(settings.Target, steps, counts, show);
            using var watching = new CancellationTokenSource();
            using var living = CancellationTokenSource.CreateLinkedTokenSource(ctrlC);
            var watch = monitor.RunAsync(watching.Token);
            await using var crowd = new PortalCrowd(settings.Target, portal, links, steps, counts);
            try
            {
                await crowd.SignInAsync(living);
                monitor.Step = "warm-up";
                await crowd.HoldAsync(portal.WarmUp, living.Token);
                await monitor.BeginAsync(living.Token);
                monitor.Step = "measure";
                await crowd.HoldAsync(portal.Duration, living.Token);
            }
            catch (OperationCanceledException) when (ctrlC.IsCancellationRequested)
            {
                monitor.Step = "interrupted";
            }
            catch (LoadTestException failure)
            {
                broken = failure;
            }

            figures = await monitor.ReadAsync(CancellationToken.None);
            await living.CancelAsync();
            await watching.CancelAsync();
            await watch;
            samples = [.. monitor.Samples];
        });

        var results = settings.Thresholds.Select(threshold => new ThresholdResult(threshold, MetricCatalog.Read(figures!, threshold.Metric))).ToArray();
        var report = new PortalReport(portal, settings.Target.Url, startedAt, figures!, results, samples, ctrlC.IsCancellationRequested, broken?.Message);
        await files.WriteAsync(report.ToJson(), PortalHtml.Write(report));
        report.Print(files);
        return broken?.ExitCode ?? ExitCodes.Of(report.Verdict);
    }

    /// <summary>Is there a portal? Any page shows; the door is one that every portal has.</summary>
    private static async Task CheckAsync(TargetSettings target, CancellationToken stop)
    {
        using var http = new HttpClient(target.CreateHandler()) { BaseAddress = target.Url, Timeout = ProbeBound };
        http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
        try
        {
            using var answer = await http.GetAsync("enter", stop);
            if (answer.IsSuccessStatusCode && (await answer.Content.ReadAsStringAsync(stop)).Contains("<main id=\"main\""))
                return;
            throw new LoadTestException(
                ExitCodes.TargetUnusable, $"{target.Url} answers, but not as a SessionRelay portal (HTTP {(int)answer.StatusCode}). Give --target the node's own address, without a path; a node of role relay alone has no portal.");
        }
        catch (HttpRequestException e)
        {
            throw new LoadTestException(ExitCodes.TargetUnusable, $"{target.Url} can't be reached: {e.Message}. Is the node running, and is this its address (--target)?", e);
        }
        catch (TaskCanceledException e) when (!stop.IsCancellationRequested)
        {
            throw new LoadTestException(ExitCodes.TargetUnusable, $"{target.Url} did not answer within {ProbeBound.TotalSeconds:0} s.", e);
        }
    }
}

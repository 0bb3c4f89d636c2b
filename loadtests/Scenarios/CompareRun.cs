using System.Diagnostics;
using SessionRelay.Dtls;
using SessionRelay.LoadTests.FrontDoor;
using SessionRelay.LoadTests.Janus;
using SessionRelay.LoadTests.Measures;
using SessionRelay.LoadTests.People;
using SessionRelay.LoadTests.Reports;
using SessionRelay.LoadTests.Thresholds;
using SessionRelay.Net;
using SessionRelay.OpenSsl;
using SessionRelay.Routing;

namespace SessionRelay.LoadTests.Scenarios;

/// <summary>What is compared.</summary>
/// <param name="Viewers">Above 0: one publisher and so many receivers; else <paramref name="Count"/> sessions of <paramref name="People"/>.</param>
/// <param name="JanusCore">The core that Janus is pinned to; null: any.</param>
internal sealed record CompareSettings(int Count, int People, int Viewers, int Rounds, TimeSpan WarmUp, TimeSpan Duration, MediaShape Media, int? JanusCore)
{
    public override string ToString() => Viewers > 0 ? $"1 publisher, {Viewers} viewers" : $"{Count} sessions of {People}";
}

/// <summary>
/// The same media work on the node and on Janus, one after the other, several times over, so that what the machine does meanwhile meets both. CPU is each server's whole process, divided by the
/// packets that arrived at people.
/// </summary>
internal static class CompareRun
{
    public const string Ours = "SessionRelay";
    public const string Theirs = "Janus";

    private static readonly TimeSpan DrainTime = TimeSpan.FromMilliseconds(400);

    public static async Task<int> ExecuteAsync(RunSettings settings, CompareSettings compare, CancellationToken stop)
    {
        try
        {
            var files = ReportFiles.Reserve(settings.ReportPath);
            if (!JanusServer.IsInstalled)
                throw new LoadTestException(ExitCodes.TargetUnusable, JanusServer.HowToInstall);
            OpenSslLibrary.EnsureAvailable();
            using (var api = new RelayApi(settings.Target))
                await api.CheckAsync(stop);
            using var janus = JanusServer.Start(compare.JanusCore);
            var rounds = new List<CompareRound>();
            var results = new List<ThresholdResult>();
            try
            {
                for (var round = 1; round <= compare.Rounds; round++)
                {
                    var figures = await RunOursAsync(settings, compare, stop);
                    results.AddRange(settings.Thresholds.Select(threshold => new ThresholdResult(threshold, MetricCatalog.Read(figures, threshold.Metric))));
                    Add(rounds, CompareRound.Of(Ours, round, figures, figures.Node.CpuPercent, figures.Node.PeakMemoryMegabytes));
                    Add(rounds, await RunTheirsAsync(janus, compare, round, stop));
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // The report tells of the rounds that were finished.
            }

            var report = new CompareReport(compare, settings.Target.Url, janus.Version, rounds, results, stop.IsCancellationRequested);
            await files.WriteAsync(report.ToJson(), report.ToHtml());
            report.Print(files);
            return stop.IsCancellationRequested ? ExitCodes.Interrupted
                : rounds.Exists(round => round.Packets == 0) ? ExitCodes.Inconclusive
                : results.Exists(result => result.IsBroken || result.IsMissing) ? ExitCodes.ThresholdBroken : ExitCodes.Passed;
        }
        catch (LoadTestException failure)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return failure.ExitCode;
        }
        catch (RefusedException refused)
        {
            await Console.Error.WriteLineAsync($"Janus could not carry this load: {refused.Message}");
            return ExitCodes.Inconclusive;
        }
    }

    private static void Add(List<CompareRound> rounds, CompareRound round)
    {
        rounds.Add(round);
        Console.WriteLine(round.ToString());
    }

    /// <summary>A socket for each connection, on both sides of the comparison: Janus's ICE library pairs no loopback address with another.</summary>
    private static Crowd NewCrowd() => new(new MonotonicClock(TimeProvider.System), new SocketPerMember());

    private static async Task<RunFigures> RunOursAsync(RunSettings settings, CompareSettings compare, CancellationToken stop)
    {
        using var crowd = NewCrowd();
        using var stage = new Stage(settings.Target, crowd);
        using var monitor = new RunMonitor(stage, _ => { });
        crowd.Start();
        IScenario scenario = compare.Viewers > 0
            ? new ViewersScenario(new ViewersSettings(compare.Viewers, TimeSpan.FromSeconds(compare.Viewers / 50.0), compare.WarmUp, compare.Duration, compare.Media))
            : new SessionsScenario(new SessionsSettings(
                compare.Count, compare.People, Math.Max(2, compare.People), WaitingRoom: true, TimeSpan.FromSeconds(compare.Count / 10.0), compare.WarmUp, compare.Duration, compare.Media));
        using var watching = new CancellationTokenSource();
        var watch = monitor.RunAsync(watching.Token);
        try
        {
            await scenario.RunAsync(stage, monitor, stop);
            return await monitor.ReadAsync(stopMedia: true, stop);
        }
        finally
        {
            await watching.CancelAsync();
            await watch;
            await stage.EndAllAsync(TimeSpan.FromSeconds(15));
        }
    }

    private static async Task<CompareRound> RunTheirsAsync(JanusServer janus, CompareSettings compare, int round, CancellationToken stop)
    {
        using var crowd = NewCrowd();
        using var certificate = DtlsCertificate.Create();
        var measures = new MediaMeasures();
        var pool = new PacketBlockPool();
        var lag = new TimeSample();
        crowd.Start();
        await using var api = await JanusApi.ConnectAsync(janus, stop);
        var rooms = compare.Viewers > 0 ? 1 : compare.Count;
        var number = 0;
        for (var room = 0; room < rooms; room++)
        {
            var people = compare.Viewers > 0 ? Audience(compare, ref number) : Enumerable.Range(0, compare.People).Select(_ => compare.Media.Everybody(number++, compare.People)).ToArray();
            await new JanusRoom(api, crowd, certificate, pool, measures, round * 100_000 + room + 1).FillAsync(people, stop);
        }

        await Task.Delay(compare.WarmUp, TimeProvider.System, stop);
        var before = await crowd.AskAsync(_ =>
        {
            measures.Begin();
            crowd.Lag.Reset();
            return (Counts: crowd.Count("", settled: true), crowd.Busy, crowd.ReceiveDrops, crowd.SendFailures);
        });
        var cpu = janus.CpuSeconds;
        using var self = Process.GetCurrentProcess();
        var own = self.TotalProcessorTime;
        var started = Stopwatch.GetTimestamp();
        await Task.Delay(compare.Duration, TimeProvider.System, stop);
        var elapsed = Stopwatch.GetElapsedTime(started);
        cpu = janus.CpuSeconds - cpu;
        self.Refresh();
        own = self.TotalProcessorTime - own;
        var busy = await crowd.AskAsync(_ =>
        {
            lag.Add(crowd.Lag);
            foreach (var member in crowd.Members)
                member.Endpoint.IsSending = false;
            return crowd.Busy - before.Busy;
        });
        await Task.Delay(DrainTime, TimeProvider.System, stop);
        var group = await crowd.AskAsync(_ =>
        {
            measures.Roll();
            return new GroupFigures("", crowd.Count("", settled: true) - before.Counts, measures.Latency.Copy(), measures.Gaps.Copy());
        });
        var generator = new GeneratorFigures(
            100 * (own / elapsed), 100 * (busy / elapsed), lag, crowd.ReceiveDrops - before.ReceiveDrops, crowd.SendFailures - before.SendFailures, self.WorkingSet64 / (double)(1 << 20), 0);
        var node = new NodeFigures(double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);
        return CompareRound.Of(Theirs, round, new RunFigures(elapsed, [], [group], node, generator, 0, 0, 0), 100 * cpu / elapsed.TotalSeconds, janus.ResidentMegabytes);
    }

    private static PersonSettings[] Audience(CompareSettings compare, ref int number)
    {
        var people = new PersonSettings[compare.Viewers + 1];
        people[0] = new PersonSettings { Number = number++, Camera = compare.Media.Camera };
        for (var i = 1; i < people.Length; i++)
            people[i] = new PersonSettings { Number = number++, Microphone = false, Slots = 1 };
        return people;
    }
}

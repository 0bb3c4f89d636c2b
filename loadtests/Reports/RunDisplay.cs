using System.Globalization;
using SessionRelay.LoadTests.Measures;
using Spectre.Console;

namespace SessionRelay.LoadTests.Reports;

/// <summary>Shows a run while it goes: a table that is drawn anew each second on a terminal, plain lines where output goes to a file.</summary>
internal static class RunDisplay
{
    private const int Rows = 12; // the last seconds; all of them are in the report

    private static readonly string[] Columns = ["time", "step", "in", "joined", "failed", "sent/s", "recv/s", "loss", "p50 ms", "p99 ms", "gaps", "stalled", "node CPU", "node MB", "own CPU", "lag ms"];

    public static async Task ShowAsync(string scenario, Func<Action<Sample>, Task> run)
    {
        if (Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Interactive)
        {
            var lines = new PlainLines(scenario);
            await run(lines.Show);
            return;
        }

        var shown = new Queue<Sample>();
        await AnsiConsole.Live(Draw(scenario, shown)).StartAsync(async live => await run(sample =>
        {
            shown.Enqueue(sample);
            if (shown.Count > Rows)
                shown.Dequeue();
            live.UpdateTarget(Draw(scenario, shown));
        }));
    }

    internal static string[] Cells(Sample sample) =>
    [
        TimeSpan.FromSeconds(sample.Seconds).ToString(sample.Seconds < 3600 ? @"mm\:ss" : @"h\:mm\:ss", CultureInfo.InvariantCulture),
        sample.Step,
        $"{sample.PeopleIn}",
        $"{sample.Joins}",
        $"{sample.Failures}",
        $"{sample.Sent:N0}",
        $"{sample.Received:N0}",
        $"{sample.LossPercent:0.###}%",
        $"{sample.LatencyP50:0.00}",
        $"{sample.LatencyP99:0.00}",
        $"{sample.Gaps}",
        $"{sample.Stalled}",
        double.IsNaN(sample.ServerCpuPercent) ? "–" : $"{sample.ServerCpuPercent:0}%",
        double.IsNaN(sample.ServerMemoryMegabytes) ? "–" : $"{sample.ServerMemoryMegabytes:0}",
        $"{sample.GeneratorCpuPercent:0}%",
        $"{sample.GeneratorLagP99:0.0}",
    ];

    private static Table Draw(string scenario, IEnumerable<Sample> samples)
    {
        var table = new Table { Title = new TableTitle($"loadtests {scenario} · Ctrl+C ends it with a report") };
        foreach (var column in Columns)
            table.AddColumn(new TableColumn(column) { Alignment = column is "time" or "step" ? Justify.Left : Justify.Right, NoWrap = true });
        foreach (var sample in samples)
        {
            var style = sample.Stalled > 0 || sample.LossPercent >= 1 ? "red" : sample.Failures > 0 || sample.Gaps > 0 ? "yellow" : "default";
            table.AddRow([.. Cells(sample).Select(cell => new Markup($"[{style}]{Markup.Escape(cell)}[/]"))]);
        }

        return table;
    }

    /// <summary>One line a second in the first minute, then one in ten seconds: a soak's log stays readable.</summary>
    private sealed class PlainLines(string scenario)
    {
        private const double Fast = 60;
        private const double Slow = 10;

        private double _next;

        public void Show(Sample sample)
        {
            if (sample.Seconds < _next)
                return;
            _next = sample.Seconds < Fast ? 0 : sample.Seconds + Slow;
            Console.WriteLine($"{scenario} {string.Join(' ', Columns.Zip(Cells(sample), (column, cell) => $"{column}={cell}"))}");
        }
    }
}

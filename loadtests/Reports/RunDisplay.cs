using System.Globalization;
using SessionRelay.LoadTests.Measures;
using Spectre.Console;

namespace SessionRelay.LoadTests.Reports;

/// <summary>Shows a run while it goes: a table that is drawn anew each second on a terminal, plain lines where output goes to a file.</summary>
internal static class RunDisplay
{
    private const int Rows = 12; // the last seconds; all of them are in the report

    private static readonly string[] Columns = ["time", "step", "in", "joined", "failed", "sent/s", "recv/s", "loss", "p50 ms", "p99 ms", "gaps", "stalled", "node CPU", "node MB", "own CPU", "lag ms"];

    public static Task ShowAsync(string scenario, Func<Action<Sample>, Task> run) => ShowAsync(
        scenario, Columns, Cells, sample => sample.Stalled > 0 || sample.LossPercent >= 1 ? "red" : sample.Failures > 0 || sample.Gaps > 0 ? "yellow" : "default", run);

    /// <param name="cells">A sample's row, a cell a column; the first is the time.</param>
    /// <param name="style">A sample's colour.</param>
    public static async Task ShowAsync<T>(string scenario, string[] columns, Func<T, string[]> cells, Func<T, string> style, Func<Action<T>, Task> run)
    {
        if (Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Interactive)
        {
            var lines = new PlainLines(scenario, columns);
            await run(sample => lines.Show(cells(sample)));
            return;
        }

        var shown = new Queue<T>();
        await AnsiConsole.Live(Draw()).StartAsync(async live => await run(sample =>
        {
            shown.Enqueue(sample);
            if (shown.Count > Rows)
                shown.Dequeue();
            live.UpdateTarget(Draw());
        }));

        Table Draw()
        {
            var table = new Table { Title = new TableTitle($"loadtests {scenario} · Ctrl+C ends it with a report") };
            foreach (var column in columns)
                table.AddColumn(new TableColumn(column) { Alignment = column is "time" or "step" ? Justify.Left : Justify.Right, NoWrap = true });
            foreach (var sample in shown)
                table.AddRow([.. cells(sample).Select(cell => new Markup($"[{style(sample)}]{Markup.Escape(cell)}[/]"))]);
            return table;
        }
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

    /// <summary>One line a second in the first minute, then one in ten: a soak's log stays readable.</summary>
    private sealed class PlainLines(string scenario, string[] columns)
    {
        private const int Fast = 60;
        private const int Slow = 10;

        private int _samples;

        public void Show(string[] cells)
        {
            if (_samples++ < Fast || _samples % Slow == 0)
                Console.WriteLine($"{scenario} {string.Join(' ', columns.Zip(cells, (column, cell) => $"{column}={cell}"))}");
        }
    }
}

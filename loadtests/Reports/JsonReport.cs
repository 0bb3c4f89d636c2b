using System.Text.Json;
using System.Text.Json.Serialization;
using SessionRelay.LoadTests.Measures;
using SessionRelay.LoadTests.Thresholds;

namespace SessionRelay.LoadTests.Reports;

/// <summary>The report for programs. Times in milliseconds, shares in percent, memory in MiB; what is not known is null. Fields are only ever added.</summary>
internal static class JsonReport
{
    internal static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new UnknownIsNull() },
    };

    public static string Write(RunReport report)
    {
        var figures = report.Figures;
        return JsonSerializer.Serialize(
            new
            {
                tool = "SessionRelay loadtests",
                version = typeof(JsonReport).Assembly.GetName().Version?.ToString(3),
                scenario = report.Scenario,
                parameters = report.Parameters.ToDictionary(pair => pair.Name, pair => pair.Value),
                startedAt = report.StartedAt,
                durationSeconds = figures.Duration.TotalSeconds,
                verdict = report.Verdict,
                remarks = report.Remarks,
                thresholds = report.Results.Select(Threshold),
                steps = figures.Steps.Select(step => Step(step, figures.Duration)),
                groups = figures.Groups.Select(Group),
                peopleIn = figures.PeopleIn,
                stalled = figures.Stalled,
                hubsLost = figures.LostHubs,
                node = figures.Node,
                generator = new
                {
                    figures.Generator.CpuPercent,
                    figures.Generator.BusyPercent,
                    lag = Times(figures.Generator.Lag),
                    figures.Generator.ReceiveDrops,
                    figures.Generator.SendFailures,
                    figures.Generator.MemoryMegabytes,
                    figures.Generator.LongestPause,
                    wasBottleneck = figures.Generator.Bottlenecks.Count > 0,
                },
                limit = report.Search is null ? null : new
                {
                    finding = report.Search.Finding,
                    inconclusive = report.Search.IsInconclusive,
                    steps = report.Search.Steps.Select(step => new { step.Size, broken = step.IsBroken, thresholds = step.Results.Select(Threshold), node = step.Figures.Node }),
                },
                samples = report.Samples,
            },
            Options);
    }

    internal static object Times(TimeSample times) => new
    {
        times.Count,
        min = times.Percentile(0),
        times.Mean,
        stdDev = times.StandardDeviation,
        p50 = times.Percentile(50),
        p75 = times.Percentile(75),
        p90 = times.Percentile(90),
        p95 = times.Percentile(95),
        p99 = times.Percentile(99),
        p999 = times.Percentile(99.9),
        times.Max,
    };

    internal static object Threshold(ThresholdResult result) => new { text = result.Threshold.Text, value = result.Value, broken = result.IsBroken, missing = result.IsMissing };

    internal static object Step(StepFigures step, TimeSpan duration) => new
    {
        step.Name,
        requests = step.Ok + step.Failed,
        step.Ok,
        fail = step.Failed,
        rps = step.Ok / duration.TotalSeconds,
        times = Times(step.Times),
        statusCodes = step.Codes,
    };

    private static object Group(GroupFigures group) => new
    {
        name = group.Group.Length == 0 ? "people" : group.Group,
        sent = group.Counts.Sent,
        received = group.Counts.Received,
        lost = group.Counts.Lost,
        lossPercent = 100 * group.Counts.LossShare,
        retransmitted = group.Counts.Retransmitted,
        checkedPackets = group.Counts.Checked,
        damaged = group.Counts.Damaged,
        refused = group.Counts.Refused,
        latency = Times(group.Latency),
        gaps = Times(group.Gaps),
    };

    /// <summary>JSON has no word for "not a number".</summary>
    private sealed class UnknownIsNull : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsFinite(value))
                writer.WriteNumberValue(Math.Round(value, 4));
            else
                writer.WriteNullValue();
        }
    }
}

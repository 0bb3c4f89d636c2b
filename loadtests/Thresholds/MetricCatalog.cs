using System.Globalization;
using SessionRelay.LoadTests.Measures;
using SessionRelay.LoadTests.Portal;

namespace SessionRelay.LoadTests.Thresholds;

/// <summary>The figures that thresholds can be set on, by name; what the README lists. <c>running.</c> before latency, gap, loss and damaged means the people who were in before a storm.</summary>
internal static class MetricCatalog
{
    private static readonly Dictionary<string, string> StepNames = new()
    {
        ["create-session"] = StepTable.CreateSession,
        ["ticket"] = StepTable.Ticket,
        ["hub"] = StepTable.Hub,
        ["enter"] = StepTable.Enter,
        ["admit"] = StepTable.Admit,
        ["connect"] = StepTable.Connect,
        ["media-path"] = StepTable.MediaPath,
        ["join"] = StepTable.Join,
        ["first-media"] = StepTable.FirstMedia,
        ["reconnect"] = StepTable.Reconnect,
    };

    /// <summary>Of a run against the portal.</summary>
    private static readonly Dictionary<string, string> PortalStepNames = PortalSteps.Way.ToDictionary(step => step.Replace(' ', '-'));

    /// <summary>Likewise.</summary>
    private static readonly string[] PortalPlain = ["errors", "refused", "booked"];

    /// <summary>What every run has.</summary>
    private static readonly string[] OfEveryRun = ["people", "server.cpu", "server.memory", "server.gc-pause", "generator.cpu"];

    private static readonly Dictionary<string, Dimension> Plain = new()
    {
        ["errors"] = Dimension.Count,
        ["refused"] = Dimension.Count,
        ["booked"] = Dimension.Count,
        ["loss"] = Dimension.Share,
        ["failed"] = Dimension.Count,
        ["failed.share"] = Dimension.Share,
        ["joined"] = Dimension.Count,
        ["people"] = Dimension.Count,
        ["stalled"] = Dimension.Count,
        ["damaged"] = Dimension.Count,
        ["hub-lost"] = Dimension.Count,
        ["gap.count"] = Dimension.Count,
        ["running.loss"] = Dimension.Share,
        ["running.damaged"] = Dimension.Count,
        ["running.gap.count"] = Dimension.Count,
        ["server.cpu"] = Dimension.Share,
        ["server.cpu-per-packet"] = Dimension.Time,
        ["server.cpu-per-join"] = Dimension.Time,
        ["server.memory"] = Dimension.Memory,
        ["server.gc-pause"] = Dimension.Time,
        ["server.drops"] = Dimension.Count,
        ["server.packets"] = Dimension.Count,
        ["generator.cpu"] = Dimension.Share,
        ["generator.busy"] = Dimension.Share,
        ["generator.drops"] = Dimension.Count,
    };

    private static readonly string[] Timed = ["latency", "gap", "running.latency", "running.gap", "generator.lag"];
    private static readonly string[] Statistics = ["min", "mean", "stddev", "p50", "p75", "p90", "p95", "p99", "p99.9", "max"];

    /// <summary>Every name, for help and error messages.</summary>
    public static IEnumerable<string> Names => AllSteps.Concat(Timed).Select(name => name + ".p99").Concat(AllSteps.Select(name => name + ".failed")).Concat(Plain.Keys);

    private static IEnumerable<string> AllSteps => StepNames.Keys.Concat(PortalStepNames.Keys);

    public static bool TryGetDimension(string metric, out Dimension dimension, out string error)
    {
        error = "";
        dimension = Dimension.Time;
        if (Plain.TryGetValue(metric, out dimension))
            return true;
        var (name, statistic) = Split(metric);
        var isStep = StepNames.ContainsKey(name) || PortalStepNames.ContainsKey(name);
        if (isStep && statistic == "failed")
        {
            dimension = Dimension.Count;
            return true;
        }

        dimension = Dimension.Time;
        if (!isStep && !Timed.Contains(name))
            error = $"There is no metric \"{metric}\". There are: {string.Join(' ', Plain.Keys)}, and with .{string.Join(" .", Statistics)} behind them {string.Join(' ', AllSteps.Concat(Timed))}.";
        else if (!Statistics.Contains(statistic))
            error = $"\"{metric}\" needs one of .{string.Join(" .", Statistics)} behind {name}, such as {name}.p99.";
        return error.Length == 0;
    }

    /// <summary>The figure in its dimension's own unit; NaN when this run has none.</summary>
    public static double Read(RunFigures figures, string metric)
    {
        if (figures.Portal is { } portal)
            return OfPortal(figures, portal, metric);
        var (step, _) = Split(metric);
        if (PortalStepNames.ContainsKey(step) || PortalPlain.Contains(metric))
            return double.NaN; // this run has been to no portal
        var running = figures.Groups.FirstOrDefault(group => group.Group == "running");
        var join = figures.Step(StepTable.Join);
        switch (metric)
        {
            case "loss":
                return 100 * figures.Main.Counts.LossShare;
            case "failed":
                return join.Failed;
            case "failed.share":
                return join.Ok + join.Failed == 0 ? double.NaN : 100.0 * join.Failed / (join.Ok + join.Failed);
            case "joined":
                return join.Ok;
            case "people":
                return figures.PeopleIn;
            case "stalled":
                return figures.Stalled;
            case "damaged":
                return figures.Main.Counts.Damaged + figures.Main.Counts.Refused;
            case "hub-lost":
                return figures.LostHubs;
            case "gap.count":
                return figures.Main.Gaps.Count;
            case "running.loss":
                return running is null ? double.NaN : 100 * running.Counts.LossShare;
            case "running.damaged":
                return running is null ? double.NaN : running.Counts.Damaged + running.Counts.Refused;
            case "running.gap.count":
                return running is null ? double.NaN : running.Gaps.Count;
            case "server.cpu" or "server.memory" or "server.gc-pause" or "generator.cpu":
                return OfTheMachine(figures, metric);
            case "server.cpu-per-packet":
                return figures.Node.CpuMicrosecondsPerPacket / 1000;
            case "server.cpu-per-join":
                return figures.Node.CpuMillisecondsPerJoin;
            case "server.drops":
                return figures.Node.Drops + figures.Node.KernelDrops;
            case "server.packets":
                return figures.Node.PacketsPerSecond;
            case "generator.busy":
                return figures.Generator.BusyPercent;
            case "generator.drops":
                return figures.Generator.ReceiveDrops;
            default:
                var (name, statistic) = Split(metric);
                if (statistic == "failed")
                    return figures.Step(StepNames[name]).Failed;
                return TimesOf(figures, running, name) is { Count: > 0 } times ? Of(times, statistic)
                    : name == "gap" || (name == "running.gap" && running is not null) ? 0 : double.NaN; // no gap is a gap of nothing
        }
    }

    private static double OfPortal(RunFigures figures, PortalOutcome portal, string metric)
    {
        if (OfEveryRun.Contains(metric))
            return metric == "people" ? portal.PeopleIn : OfTheMachine(figures, metric);
        switch (metric)
        {
            case "errors":
                return portal.Errors;
            case "refused":
                return portal.Refused;
            case "booked":
                return portal.Booked;
            default:
                var (name, statistic) = Split(metric);
                if (name == "generator.lag")
                    return Of(figures.Generator.Lag, statistic);
                if (!PortalStepNames.TryGetValue(name, out var step))
                    return double.NaN; // of media: there is none
                if (statistic == "failed")
                    return figures.Step(step).Failed;
                return figures.Step(step).Times is { Count: > 0 } times ? Of(times, statistic) : double.NaN;
        }
    }

    private static double OfTheMachine(RunFigures figures, string metric) => metric switch
    {
        "server.cpu" => figures.Node.CpuPercent,
        "server.memory" => figures.Node.PeakMemoryMegabytes,
        "server.gc-pause" => figures.Node.LongestPause,
        _ => figures.Generator.CpuPercent,
    };

    private static TimeSample? TimesOf(RunFigures figures, GroupFigures? running, string name) => name switch
    {
        "latency" => figures.Main.Latency,
        "gap" => figures.Main.Gaps,
        "running.latency" => running?.Latency,
        "running.gap" => running?.Gaps,
        "generator.lag" => figures.Generator.Lag,
        _ => figures.Step(StepNames[name]).Times,
    };

    private static double Of(TimeSample times, string statistic) => statistic switch
    {
        "min" => times.Percentile(0),
        "mean" => times.Mean,
        "stddev" => times.StandardDeviation,
        "max" => times.Max,
        _ => times.Percentile(double.Parse(statistic.AsSpan(1), CultureInfo.InvariantCulture)),
    };

    private static (string Name, string Statistic) Split(string metric)
    {
        foreach (var statistic in Statistics)
        {
            if (metric.EndsWith("." + statistic))
                return (metric[..^(statistic.Length + 1)], statistic);
        }

        return metric.EndsWith(".failed") ? (metric[..^".failed".Length], "failed") : (metric, "");
    }
}

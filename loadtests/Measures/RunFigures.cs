using SessionRelay.LoadTests.Portal;

namespace SessionRelay.LoadTests.Measures;

/// <summary>A group's figures over the measured time.</summary>
internal sealed record GroupFigures(string Group, MediaCounts Counts, TimeSample Latency, TimeSample Gaps);

/// <summary>What the node told of itself over the measured time; NaN where it told nothing.</summary>
/// <param name="CpuPercent">Of one core.</param>
/// <param name="CpuMicrosecondsPerPacket">Whole process CPU for each forwarded packet.</param>
/// <param name="PacketsPerSecond">Forwarded.</param>
/// <param name="PeakMemoryMegabytes">Resident.</param>
/// <param name="LongestPause">Milliseconds, of the last 10 minutes.</param>
/// <param name="Drops">Datagrams that it dropped or that its kernel did.</param>
internal sealed record NodeFigures(
    double CpuPercent, double CpuMicrosecondsPerPacket, double PacketsPerSecond, double PeakMemoryMegabytes, double LongestPause, double KernelDrops, double Drops)
{
    /// <summary>Milliseconds of CPU for one join of a storm; NaN in other runs.</summary>
    public double CpuMillisecondsPerJoin { get; init; } = double.NaN;
}

/// <summary>All figures of one measured time: a whole run, or one step of a search for the limit.</summary>
internal sealed record RunFigures(
    TimeSpan Duration,
    IReadOnlyList<StepFigures> Steps,
    IReadOnlyList<GroupFigures> Groups,
    NodeFigures Node,
    GeneratorFigures Generator,
    int PeopleIn,
    int Stalled,
    long LostHubs)
{
    /// <summary>Of a run against the portal; such a run has no media.</summary>
    public PortalOutcome? Portal { get; init; }

    public GroupFigures Main => Groups.First(group => group.Group.Length == 0);

    public StepFigures Step(string name) => Steps.FirstOrDefault(step => step.Name == name) ?? new StepFigures(name, 0, 0, new TimeSample(), new Dictionary<string, long>());
}

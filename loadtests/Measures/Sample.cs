namespace SessionRelay.LoadTests.Measures;

/// <summary>One group's figures of one second.</summary>
/// <param name="LatencyP50">ms; likewise the others.</param>
internal sealed record GroupSample(string Group, MediaCounts Counts, double LatencyP50, double LatencyP99, double LatencyMax, long Gaps, double LongestGap);

/// <summary>How things stood at one moment of a run: a point of every chart, a row of the live table.</summary>
/// <param name="Seconds">Since the run's start.</param>
/// <param name="Step">What the scenario did then.</param>
/// <param name="PeopleIn">With a path.</param>
/// <param name="Joins">Since the start.</param>
/// <param name="Failures">Joins that failed, since the start.</param>
/// <param name="Sent">Media packets a second that people sent.</param>
/// <param name="Received">Media packets a second that people received.</param>
/// <param name="LossPercent">Of this second.</param>
/// <param name="LatencyP50">Milliseconds, of this second; likewise the others.</param>
/// <param name="Stalled">People who have had media and get none.</param>
/// <param name="ServerCpuPercent">Of one core; NaN when the node does not tell.</param>
/// <param name="GeneratorCpuPercent">Of one core: the whole load generator.</param>
/// <param name="GeneratorLagP99">Milliseconds by which its timers ran late.</param>
internal sealed record Sample(
    double Seconds,
    string Step,
    int PeopleIn,
    long Joins,
    long Failures,
    double Sent,
    double Received,
    double LossPercent,
    double LatencyP50,
    double LatencyP99,
    double LatencyMax,
    long Gaps,
    double LongestGap,
    int Stalled,
    double ServerCpuPercent,
    double ServerMemoryMegabytes,
    double ServerLongestPause,
    double ServerPacketsOut,
    double GeneratorCpuPercent,
    double GeneratorLagP99);

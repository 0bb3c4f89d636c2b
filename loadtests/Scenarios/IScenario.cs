using SessionRelay.LoadTests.Measures;
using SessionRelay.LoadTests.People;

namespace SessionRelay.LoadTests.Scenarios;

/// <summary>A kind of load. It brings people in, says when the measured time begins, and holds the load as long as asked; ending everything is the run's.</summary>
internal interface IScenario
{
    /// <summary>The command's name.</summary>
    string Name { get; }

    /// <summary>What was asked for, for the report.</summary>
    IReadOnlyList<(string Name, string Value)> Parameters { get; }

    /// <summary>Returns when the load has been held; throws <see cref="OperationCanceledException"/> when <paramref name="stop"/> says so.</summary>
    Task RunAsync(Stage stage, RunMonitor monitor, CancellationToken stop);
}

/// <summary>A scenario whose load can be raised while it runs: what a search for the limit needs.</summary>
internal interface IGrowingScenario : IScenario
{
    /// <summary>What is counted: <c>sessions</c>, <c>viewers</c>.</summary>
    string Unit { get; }

    /// <summary>The size that was asked for: the first step of a search.</summary>
    int Size { get; }

    /// <summary>Raises the load to this size; comes back when everybody has joined or failed.</summary>
    Task GrowAsync(Stage stage, int size, CancellationToken stop);
}

using SessionRelay.LoadTests.FrontDoor;
using SessionRelay.LoadTests.Thresholds;

namespace SessionRelay.LoadTests.Scenarios;

/// <summary>What every run has, whatever its scenario.</summary>
/// <param name="ReportPath">Without an extension: <c>.json</c> and <c>.html</c> are written.</param>
/// <param name="SocketEach">Every person has a socket of its own; false: one for all, with loopback addresses.</param>
internal sealed record RunSettings(TargetSettings Target, string ReportPath, IReadOnlyList<Threshold> Thresholds, bool SocketEach);

namespace SessionRelay.LoadTests.FrontDoor;

/// <summary>A run that can't be: told to the operator as it stands, without a stack.</summary>
/// <param name="exitCode">One of <see cref="ExitCodes"/>.</param>
internal sealed class LoadTestException(int exitCode, string message, Exception? cause = null) : Exception(message, cause)
{
    public int ExitCode { get; } = exitCode;
}

/// <summary>What the program ends with, for pipelines.</summary>
internal static class ExitCodes
{
    /// <summary>The run went through and every threshold held.</summary>
    public const int Passed = 0;

    /// <summary>A threshold broke; the report is written.</summary>
    public const int ThresholdBroken = 1;

    /// <summary>The command line or the report's place is not usable; nothing was started.</summary>
    public const int BadUsage = 2;

    /// <summary>The target can't be used: unreachable, not a SessionRelay node, or the key was refused.</summary>
    public const int TargetUnusable = 3;

    /// <summary>Nobody got in, or a run that looked for the node's limit met the generator's.</summary>
    public const int Inconclusive = 4;

    /// <summary>A defect of this program.</summary>
    public const int Defect = 70;

    /// <summary>Ctrl+C: sessions were ended and the report of what was is written.</summary>
    public const int Interrupted = 130;

    /// <summary>Of a report's verdict; that of a run which broke off has the failure's own.</summary>
    public static int Of(string verdict) => verdict switch
    {
        "passed" => Passed,
        "failed" => ThresholdBroken,
        "inconclusive" => Inconclusive,
        "interrupted" => Interrupted,
        _ => Defect,
    };
}

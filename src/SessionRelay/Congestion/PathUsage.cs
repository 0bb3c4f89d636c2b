namespace SessionRelay.Congestion;

/// <summary>What the trend of the delay says of a path.</summary>
internal enum PathUsage : byte
{
    Normal = 0,

    /// <summary>Delay grows: more is sent than gets through.</summary>
    Overuse = 1,

    /// <summary>Delay shrinks: a queue empties.</summary>
    Underuse = 2,
}

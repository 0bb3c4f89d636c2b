namespace SessionRelay.Signaling.Continuity;

/// <summary>A call to somebody's phone that is open: what holds of it while the node lives. One thread at a time.</summary>
/// <param name="name">The relay's name for it.</param>
/// <param name="byPin">A host's own: the PIN takes it, nobody has to admit, and its keys do what a page's buttons do.</param>
internal sealed class PhoneLeg(string name, bool byPin = false)
{
    public string Name { get; } = name;

    public bool ByPin { get; } = byPin;

    public PhoneLegState State { get; set; }

    /// <summary>The host has let them in, and the relay has not said <see cref="PhoneLegState.Live"/> yet.</summary>
    public bool IsAdmitted { get; set; }

    /// <summary>Since when everybody else has gone; null while somebody is there, or may come back by themselves.</summary>
    public DateTimeOffset? AloneSince { get; set; }

    /// <summary>Hears goodbye: nobody came back. A second order to hang up would cut it short.</summary>
    public bool IsLetGo { get; set; }
}

/// <summary>What is kept of a call, so that its end can be told after the node has died.</summary>
internal enum OpenCall : byte
{
    None = 0,
    Dialed = 1,

    /// <summary>Somebody, or something, has picked up.</summary>
    Answered = 2,
}

namespace SessionRelay.Phone.Sip;

/// <summary>RFC 3261's timers (section 17, table 4).</summary>
internal static class SipTiming
{
    /// <summary>A round trip, as far as it is guessed: the first retransmission.</summary>
    public static readonly TimeSpan T1 = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest interval between retransmissions, but of an INVITE.</summary>
    public static readonly TimeSpan T2 = TimeSpan.FromSeconds(4);

    /// <summary>How long a datagram may stay in the network.</summary>
    public static readonly TimeSpan T4 = TimeSpan.FromSeconds(5);

    /// <summary>Timers B, F, H, J, L, M: 64 T1, when an answer is no longer awaited.</summary>
    public static readonly TimeSpan Timeout = 64 * T1;

    /// <summary>The next interval of something that is tried again and again.</summary>
    public static TimeSpan Doubled(TimeSpan interval, TimeSpan atMost) => 2 * interval < atMost ? 2 * interval : atMost;

    /// <summary>Timer D: at least 32 s over UDP.</summary>
    public static readonly TimeSpan TimerD = TimeSpan.FromSeconds(32);
}

using NodaTime;

namespace SessionRelay.Portal.Domain.Policies;

/// <summary>
/// The practice's rules of booking. All lengths are elapsed time and every limit is inclusive: exactly <see cref="CancellationWindow"/> before the start is in time.
/// <see cref="Problems"/> must be empty before a policy is kept.
/// </summary>
internal sealed record BookingPolicy
{
    /// <summary>Starts, lengths and buffers are multiples of this many minutes: the unit that makes double booking impossible.</summary>
    public const int UnitMinutes = 5;

    /// <summary>What a free consultation lasts, and nothing else.</summary>
    public const int ConsultationMinutes = 15;

    /// <summary>What a session may last, in minutes.</summary>
    public static readonly IReadOnlyList<int> KnownLengths = [ConsultationMinutes, 45, 50, 60, 80];

    /// <summary>Steps that divide an hour, so that starts lie alike in every hour.</summary>
    public static readonly IReadOnlyList<int> KnownSteps = [5, 10, 15, 20, 30, 60];

    /// <summary>The least time between booking and start. 0 to 30 days.</summary>
    public Duration Notice { get; init; } = Duration.FromHours(4);

    /// <summary>The most time between booking and start; of a series, its first date. More than the notice, at most 366 days.</summary>
    public Duration Horizon { get; init; } = Duration.FromDays(90);

    /// <summary>The least time before the start at which moving and cancelling costs nothing. 0 to 14 days.</summary>
    public Duration CancellationWindow { get; init; } = Duration.FromHours(24);

    /// <summary>Minutes between two bookings of a therapist who has set none. A multiple of 5, 0 to 120.</summary>
    public int BufferMinutes { get; init; } = 10;

    /// <summary>Starts are offered at multiples of this many minutes of the therapist's clock. One of <see cref="KnownSteps"/>.</summary>
    public int StartStepMinutes { get; init; } = 15;

    /// <summary>How long "check your answers" keeps the time for its holder. 1 to 30 minutes.</summary>
    public Duration HoldFor { get; init; } = Duration.FromMinutes(5);

    /// <summary>The most dates of a weekly series. 2 to 52.</summary>
    public int LongestSeries { get; init; } = 26;

    /// <summary>What a client asks for is only booked when staff has approved it; until then it takes no time.</summary>
    public bool NeedsApproval { get; init; }

    /// <summary>What is to be signed for a teen is signed by every parent or guardian on record; else one of them is enough.</summary>
    public bool EveryGuardianSigns { get; init; }

    /// <summary>Up to this many sessions with a therapist, a change of therapist costs nothing. 0 to 52.</summary>
    public int FreeChangeSessions { get; init; } = 4;

    /// <summary>How long before the start reminders go out, besides the one at booking. At most 4, each 5 minutes to 14 days, none twice.</summary>
    public IReadOnlyList<Duration> ReminderLeads { get; init; } = [Duration.FromHours(24), Duration.FromHours(1)];

    /// <summary>What holds within a session.</summary>
    public SessionRules Sessions { get; init; } = new();

    /// <summary>What can't be used, each naming its field and the values that can; empty when all is well.</summary>
    public IReadOnlyList<PolicyProblem> Problems()
    {
        var problems = new List<PolicyProblem>();
        Need(Notice >= Duration.Zero && Notice <= Duration.FromDays(30), nameof(Notice), "from 0 to 30 days");
        Need(Horizon > Notice && Horizon <= Duration.FromDays(366), nameof(Horizon), "more than the notice, at most 366 days");
        Need(CancellationWindow >= Duration.Zero && CancellationWindow <= Duration.FromDays(14), nameof(CancellationWindow), "from 0 to 14 days");
        Need(IsBuffer(BufferMinutes), nameof(BufferMinutes), "a multiple of 5 minutes from 0 to 120");
        Need(KnownSteps.Contains(StartStepMinutes), nameof(StartStepMinutes), $"one of {string.Join(", ", KnownSteps)} minutes");
        Need(HoldFor >= Duration.FromMinutes(1) && HoldFor <= Duration.FromMinutes(30), nameof(HoldFor), "from 1 to 30 minutes");
        Need(LongestSeries is >= 2 and <= 52, nameof(LongestSeries), "from 2 to 52 dates");
        Need(FreeChangeSessions is >= 0 and <= 52, nameof(FreeChangeSessions), "from 0 to 52 sessions");
        Need(AreLeads(ReminderLeads), nameof(ReminderLeads), "at most 4, each from 5 minutes to 14 days, none twice");
        problems.AddRange(Sessions.Problems());
        return problems;

        void Need(bool holds, string field, string allowed)
        {
            if (!holds) problems.Add(new PolicyProblem(field, allowed));
        }
    }

    /// <summary>Whether so many minutes can stand between two bookings.</summary>
    public static bool IsBuffer(int minutes) => minutes is >= 0 and <= 120 && minutes % UnitMinutes == 0;

    private static bool AreLeads(IReadOnlyList<Duration> leads) =>
        leads.Count <= 4
        && leads.Distinct().Count() == leads.Count
        && leads.All(lead => lead >= Duration.FromMinutes(5) && lead <= Duration.FromDays(14));
}

/// <summary>A field of a policy that can't be used.</summary>
/// <param name="Field">Its name.</param>
/// <param name="Allowed">What it must be, in words that follow "must be".</param>
internal sealed record PolicyProblem(string Field, string Allowed);

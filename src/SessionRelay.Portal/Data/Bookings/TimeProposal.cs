using System.Linq.Expressions;
using NodaTime;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;

namespace SessionRelay.Portal.Data.Bookings;

internal enum TimeProposalState
{
    /// <summary>Not answered. After <see cref="TimeProposal.Until"/> it can't be any more.</summary>
    Open,
    Taken,

    /// <summary>None of its times suited.</summary>
    Declined,

    /// <summary>By staff, by a newer proposal, or since the client has another therapist.</summary>
    Withdrawn,
}

/// <summary>One to three times that staff proposes to a client. They are not kept: taking one books it by the same judge as any booking, so nothing is ever booked twice.</summary>
internal sealed class TimeProposal : Entity, IClientData
{
    /// <summary>More are no proposal: the client has the whole calendar.</summary>
    public const int MostTimes = 3;

    public required Guid ClientId { get; init; }

    public required Guid TherapistId { get; init; }

    public required BookingKind Kind { get; init; }

    public required CareFormat Format { get; init; }

    public required int Minutes { get; init; }

    /// <summary>Members of the household who would take part.</summary>
    public required Guid[] Others { get; init; }

    /// <summary>One to <see cref="MostTimes"/>, in order.</summary>
    public required Instant[] Starts { get; init; }

    /// <summary>The last of <see cref="Starts"/>: then it expires.</summary>
    public required Instant Until { get; init; }

    public required Instant ProposedAt { get; init; }

    /// <summary>The sign-in of who proposed it.</summary>
    public Guid? ProposedById { get; init; }

    public TimeProposalState State { get; set; }

    public Instant? ClosedAt { get; set; }

    /// <summary>What was booked, when a time was taken.</summary>
    public Guid? BookingId { get; set; }

    public bool IsOpen(Instant now) => State == TimeProposalState.Open && Until > now;

    /// <summary>Those of a client that can be answered now, as a query.</summary>
    public static Expression<Func<TimeProposal, bool>> IsOpenOf(Guid clientId, Instant now) =>
        known => known.ClientId == clientId && known.State == TimeProposalState.Open && known.Until > now;

    Guid? IClientData.AboutClient => ClientId;
}

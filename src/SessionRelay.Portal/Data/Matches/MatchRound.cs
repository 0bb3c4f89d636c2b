using NodaTime;
using SessionRelay.Portal.Data.Sealing;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Data.Matches;

/// <summary>One asking of the matching for a client, as it was answered then.</summary>
internal sealed class MatchRound : Entity, IClientData
{
    public required Guid ClientId { get; init; }

    public required Instant MadeAt { get; init; }

    /// <summary>Who of the staff asked.</summary>
    public Guid? MadeById { get; init; }

    /// <summary>The answer when nobody is proposed, and who is left out by which rule.</summary>
    public Sealed<string>? WhyNobody { get; set; }

    public Instant? ClosedAt { get; set; }

    public List<MatchProposal> Proposals { get; } = [];

    Guid? IClientData.AboutClient => ClientId;
}

internal enum ProposalState
{
    /// <summary>Seen by staff alone.</summary>
    Proposed,

    /// <summary>Shown to the client.</summary>
    Offered,

    /// <summary>A free consultation is booked or held.</summary>
    Consultation,
    Chosen,
    Declined,
}

/// <summary>A therapist proposed to a client, with the reasons of then, and who decided.</summary>
internal sealed class MatchProposal : Entity, IClientData
{
    public required Guid RoundId { get; init; }

    public required Guid ClientId { get; init; }

    public required Guid TherapistId { get; init; }

    /// <summary>From 1.</summary>
    public required int Rank { get; init; }

    /// <summary>0 to 100.</summary>
    public required int Score { get; init; }

    public required Sealed<string[]> ReasonsForStaff { get; init; }

    public required Sealed<string[]> ReasonsForClient { get; init; }

    public ProposalState State { get; set; } = ProposalState.Proposed;

    /// <summary>The user who decided last: staff or the client.</summary>
    public Guid? DecidedById { get; set; }

    public Instant? DecidedAt { get; set; }

    public Sealed<string>? DecisionReason { get; set; }

    Guid? IClientData.AboutClient => ClientId;
}

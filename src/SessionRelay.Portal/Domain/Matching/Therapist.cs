using NodaTime;
using SessionRelay.Portal.Domain.Care;

namespace SessionRelay.Portal.Domain.Matching;

/// <summary>What matching needs to know of a therapist.</summary>
internal sealed record Therapist
{
    /// <summary>Unique among those who are matched; decides last between equals.</summary>
    public required string Id { get; init; }

    public required IReadOnlyList<Licence> Licences { get; init; }

    public required IReadOnlyList<Population> Populations { get; init; }

    public required bool AcceptsNewClients { get; init; }

    public required CareFormat Formats { get; init; }

    /// <summary>Language tags (BCP 47); the first subtag counts, so that <c>es-MX</c> speaks with <c>es</c>.</summary>
    public required IReadOnlyList<string> Languages { get; init; }

    public IReadOnlyList<Concern> Concerns { get; init; } = [];

    public IReadOnlyList<Approach> Approaches { get; init; } = [];

    /// <summary>Insurers, by the practice's names, in whose network the therapist is.</summary>
    public IReadOnlyList<InsurerNetwork> Networks { get; init; } = [];

    /// <summary>What clients may ask for in the practice's own words, like "woman" or "evening hours in Spanish".</summary>
    public IReadOnlyList<string> Traits { get; init; } = [];

    /// <summary>How many clients they have.</summary>
    public int Caseload { get; init; }

    /// <summary>How many clients they take, 1 or more.</summary>
    public required int CaseloadLimit { get; init; }

    /// <summary>Their free starts of the next days, as scheduling finds them.</summary>
    public IReadOnlyList<Instant> FreeStarts { get; init; } = [];
}

/// <summary>A network of an insurer.</summary>
/// <param name="Insurer">The practice's name of the insurer.</param>
/// <param name="Plans">The plans it covers; empty for all of them.</param>
internal sealed record InsurerNetwork(string Insurer, IReadOnlyList<string> Plans);

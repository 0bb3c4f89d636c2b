using SessionRelay.Portal.Domain.Care;

namespace SessionRelay.Portal.Domain.Matching;

/// <summary>A rule without exception: who fails one is never proposed.</summary>
internal enum HardRule
{
    /// <summary>A licence holds where the client is, until the session's end.</summary>
    Licence,
    Population,
    AcceptsNewClients,
    Format,
    Language,

    /// <summary>The client asked for somebody else than before.</summary>
    NotFormerTherapist,
}

/// <summary>The hard rules and their words.</summary>
internal static class HardRules
{
    public static readonly IReadOnlyList<HardRule> All = Enum.GetValues<HardRule>();

    public static bool Holds(HardRule rule, Therapist therapist, ClientNeeds needs) => rule switch
    {
        HardRule.Licence => LicenceCover.Holds(therapist.Licences, needs.Place, needs.Session.Start, needs.Session.End),
        HardRule.Population => therapist.Populations.Contains(needs.Population),
        HardRule.AcceptsNewClients => therapist.AcceptsNewClients,
        HardRule.Format => needs.Format != CareFormat.None && (therapist.Formats & needs.Format) == needs.Format,
        HardRule.Language => therapist.Languages.Any(language => IsSameLanguage(language, needs.Language)),
        HardRule.NotFormerTherapist => !needs.FormerTherapists.Contains(therapist.Id, StringComparer.Ordinal),
        _ => throw new ArgumentOutOfRangeException(nameof(rule)),
    };

    /// <summary>What somebody lacks who fails the rule, to stand in a list.</summary>
    public static string Lack(HardRule rule, ClientNeeds needs) => rule switch
    {
        HardRule.Licence => $"no licence for {needs.Place.Region} on {MatchWords.Dates(needs)}, the client's date, until the session's end",
        HardRule.Population => $"no work with {MatchWords.Text(needs.Population)}",
        HardRule.AcceptsNewClients => "no new clients taken",
        HardRule.Format => $"no sessions {MatchWords.Text(needs.Format)}",
        HardRule.Language => $"no sessions in the language \"{needs.Language}\"",
        HardRule.NotFormerTherapist => "the client's therapist before",
        _ => throw new ArgumentOutOfRangeException(nameof(rule)),
    };

    private static bool IsSameLanguage(string a, string b) => Primary(a).Equals(Primary(b), StringComparison.OrdinalIgnoreCase);

    private static string Primary(string tag) => tag.Split('-', 2)[0];
}

using System.Globalization;
using NodaTime;
using SessionRelay.Portal.Domain.Care;

namespace SessionRelay.Portal.Domain.Matching;

/// <summary>How matching calls things when it speaks to people.</summary>
internal static class MatchWords
{
    public static string Text(Population population) => population switch
    {
        Population.Adult => "adults",
        Population.Teen => "teens",
        Population.Couple => "couples",
        Population.Family => "families",
        _ => throw new ArgumentOutOfRangeException(nameof(population)),
    };

    public static string Text(CareFormat format) => format switch
    {
        CareFormat.Video => "by video",
        CareFormat.Phone => "by phone",
        CareFormat.InPerson => "in person",
        CareFormat.Messages => "by messages",
        _ => "in this format",
    };

    public static string Text(Concern concern) => concern switch
    {
        Concern.Anxiety => "anxiety",
        Concern.ChronicStress => "chronic stress",
        Concern.Depression => "depression",
        Concern.PersistentLowMood => "persistent low mood",
        Concern.Burnout => "burnout",
        Concern.Relationships => "relationships",
        Concern.LifeTransitions => "life transitions",
        Concern.EmotionalRegulation => "emotional regulation",
        Concern.IdentityAndSelfEsteem => "identity and self-esteem",
        Concern.FeelingDirectionless => "feeling directionless",
        Concern.Other => "other concerns",
        _ => throw new ArgumentOutOfRangeException(nameof(concern)),
    };

    public static string Text(Approach approach) => approach switch
    {
        Approach.Cbt => "CBT",
        Approach.Dbt => "DBT",
        Approach.Act => "ACT",
        Approach.TraumaInformed => "trauma-informed work",
        Approach.Emdr => "EMDR",
        Approach.EmotionFocused => "emotion-focused therapy",
        Approach.Mindfulness => "mindfulness",
        Approach.MotivationalInterviewing => "motivational interviewing",
        Approach.PersonCentred => "person-centred therapy",
        Approach.Psychodynamic => "psychodynamic therapy",
        Approach.SolutionFocused => "solution-focused therapy",
        Approach.Systemic => "systemic therapy",
        _ => throw new ArgumentOutOfRangeException(nameof(approach)),
    };

    /// <summary>"a", "a and b", "a, b and c".</summary>
    public static string List(IReadOnlyList<string> words) => words.Count switch
    {
        0 => "",
        1 => words[0],
        _ => string.Join(", ", words.Take(words.Count - 1)) + " and " + words[^1],
    };

    /// <summary>The date or dates of the session where the client is.</summary>
    public static string Dates(ClientNeeds needs)
    {
        var first = needs.Session.Start.InZone(needs.Place.Zone).Date;
        var last = (needs.Session.End - Duration.Epsilon).InZone(needs.Place.Zone).Date;
        return first == last ? Text(first) : $"{Text(first)} and {Text(last)}";
    }

    private static string Text(LocalDate date) => date.ToString("uuuu'-'MM'-'dd", CultureInfo.InvariantCulture);
}

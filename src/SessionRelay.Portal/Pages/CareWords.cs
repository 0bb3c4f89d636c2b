using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Forms;

namespace SessionRelay.Portal.Pages;

/// <summary>What people read for concerns, populations, formats, times and languages; the same on the form, in the queue and in the record.</summary>
internal static class CareWords
{
    public static IReadOnlyList<Choice> Concerns { get; } = Choice.Of(
        (Concern.Anxiety, "Anxiety"),
        (Concern.ChronicStress, "Chronic stress"),
        (Concern.Depression, "Depression"),
        (Concern.PersistentLowMood, "Persistent low mood"),
        (Concern.Burnout, "Burnout"),
        (Concern.Relationships, "Relationships"),
        (Concern.LifeTransitions, "Life transitions"),
        (Concern.EmotionalRegulation, "Emotional regulation"),
        (Concern.IdentityAndSelfEsteem, "Identity and self-esteem"),
        (Concern.FeelingDirectionless, "Feeling directionless"),
        (Concern.Other, "Something else"));

    public static IReadOnlyList<Choice> Populations { get; } =
    [
        new(nameof(Population.Adult), "Me, an adult"),
        new(nameof(Population.Teen), "A teenager", "For people of 13 to 17. A parent or guardian takes part in setting it up."),
        new(nameof(Population.Couple), "A couple"),
        new(nameof(Population.Family), "A family"),
    ];

    public static IReadOnlyList<Choice> Formats { get; } =
    [
        new(nameof(CareFormat.Video), "By video"),
        new(nameof(CareFormat.Phone), "By phone"),
        new(nameof(CareFormat.Messages), "By messages", "Beside sessions: written, and answered within days."),
        new(nameof(CareFormat.InPerson), "In person"),
    ];

    public static IReadOnlyList<Choice> Times { get; } =
    [
        new(nameof(SuitableTimes.EarlyMorning), "Early mornings", "Before 10 am, on weekdays"),
        new(nameof(SuitableTimes.Midday), "During the day", "10 am to 5 pm, on weekdays"),
        new(nameof(SuitableTimes.Evening), "Evenings", "From 5 pm, on weekdays"),
        new(nameof(SuitableTimes.Weekend), "Weekends"),
    ];

    /// <summary>By their BCP 47 tags.</summary>
    public static IReadOnlyList<Choice> Languages { get; } =
    [
        new("en", "English"), new("es", "Spanish"), new("zh", "Chinese"), new("tl", "Tagalog"), new("vi", "Vietnamese"), new("ar", "Arabic"), new("fr", "French"),
        new("ko", "Korean"), new("ru", "Russian"), new("pt", "Portuguese"), new("hi", "Hindi"), new("de", "German"), new("ht", "Haitian Creole"), new("pl", "Polish"),
        new("it", "Italian"), new("ja", "Japanese"), new("fa", "Persian"), new("uk", "Ukrainian"), new("ase", "American Sign Language"),
    ];

    public static string Of(Concern concern) => Label(Concerns, concern.ToString());

    public static string Of(Population population) => population switch
    {
        Population.Adult => "An adult",
        _ => Label(Populations, population.ToString()),
    };

    /// <summary>One or several: "By video, by phone".</summary>
    public static string Of(CareFormat formats) => Joined(Formats, Enum.GetValues<CareFormat>().Where(one => formats.HasFlag(one)).Select(one => one.ToString()));

    public static string Of(SuitableTimes times) => Joined(Times, Enum.GetValues<SuitableTimes>().Where(one => times.HasFlag(one)).Select(one => one.ToString()));

    public static string Language(string tag) => Label(Languages, tag);

    private static string Label(IReadOnlyList<Choice> choices, string value) => choices.FirstOrDefault(choice => choice.Value == value)?.Label ?? value;

    private static string Joined(IReadOnlyList<Choice> choices, IEnumerable<string> values)
    {
        var labels = choices.Where(choice => values.Contains(choice.Value)).Select(choice => choice.Label).ToList();
        return string.Join(", ", labels.Select((label, place) => place == 0 ? label : char.ToLowerInvariant(label[0]) + label[1..]));
    }
}

namespace SessionRelay.Portal.Domain.Screening;

/// <summary>
/// A questionnaire with its items and the one table of its published cut-offs: PHQ-9 (Kroenke, Spitzer, Williams 2001) and GAD-7 (Spitzer et al. 2006).
/// Both are free to use. Every item asks how often in the last two weeks and is answered 0 to 3.
/// </summary>
internal sealed class Instrument
{
    /// <summary>The highest answer to an item: "nearly every day".</summary>
    public const int HighestAnswer = 3;

    /// <summary>Depression, nine items, 0 to 27.</summary>
    public static readonly Instrument Phq9 = new(
        "PHQ-9",
        [
            "Little interest or pleasure in doing things",
            "Feeling down, depressed, or hopeless",
            "Trouble falling or staying asleep, or sleeping too much",
            "Feeling tired or having little energy",
            "Poor appetite or overeating",
            "Feeling bad about yourself — or that you are a failure or have let yourself or your family down",
            "Trouble concentrating on things, such as reading the newspaper or watching television",
            "Moving or speaking so slowly that other people could have noticed? Or the opposite — being so fidgety or restless that you have been moving around a lot more than usual",
            "Thoughts that you would be better off dead or of hurting yourself in some way",
        ],
        [
            new(0, Severity.Minimal),
            new(5, Severity.Mild),
            new(10, Severity.Moderate),
            new(15, Severity.ModeratelySevere),
            new(20, Severity.Severe),
        ],
        selfHarmItem: 9);

    /// <summary>Anxiety, seven items, 0 to 21.</summary>
    public static readonly Instrument Gad7 = new(
        "GAD-7",
        [
            "Feeling nervous, anxious or on edge",
            "Not being able to stop or control worrying",
            "Worrying too much about different things",
            "Trouble relaxing",
            "Being so restless that it is hard to sit still",
            "Becoming easily annoyed or irritable",
            "Feeling afraid as if something awful might happen",
        ],
        [
            new(0, Severity.Minimal),
            new(5, Severity.Mild),
            new(10, Severity.Moderate),
            new(15, Severity.Severe),
        ],
        selfHarmItem: null);

    /// <summary>What an answer of 0, 1, 2 and 3 says.</summary>
    public static readonly IReadOnlyList<string> AnswerWords = ["Not at all", "Several days", "More than half the days", "Nearly every day"];

    private Instrument(string name, IReadOnlyList<string> items, IReadOnlyList<SeverityBand> bands, int? selfHarmItem)
    {
        Name = name;
        Items = items;
        Bands = bands;
        SelfHarmItem = selfHarmItem;
    }

    /// <summary>The instruments that there are.</summary>
    public static IReadOnlyList<Instrument> All { get; } = [Phq9, Gad7];

    public string Name { get; }

    /// <summary>The questions, in the order of the form; item 1 is the first.</summary>
    public IReadOnlyList<string> Items { get; }

    /// <summary>The published cut-offs, lowest first. Pages, charts and reports take them from here.</summary>
    public IReadOnlyList<SeverityBand> Bands { get; }

    /// <summary>The number (from 1) of the item that asks for thoughts of death or self-harm; null when the form has none.</summary>
    public int? SelfHarmItem { get; }

    public int HighestScore => Items.Count * HighestAnswer;

    /// <param name="score">0 to <see cref="HighestScore"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The score can't come from this form.</exception>
    public Severity SeverityOf(int score)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(score);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(score, HighestScore);
        var found = Bands[0].Severity;
        foreach (var band in Bands)
        {
            if (score >= band.From) found = band.Severity;
        }

        return found;
    }
}

/// <summary>Scores from <paramref name="From"/> up to the next band have this severity.</summary>
internal readonly record struct SeverityBand(int From, Severity Severity);

/// <summary>The published names of the bands; <see cref="ModeratelySevere"/> is PHQ-9's alone.</summary>
internal enum Severity
{
    Minimal,
    Mild,
    Moderate,
    ModeratelySevere,
    Severe,
}

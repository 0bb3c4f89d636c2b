namespace SessionRelay.Portal.Domain.Screening;

/// <summary>
/// What the answers to a form say. An unfinished form has no score; the self-harm flag stands as soon as its item is answered above 0.
/// A screening is no diagnosis: it tells the clinician what to ask about.
/// </summary>
internal sealed record ScreeningResult
{
    private ScreeningResult(Instrument instrument, int? score, IReadOnlyList<int> unanswered, bool hasSelfHarmFlag)
    {
        Instrument = instrument;
        Score = score;
        Unanswered = unanswered;
        HasSelfHarmFlag = hasSelfHarmFlag;
    }

    public Instrument Instrument { get; }

    /// <summary>The sum of all answers; null while one is missing.</summary>
    public int? Score { get; }

    /// <summary>The band of the score; null while there is no score.</summary>
    public Severity? Severity => Score is { } score ? Instrument.SeverityOf(score) : null;

    /// <summary>Numbers (from 1) of the items without an answer.</summary>
    public IReadOnlyList<int> Unanswered { get; }

    public bool IsFinished => Unanswered.Count == 0;

    /// <summary>The item on thoughts of death or self-harm is above 0: staff must hear of it at once, whether the form is finished or not.</summary>
    public bool HasSelfHarmFlag { get; }

    /// <param name="instrument">The form.</param>
    /// <param name="answers">One entry an item in the form's order: 0 to 3, or null where nothing is answered yet. Missing entries at the end are unanswered.</param>
    /// <exception cref="ArgumentException">More answers than items, or an answer outside 0 to 3.</exception>
    public static ScreeningResult Of(Instrument instrument, IReadOnlyList<int?> answers)
    {
        if (answers.Count > instrument.Items.Count)
            throw new ArgumentException($"{instrument.Name} has {instrument.Items.Count} items, but there are {answers.Count} answers.", nameof(answers));

        var sum = 0;
        var unanswered = new List<int>();
        for (var item = 1; item <= instrument.Items.Count; item++)
        {
            var answer = AnswerTo(item, answers);
            if (answer is < 0 or > Instrument.HighestAnswer)
                throw new ArgumentException($"The answer to item {item} of {instrument.Name} is {answer}; answers go from 0 to {Instrument.HighestAnswer}.", nameof(answers));
            if (answer is { } given) sum += given;
            else unanswered.Add(item);
        }

        var flag = instrument.SelfHarmItem is { } asked && AnswerTo(asked, answers) > 0;
        return new ScreeningResult(instrument, unanswered.Count == 0 ? sum : null, unanswered, flag);
    }

    private static int? AnswerTo(int item, IReadOnlyList<int?> answers) => item <= answers.Count ? answers[item - 1] : null;
}

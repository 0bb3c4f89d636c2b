using SessionRelay.Portal.Domain.Screening;

namespace SessionRelay.Portal.Explain;

/// <summary><c>explain screening</c>.</summary>
internal static class ScreeningCase
{
    public static object Explain(CaseNode root)
    {
        var fields = root.Object("form", "answers");
        var instrument = InstrumentOf(fields.Need("form"));
        var answers = fields.Need("answers").Answers(instrument.Items.Count, Instrument.HighestAnswer);
        var result = ScreeningResult.Of(instrument, answers);
        return new ScreeningAnswer(
            instrument.Name, result.IsFinished, result.Score, instrument.HighestScore, result.Severity, result.Unanswered, result.HasSelfHarmFlag, Says(result));
    }

    private static Instrument InstrumentOf(CaseNode form)
    {
        var name = form.Text();
        return Instrument.All.FirstOrDefault(instrument => instrument.Name == name)
            ?? throw form.Says($"is no form: there are {string.Join(" and ", Instrument.All.Select(instrument => instrument.Name))}.");
    }

    private static string Says(ScreeningResult result)
    {
        var score = result.Severity is { } severity
            ? $"The score {result.Score} is {CaseWords.Text(severity)}: {Band(result.Instrument, severity)}."
            : $"There is no score: {result.Unanswered.Count} of {result.Instrument.Items.Count} items have no answer.";
        return result.HasSelfHarmFlag ? $"Item {result.Instrument.SelfHarmItem} is above 0: staff hears of it at once. {score}" : score;
    }

    private static string Band(Instrument instrument, Severity severity)
    {
        var index = instrument.Bands.ToList().FindIndex(band => band.Severity == severity);
        var last = index + 1 < instrument.Bands.Count ? instrument.Bands[index + 1].From - 1 : instrument.HighestScore;
        return $"{instrument.Bands[index].From} to {last} of {instrument.HighestScore}";
    }

    private sealed record ScreeningAnswer(
        string Form, bool Finished, int? Score, int HighestScore, Severity? Severity, IReadOnlyList<int> Unanswered, bool SelfHarmFlag, string Says);
}

using CsCheck;
using SessionRelay.Portal.Domain.Screening;

namespace SessionRelay.Portal.Tests.Domain.Screening;

/// <summary>PHQ-9 and GAD-7: published cut-offs, no score of an unfinished form, the flag of item 9 at once.</summary>
public sealed class ScreeningScoresTests
{
    [Theory]
    [InlineData("PHQ-9", 0, "Minimal")]
    [InlineData("PHQ-9", 4, "Minimal")]
    [InlineData("PHQ-9", 5, "Mild")]
    [InlineData("PHQ-9", 9, "Mild")]
    [InlineData("PHQ-9", 10, "Moderate")]
    [InlineData("PHQ-9", 14, "Moderate")]
    [InlineData("PHQ-9", 15, "ModeratelySevere")]
    [InlineData("PHQ-9", 19, "ModeratelySevere")]
    [InlineData("PHQ-9", 20, "Severe")]
    [InlineData("PHQ-9", 27, "Severe")]
    [InlineData("GAD-7", 0, "Minimal")]
    [InlineData("GAD-7", 4, "Minimal")]
    [InlineData("GAD-7", 5, "Mild")]
    [InlineData("GAD-7", 9, "Mild")]
    [InlineData("GAD-7", 10, "Moderate")]
    [InlineData("GAD-7", 14, "Moderate")]
    [InlineData("GAD-7", 15, "Severe")]
    [InlineData("GAD-7", 21, "Severe")]
    public void A_score_has_the_published_severity(string form, int score, string severity)
    {
        var instrument = Named(form);

        ScreeningResult.Of(instrument, AnswersFor(instrument, score)).Severity.ShouldBe(Enum.Parse<Severity>(severity));
    }

    [Theory]
    [InlineData("PHQ-9", 9, 27)]
    [InlineData("GAD-7", 7, 21)]
    public void A_form_has_its_items_and_its_highest_score(string form, int items, int highest)
    {
        Named(form).Items.Distinct().Count().ShouldBe(items);
        Named(form).HighestScore.ShouldBe(highest);
        Should.Throw<ArgumentOutOfRangeException>(() => Named(form).SeverityOf(highest + 1));
        Should.Throw<ArgumentOutOfRangeException>(() => Named(form).SeverityOf(-1));
    }

    [Fact]
    public void The_score_of_any_finished_form_is_the_sum_of_its_answers() =>
        Gen.OneOfConst([.. Instrument.All])
            .SelectMany(instrument => Gen.Int[0, 3].Array[instrument.Items.Count].Select(answers => (instrument, answers)))
            .Sample(form =>
            {
                var result = ScreeningResult.Of(form.instrument, [.. form.answers.Select(answer => (int?)answer)]);
                result.IsFinished.ShouldBeTrue();
                result.Score.ShouldBe(form.answers.Sum());
                result.HasSelfHarmFlag.ShouldBe(form.instrument == Instrument.Phq9 && form.answers[8] > 0);
            });

    [Fact]
    public void A_form_with_any_item_open_has_no_score_and_names_the_item() =>
        Gen.OneOfConst([.. Instrument.All])
            .SelectMany(instrument => Gen.Select(Gen.Int[0, 3].Array[instrument.Items.Count], Gen.Int[1, instrument.Items.Count]).Select(form => (instrument, answers: form.Item1, open: form.Item2)))
            .Sample(form =>
            {
                int?[] answers = [.. form.answers.Select(answer => (int?)answer)];
                answers[form.open - 1] = null;

                var result = ScreeningResult.Of(form.instrument, answers);

                (result.Score, result.Severity, result.IsFinished).ShouldBe((null, null, false));
                result.Unanswered.ShouldBe([form.open]);
            });

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(3, true)]
    public void Item_9_raises_the_flag_on_a_form_where_nothing_else_is_answered(int answer, bool isFlagged)
    {
        var result = ScreeningResult.Of(Instrument.Phq9, [null, null, null, null, null, null, null, null, answer]);

        result.HasSelfHarmFlag.ShouldBe(isFlagged);
        result.Score.ShouldBeNull();
    }

    [Fact]
    public void Entries_missing_at_the_end_are_unanswered()
    {
        var result = ScreeningResult.Of(Instrument.Gad7, [3, 3]);

        result.Unanswered.ShouldBe([3, 4, 5, 6, 7]);
        result.Score.ShouldBeNull();
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(4)]
    public void An_answer_outside_0_to_3_is_refused_by_its_item(int answer) =>
        Should.Throw<ArgumentException>(() => ScreeningResult.Of(Instrument.Gad7, [0, answer])).Message.ShouldContain("item 2");

    [Fact]
    public void More_answers_than_items_are_refused() =>
        Should.Throw<ArgumentException>(() => ScreeningResult.Of(Instrument.Gad7, [0, 0, 0, 0, 0, 0, 0, 0]));

    internal static int?[] AnswersFor(Instrument instrument, int score)
    {
        var answers = new int?[instrument.Items.Count];
        for (var item = 0; item < answers.Length; item++)
        {
            answers[item] = Math.Min(Instrument.HighestAnswer, score);
            score -= answers[item]!.Value;
        }

        return answers;
    }

    private static Instrument Named(string name) => Instrument.All.Single(instrument => instrument.Name == name);
}

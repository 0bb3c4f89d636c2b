using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Domain.Screening;
using SessionRelay.Portal.Journeys.Care;
using SessionRelay.Portal.Pages.Client.Screening;
using TherapistCare = SessionRelay.Portal.Pages.Therapist.Care;

namespace SessionRelay.Portal.Tests.Pages.Care;

/// <summary>The client's questionnaires, and what staff sees of them.</summary>
public sealed class ScreeningPagesTests(PortalApp app)
{
    [Fact]
    public async Task Post_WhenNothingIsChosen_ReturnsError()
    {
        var (person, _) = await ClientAsync();
        await person.OpenAsync<QuestionModel>(new { form = "phq-9", item = 1 });

        await person.PostAsync();

        person.Problem("Answer").ShouldBe("Choose the answer that fits best.");
    }

    [Theory]
    [InlineData("4")]
    [InlineData("-1")]
    [InlineData("x")]
    public async Task Post_WhenAnAnswerIsForged_KeepsNothing(string answer)
    {
        var (person, clientId) = await ClientAsync();
        await person.OpenAsync<QuestionModel>(new { form = "phq-9", item = 9 });

        await person.PostAsync(("Answer", answer));

        person.Problem("Answer").ShouldNotBeNull();
        (await new CarePractice(app).ReadAsync(db => db.ScreeningForms.CountAsync(form => form.ClientId == clientId))).ShouldBe(0);
    }

    [Theory]
    [InlineData("phq-9", 10)]
    [InlineData("gad-7", 8)]
    [InlineData("gad-7", 0)]
    [InlineData("audit", 1)]
    public async Task A_question_that_there_is_not_answers_404(string form, int item)
    {
        var (person, _) = await ClientAsync();

        await person.OpenAsync<QuestionModel>(new { form, item });

        person.Status.ShouldBe(System.Net.HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_form_left_in_the_middle_goes_on_where_it_was_and_has_no_score()
    {
        var practice = new CarePractice(app);
        var (therapist, therapistId) = await practice.SignedInTherapistAsync();
        var (person, clientId, _) = await practice.SignedInClientAsync(therapistId);
        await AnswerAsync(person, "gad-7", [1, 2, 3]);

        await person.OpenAsync<IndexModel>();
        await therapist.OpenAsync<TherapistCare.ClientModel>(new { id = clientId });

        person.Words.ShouldContain("3 of 7 answered.");
        person.Page.QuerySelectorAll("a.button").ShouldContain(link => link.GetAttribute("href") == app.Link<QuestionModel>(new { form = "gad-7", item = 4 }));
        therapist.Words.ShouldContain("Unfinished: 3 of 7 answered, no score");
        therapist.Words.ShouldNotContain("of 21");
    }

    [Fact]
    public async Task Item_9_above_0_raises_a_flag_at_once_on_an_unfinished_form_and_shows_who_helps()
    {
        var practice = new CarePractice(app);
        var (therapist, therapistId) = await practice.SignedInTherapistAsync();
        var (person, clientId, _) = await practice.SignedInClientAsync(therapistId);
        await person.OpenAsync<QuestionModel>(new { form = "phq-9", item = 9 });

        await person.PostAsync(("Answer", "1"));

        person.Place.ShouldBe(app.Link<SupportModel>());
        person.Page.QuerySelectorAll(".call a").ShouldContain(link => link.GetAttribute("href") == "tel:988");
        (await practice.ReadAsync(db => db.SafetyFlags.SingleAsync(flag => flag.ClientId == clientId))).Source.ShouldBe(FlagSource.SelfHarmItem);
        (await practice.ReadAsync(db => db.Clients.SingleAsync(client => client.Id == clientId))).HasOpenFlag.ShouldBeTrue();
        await therapist.OpenAsync<TherapistCare.IndexModel>();
        therapist.Words.ShouldContain("Safety flag");
        (await practice.ReadAsync(db => db.StaffNotices.CountAsync(notice => notice.ClientId == clientId && notice.Kind == NoticeKinds.SafetyFlag && notice.StaffId == null))).ShouldBe(1);
    }

    [Fact]
    public async Task The_same_answer_again_raises_no_second_flag_and_0_raises_none()
    {
        var practice = new CarePractice(app);
        var (person, clientId) = await ClientAsync();
        foreach (var answer in new[] { "0", "2", "2", "1" })
        {
            await person.OpenAsync<QuestionModel>(new { form = "phq-9", item = 9 });
            await person.PostAsync(("Answer", answer));
        }

        (await practice.ReadAsync(db => db.SafetyFlags.CountAsync(flag => flag.ClientId == clientId))).ShouldBe(1);
    }

    [Theory]
    [InlineData("gad-7", 0)]
    [InlineData("gad-7", 4)]
    [InlineData("gad-7", 5)]
    [InlineData("gad-7", 9)]
    [InlineData("gad-7", 10)]
    [InlineData("gad-7", 15)]
    [InlineData("phq-9", 4)]
    [InlineData("phq-9", 5)]
    [InlineData("phq-9", 10)]
    [InlineData("phq-9", 14)]
    [InlineData("phq-9", 15)]
    [InlineData("phq-9", 20)]
    public async Task Cut_offs_differ_in_two_places(string form, int score)
    {
        var practice = new CarePractice(app);
        var (therapist, therapistId) = await practice.SignedInTherapistAsync();
        var (person, clientId, _) = await practice.SignedInClientAsync(therapistId);
        var instrument = Instrument.All.Single(known => QuestionModel.AddressOf(known) == form);
        await AnswerAsync(person, form, [.. Enumerable.Range(0, instrument.Items.Count).Select(item => Math.Clamp(score - 3 * item, 0, 3))]);

        await therapist.OpenAsync<TherapistCare.ClientModel>(new { id = clientId });
        var shown = therapist.Words;
        await therapist.OpenAsync<TherapistCare.AssessModel>(new { id = clientId });

        var expected = $"{score} of {instrument.HighestScore}, {FindingWords.Of(instrument.SeverityOf(score))}";
        shown.ShouldContain(expected);
        therapist.Words.ShouldContain(expected);
    }

    [Fact]
    public async Task A_finished_form_stays_as_it_is()
    {
        var (person, clientId) = await ClientAsync();
        await AnswerAsync(person, "gad-7", [1, 1, 1, 1, 1, 1, 0]);
        await person.OpenAsync<QuestionModel>(new { form = "phq-9", item = 1 });
        var form = person.FormValues(person.Form());
        form.Add(new("Answer", "3"));

        using var answer = await person.RawAsync(HttpMethod.Post, app.Link<QuestionModel>(new { form = "gad-7", item = 1 }), new FormUrlEncodedContent(form));

        answer.Headers.Location!.OriginalString.ShouldBe(app.Link<IndexModel>());
        var stored = await new CarePractice(app).ReadAsync(db => db.ScreeningForms.SingleAsync(known => known.ClientId == clientId));
        stored.Answers.Value.ShouldBe([1, 1, 1, 1, 1, 1, 0]);
    }

    [Fact]
    public async Task A_guardian_answers_for_nobody()
    {
        using var guardian = await app.SignedInAsync(PortalRoles.Guardian);

        await guardian.OpenAsync<QuestionModel>(new { form = "phq-9", item = 9 });

        guardian.Status.ShouldBe(System.Net.HttpStatusCode.Forbidden);
    }

    private static async Task AnswerAsync(Person person, string form, int[] answers)
    {
        for (var item = 1; item <= answers.Length; item++)
        {
            await person.OpenAsync<QuestionModel>(new { form, item });
            await person.PostAsync(("Answer", $"{answers[item - 1]}"));
        }
    }

    private async Task<(Person Person, Guid ClientId)> ClientAsync()
    {
        var practice = new CarePractice(app);
        // The application starts with the first person.
        var (person, clientId, _) = await practice.SignedInClientAsync();
        return (person, clientId);
    }
}

using System.Net;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Auditing;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Journeys.Care;
using SessionRelay.Portal.Pages.Therapist;

namespace SessionRelay.Portal.Tests.Pages;

/// <summary>A client by phone who has said nothing on their page says it by voice, and their therapist writes it down.</summary>
public sealed class WhereSaidByVoiceTests(PortalApp app)
{
    private static readonly (string, string?)[] Answers = [("EmergencyName", "Kim"), ("EmergencyPhone", "(212) 555-0199"), ("Where", "12 Elm Street, Portland")];

    [Fact]
    public async Task What_they_say_is_kept_as_their_own_answer_is_and_where_no_licence_holds_all_who_must_are_told()
    {
        var (therapist, session, user) = await OfTherapistAsync();
        using var _ = therapist;
        await therapist.OpenAsync<TodayModel>();
        therapist.Words.ShouldContain("Write down where they are");
        await therapist.OpenAsync<WhereModel>(new { id = session.ParticipantId });

        await therapist.PostAsync([.. Answers, ("Region", "US-OR")]);

        therapist.Place.ShouldBe(app.Link<TodayModel>());
        therapist.Words.ShouldContain("in Oregon (12 Elm Street, Portland); call back +1 212-555-0142; in an emergency Kim, +1 212-555-0199");
        therapist.Words.ShouldContain("They are in Oregon now, where you hold no licence.");
        therapist.Words.ShouldContain("They are somewhere else");
        var check = await SessionSeed.ReadAsync(app, db => db.JoinChecks.SingleAsync(known => known.BookingId == session.BookingId));
        (check.Region.Code, check.Place!.Value, check.CallbackNumber.Value, check.EmergencyPhone.Value, check.IsUnlicensed, check.ClientId)
            .ShouldBe(("US-OR", "12 Elm Street, Portland", "+12125550142", "+12125550199", true, session.ClientId));
        var notices = await SessionSeed.ReadAsync(app, db => db.StaffNotices.Where(notice => notice.ClientId == session.ClientId).ToListAsync());
        notices.Count.ShouldBe(2);
        notices.ShouldAllBe(notice => notice.Kind == NoticeKinds.UnlicensedPlace);
        var audited = await SessionSeed.ReadAsync(app, db => db.AuditTrail.Where(entry => entry.ClientId == session.ClientId && entry.ActorId == user && entry.Action == AuditAction.Insert).ToListAsync());
        audited.ShouldContain(entry => entry.Table == "JoinChecks");
    }

    [Fact]
    public async Task Said_again_the_last_counts_and_stands_in_the_form()
    {
        var (therapist, session, _) = await OfTherapistAsync();
        using var __ = therapist;
        foreach (var region in new[] { "US-OR", "US-NY" })
        {
            await therapist.OpenAsync<WhereModel>(new { id = session.ParticipantId });
            await therapist.PostAsync([.. Answers, ("Region", region)]);
        }

        await therapist.OpenAsync<TodayModel>();
        therapist.Words.ShouldNotContain("where you hold no licence");
        await therapist.OpenAsync<WhereModel>(new { id = session.ParticipantId });
        therapist.FormValues(therapist.Form("Save")).ShouldContain(KeyValuePair.Create("Where", "12 Elm Street, Portland"));
    }

    [Theory]
    [InlineData("Region", "")]
    [InlineData("Region", "US-XX")]
    [InlineData("Callback", "12")]
    [InlineData("EmergencyName", "")]
    [InlineData("EmergencyPhone", "911")]
    public async Task What_is_missing_or_wrong_is_said_at_its_field_and_nothing_is_kept(string field, string typed)
    {
        var (therapist, session, _) = await OfTherapistAsync();
        using var __ = therapist;
        await therapist.OpenAsync<WhereModel>(new { id = session.ParticipantId });

        await therapist.PostAsync([.. Answers.Where(answer => answer.Item1 != field), (field, typed)]);

        therapist.Problem(field).ShouldNotBeNullOrEmpty();
        (await SessionSeed.ReadAsync(app, db => db.JoinChecks.AnyAsync(known => known.BookingId == session.BookingId))).ShouldBeFalse();
    }

    [Fact]
    public async Task Unsigned_and_too_early_there_is_no_form_and_what_is_posted_is_not_kept()
    {
        var (therapist, open, user) = await OfTherapistAsync();
        using var _ = therapist;
        var unsigned = await SessionSeed.AddAsync(app, therapistUser: user, format: CareFormat.Phone, signed: SignedBy.Nobody);
        var early = await SessionSeed.AddAsync(app, therapistUser: user, format: CareFormat.Phone, startsIn: Duration.FromHours(3));
        await therapist.OpenAsync<WhereModel>(new { id = open.ParticipantId });
        var fields = therapist.FormValues(therapist.Form("Save"));
        fields.RemoveAll(field => Answers.Any(answer => answer.Item1 == field.Key));
        fields.AddRange(Answers.Select(answer => KeyValuePair.Create(answer.Item1, answer.Item2!)));
        foreach (var session in new[] { unsigned, early })
        {
            await therapist.OpenAsync<WhereModel>(new { id = session.ParticipantId });
            therapist.Page.QuerySelectorAll("main form").ShouldBeEmpty();
            using var answer = await therapist.RawAsync(HttpMethod.Post, app.Link<WhereModel>(new { id = session.ParticipantId }), new FormUrlEncodedContent(fields));
            (await SessionSeed.ReadAsync(app, db => db.JoinChecks.AnyAsync(known => known.BookingId == session.BookingId))).ShouldBeFalse();
        }
    }

    [Fact]
    public async Task A_session_by_video_has_no_such_page()
    {
        var (therapist, _, user) = await OfTherapistAsync();
        using var __ = therapist;
        var video = await SessionSeed.AddAsync(app, therapistUser: user);
        await therapist.OpenAsync<WhereModel>(new { id = video.ParticipantId });
        therapist.Status.ShouldBe(HttpStatusCode.NotFound);
    }

    private async Task<(Person Therapist, SeededSession Session, Guid User)> OfTherapistAsync()
    {
        var person = await app.VisitorAsync();
        var user = await app.AddUserAsync(PortalRoles.Therapist);
        await person.SignInAsync(user);
        return (person, await SessionSeed.AddAsync(app, therapistUser: user.Id, format: CareFormat.Phone), user.Id);
    }
}

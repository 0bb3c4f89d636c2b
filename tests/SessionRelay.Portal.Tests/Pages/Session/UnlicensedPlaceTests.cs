using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Journeys.Care;
using SessionRelay.Portal.Pages.Session;
using TherapistCare = SessionRelay.Portal.Pages.Therapist.Care;

namespace SessionRelay.Portal.Tests.Pages;

/// <summary>Somebody says that they are where the therapist may not work: both who must know are told, once.</summary>
public sealed class UnlicensedPlaceTests(PortalApp app)
{
    private static readonly (string, string?)[] Answers = [("Callback", "(212) 555-0142"), ("EmergencyName", "Kim"), ("EmergencyPhone", "+1 212 555 0199")];

    [Fact]
    public async Task Therapist_and_intake_are_told_once_for_each_place()
    {
        using var therapist = await app.VisitorAsync();
        var user = await app.AddUserAsync(PortalRoles.Therapist);
        await therapist.SignInAsync(user);
        var session = await SessionSeed.AddAsync(app, therapistUser: user.Id);
        using var person = await app.VisitorAsync();
        foreach (var region in new[] { "US-NY", "US-CA", "US-CA", "US-OR", "US-CA" })
        {
            await person.OpenAsync<JoinModel>(session.Join);
            await person.PostAsync([.. Answers, ("Region", region)]);
            person.Place.ShouldStartWith("/room#ticket=");
        }

        var notices = await OfAsync(session.ClientId);
        notices.Count(notice => notice.StaffId == session.TherapistId).ShouldBe(2);
        notices.Count(notice => notice.StaffId is null && notice.ForRole == PortalRole.Intake).ShouldBe(2);
        notices.ShouldAllBe(notice => notice.Kind == NoticeKinds.UnlicensedPlace && notice.Details!.Value.Contains("Dr. Hazel Roth holds no licence"));
        notices.Select(notice => notice.Details!.Value).Count(words => words.Contains("in California")).ShouldBe(2);
        await therapist.OpenAsync<TherapistCare.IndexModel>();
        therapist.Words.ShouldContain("Says they are in California");
    }

    [Fact]
    public async Task Where_a_licence_holds_nobody_is_told()
    {
        var person = await app.VisitorAsync();
        using var _ = person;
        var session = await SessionSeed.AddAsync(app);
        await person.OpenAsync<JoinModel>(session.Join);

        await person.PostAsync(Answers);

        person.Place.ShouldStartWith("/room#ticket=");
        (await OfAsync(session.ClientId)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_is_in_none_of_the_regions_says_where_and_the_therapist_reads_it_before_admitting()
    {
        using var therapist = await app.VisitorAsync();
        var user = await app.AddUserAsync(PortalRoles.Therapist);
        await therapist.SignInAsync(user);
        var session = await SessionSeed.AddAsync(app, therapistUser: user.Id);
        using var person = await app.VisitorAsync();
        await person.OpenAsync<JoinModel>(session.Join);

        await person.PostAsync([.. Answers, ("Region", "ZZ")]);
        person.Problem("Where").ShouldBe("Write the country and the address.");
        await person.PostAsync([.. Answers, ("Region", "ZZ"), ("Where", "Rua Augusta 10, Brazil")]);

        person.Place.ShouldStartWith("/room#ticket=");
        await therapist.OpenAsync<SessionRelay.Portal.Pages.Therapist.TodayModel>();
        therapist.Words.ShouldContain("They are in another country or region now, where you hold no licence.");
        therapist.Words.ShouldContain("Rua Augusta 10, Brazil");
    }

    private Task<List<StaffNotice>> OfAsync(Guid client) => SessionSeed.ReadAsync(app, db => db.StaffNotices.Where(notice => notice.ClientId == client).ToListAsync());
}

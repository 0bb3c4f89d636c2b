using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Pages.Client.Session;
using SessionRelay.Portal.Pages.Therapist;
using SessionRelay.Signaling.Api;
using SessionRelay.Signaling.Sessions;
using ByLink = SessionRelay.Portal.Pages.Session.JoinModel;
using CheckByLink = SessionRelay.Portal.Pages.Session.DeviceCheckModel;
using SignedInAs = SessionRelay.Portal.Pages.Client.Session.JoinModel;

namespace SessionRelay.Portal.Tests.Pages;

/// <summary>A session by phone: the client is called, says before where they are if they like, and goes nowhere.</summary>
public sealed class PhoneBookingTests(PortalApp app)
{
    private static readonly (string, string?)[] Answers = [("Callback", "(212) 555-0143"), ("EmergencyName", "Kim"), ("EmergencyPhone", "+1 212 555 0199")];

    [Fact]
    public async Task The_client_reads_when_and_where_they_are_called_and_what_happens_when_the_call_breaks()
    {
        using var person = await app.VisitorAsync();
        var session = await SessionSeed.AddAsync(app, startsIn: Duration.FromHours(3), format: CareFormat.Phone);

        await person.OpenAsync<ByLink>(session.Join);

        person.Words.ShouldContain("We call you at");
        person.Words.ShouldContain("+1 212-555-0142");
        person.Words.ShouldContain("If the call breaks");
        person.Words.ShouldContain("if you don't, your therapist asks you");
        person.Words.ShouldNotContain("camera");
        person.Page.QuerySelectorAll("main a").Single(link => link.TextContent == "Change the number").GetAttribute("href").ShouldBe(app.Link<NumberModel>(new { id = session.ParticipantId }));
    }

    [Fact]
    public async Task What_they_say_before_is_kept_and_leads_to_no_room_and_the_session_expects_them()
    {
        using var person = await app.VisitorAsync();
        var session = await SessionSeed.AddAsync(app, format: CareFormat.Phone);
        await person.OpenAsync<ByLink>(session.Join);

        await person.PostAsync(Answers, button: "Save");

        person.Place.ShouldBe(app.Link<ByLink>(session.Join));
        person.Words.ShouldContain("Thank you. We call you at +1 212-555-0143.");
        var check = await SessionSeed.ReadAsync(app, db => db.JoinChecks.SingleAsync(known => known.BookingId == session.BookingId));
        (check.CallbackNumber.Value, check.Region.Code).ShouldBe(("+12125550143", "US-NY"));
        (await LookAsync(session)).ShouldNotBeNull().People.ShouldBeEmpty("nobody has been there");
    }

    [Fact]
    public async Task Unsigned_nothing_is_kept_and_nobody_is_expected_also_when_posted_by_hand()
    {
        using var person = await app.VisitorAsync();
        var open = await SessionSeed.AddAsync(app, format: CareFormat.Phone);
        var unsigned = await SessionSeed.AddAsync(app, format: CareFormat.Phone, signed: SignedBy.Nobody);
        await person.OpenAsync<ByLink>(open.Join);
        var fields = person.FormValues(person.Form("Save"));
        fields.RemoveAll(field => Answers.Any(answer => answer.Item1 == field.Key));
        fields.AddRange(Answers.Select(answer => KeyValuePair.Create(answer.Item1, answer.Item2!)));

        using var answer = await person.RawAsync(HttpMethod.Post, app.Link<ByLink>(unsigned.Join), new FormUrlEncodedContent(fields));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("When that is done we can call you.");
        (await SessionSeed.ReadAsync(app, db => db.JoinChecks.AnyAsync(known => known.BookingId == unsigned.BookingId))).ShouldBeFalse();
        (await LookAsync(unsigned)).ShouldBeNull();
    }

    [Fact]
    public async Task The_therapist_reads_whom_to_ask_what_and_goes_in_without_a_camera()
    {
        using var therapist = await TherapistAsync();
        await SessionSeed.AddAsync(app, therapistUser: therapist.User, format: CareFormat.Phone);
        await therapist.Person.OpenAsync<TodayModel>();
        therapist.Person.Words.ShouldContain("50 minutes, by phone");
        therapist.Person.Words.ShouldContain("on record: New York; call +1 212-555-0142");
        therapist.Person.Words.ShouldContain("is asked first: where they are now");

        using var answer = await JoinAsHostAsync(therapist.Person);

        var ticket = answer.Headers.Location!.OriginalString.Split("ticket=")[1].Split('&')[0];
        var claims = System.Text.Encoding.UTF8.GetString(Microsoft.IdentityModel.Tokens.Base64UrlEncoder.DecodeBytes(ticket.Split('.')[1]));
        claims.ShouldContain("\"phone\"");
        claims.ShouldNotContain("\"video\"");
        claims.ShouldNotContain("2125550142");
    }

    [Fact]
    public async Task A_therapist_reads_that_somebody_has_not_signed_and_that_a_number_is_missing()
    {
        using var therapist = await TherapistAsync();
        var session = await SessionSeed.AddAsync(app, therapistUser: therapist.User, format: CareFormat.Phone, signed: SignedBy.Nobody);
        await SessionSeed.ReadAsync(app, async db =>
        {
            (await db.Clients.SingleAsync(client => client.Id == session.ClientId)).Phone = null;
            return await db.SaveChangesAsync();
        });

        await therapist.Person.OpenAsync<TodayModel>();

        therapist.Person.Words.ShouldContain("They can't be called before they have signed.");
        therapist.Person.Words.ShouldContain("No number that can be called is on record.");
    }

    [Theory]
    [InlineData("12")]
    [InlineData("+1 999 999 9999")]
    [InlineData("(212) 555-0142 ext. 7")]
    [InlineData("<b>2125550142</b>")]
    [InlineData("")]
    public async Task A_number_that_can_not_be_called_is_said_at_its_field_and_the_record_stays(string typed)
    {
        using var client = await app.VisitorAsync();
        var user = await app.AddUserAsync(PortalRoles.Client);
        await client.SignInAsync(user);
        var session = await SessionSeed.AddAsync(app, clientUser: user.Id);
        await client.OpenAsync<NumberModel>(new { id = session.ParticipantId });

        await client.PostAsync(("Number", typed));

        client.Problem("Number").ShouldNotBeNullOrEmpty();
        (await NumberAsync(session)).ShouldBe("+12125550142");
    }

    [Fact]
    public async Task A_changed_number_is_kept_one_way_of_writing_and_shown_in_the_plan()
    {
        using var client = await app.VisitorAsync();
        var user = await app.AddUserAsync(PortalRoles.Client);
        await client.SignInAsync(user);
        var session = await SessionSeed.AddAsync(app, clientUser: user.Id, startsIn: Duration.FromHours(3));
        await client.OpenAsync<NumberModel>(new { id = session.ParticipantId });

        await client.PostAsync(("Number", "+44 (0)20 7946 0018"));

        client.Place.ShouldBe(app.Link<SignedInAs>(new { id = session.ParticipantId }));
        client.Words.ShouldContain("Your number: +44 20 7946 0018");
        (await NumberAsync(session)).ShouldBe("+442079460018");
    }

    [Fact]
    public async Task Nobody_changes_another_s_number_by_posting_it()
    {
        using var client = await app.VisitorAsync();
        var user = await app.AddUserAsync(PortalRoles.Client);
        await client.SignInAsync(user);
        var own = await SessionSeed.AddAsync(app, clientUser: user.Id);
        var others = await SessionSeed.AddAsync(app);
        await client.OpenAsync<NumberModel>(new { id = own.ParticipantId });
        var fields = client.FormValues(client.Form("Save"));
        fields.RemoveAll(field => field.Key == "Number");
        fields.Add(KeyValuePair.Create("Number", "+442079460018"));

        using var answer = await client.RawAsync(HttpMethod.Post, app.Link<NumberModel>(new { id = others.ParticipantId }), new FormUrlEncodedContent(fields));

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await NumberAsync(others)).ShouldBe("+12125550142");
    }

    [Fact]
    public async Task The_plan_stands_on_the_device_check_and_before_a_session_by_video()
    {
        using var person = await app.VisitorAsync();
        var session = await SessionSeed.AddAsync(app, startsIn: Duration.FromHours(3));

        await person.OpenAsync<ByLink>(session.Join);
        person.Words.ShouldContain("If the connection breaks");
        person.Words.ShouldContain("your therapist calls you by phone"); // no trunk here
        await person.OpenAsync<CheckByLink>(session.Join);

        person.Words.ShouldContain("If the connection breaks");
        person.Words.ShouldContain("Your number: +1 212-555-0142");
    }

    private Task<SessionLook?> LookAsync(SeededSession session) => app.Services.GetRequiredService<SessionAdministration>().LookAsync(session.BookingId.ToString("N"));

    private async Task<string?> NumberAsync(SeededSession session) => (await SessionSeed.ReadAsync(app, db => db.Clients.SingleAsync(client => client.Id == session.ClientId))).Phone?.Value;

    private async Task<SignedInTherapist> TherapistAsync()
    {
        var person = await app.VisitorAsync();
        var user = await app.AddUserAsync(PortalRoles.Therapist);
        await person.SignInAsync(user);
        return new SignedInTherapist(person, user.Id);
    }

    private static Task<HttpResponseMessage> JoinAsHostAsync(Person therapist) =>
        therapist.RawAsync(HttpMethod.Post, therapist.Place, new FormUrlEncodedContent(therapist.FormValues(therapist.Form("Join as host"))));

    private sealed record SignedInTherapist(Person Person, Guid User) : IDisposable
    {
        public void Dispose() => Person.Dispose();
    }
}

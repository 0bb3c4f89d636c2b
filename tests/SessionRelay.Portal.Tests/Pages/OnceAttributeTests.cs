using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using SessionRelay.Portal.Data.Drafts;
using SessionRelay.Portal.Pages.Journey;
using SessionRelay.Portal.Pages.Staff;
using SessionRelay.Portal.Tests.Pages.Bookings;

namespace SessionRelay.Portal.Tests.Pages;

/// <summary>What people meet who press a button twice.</summary>
public sealed class OnceAttributeTests(PortalApp app)
{
    [Fact]
    public async Task When_nobody_knows_what_came_of_the_first_press_the_page_is_shown_as_it_is()
    {
        var (person, therapist) = await app.SignedInTherapistAsync();
        using var _ = person;
        var client = await app.ClientAsync(therapist);
        await person.OpenAsync<HouseholdModel>(new { id = client });
        var form = person.FormValues(person.Form("Add"));
        var token = Guid.Parse(form.Single(field => field.Key == OnceAttribute.Field).Value);
        var user = await app.DoAsync((work, _) => Task.FromResult(work.Db.Staff.Single(member => member.Id == therapist).UserId!.Value));
        var request = new DefaultHttpContext { User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, user.ToString())])) };
        request.Request.Path = person.Place;
        await app.DoAsync((work, _) =>
        {
            work.Db.DoneDeeds.Add(new DoneDeed { Id = OnceAttribute.KeyOf(token, request), BegunAt = work.Database.Clock.GetCurrentInstant() }); // and then the program ended
            return work.Db.SaveChangesAsync();
        });

        using var answer = await person.RawAsync(HttpMethod.Post, person.Place + "?handler=", new FormUrlEncodedContent(form));

        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        answer.Headers.Location!.OriginalString.ShouldBe(person.Place);
    }

    [Fact]
    public async Task A_press_without_its_token_is_refused()
    {
        var (person, therapist) = await app.SignedInTherapistAsync();
        using var _ = person;
        await person.OpenAsync<HouseholdModel>(new { id = await app.ClientAsync(therapist) });
        var form = person.FormValues(person.Form("Add"));
        form.RemoveAll(field => field.Key == OnceAttribute.Field);

        using var answer = await person.RawAsync(HttpMethod.Post, person.Place, new FormUrlEncodedContent(form));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }
}

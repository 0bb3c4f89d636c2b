using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Reminders;
using SessionRelay.Portal.Mail;
using SessionRelay.Portal.Pages;
using Contact = SessionRelay.Portal.Pages.FirstContact;

namespace SessionRelay.Portal.Tests.Pages;

/// <summary>How often an address, a person and an account may try. Each test has an application of its own, whose limits are fresh.</summary>
public sealed class RateLimitTests
{
    private const int Most = 60; // a minute

    [Fact]
    public async Task Posts_to_any_page_of_signing_in_share_one_limit_and_looking_has_none()
    {
        await using var app = new PortalApp();
        using var person = await app.VisitorAsync();
        string[] pages = [app.Link<SignInModel>(), app.Link<StaffSignInModel>(), app.Link<SecondStepModel>(), app.Link<EnterModel>()];

        for (var post = 0; post < Most; post++) (await PostAsync(person, pages[post % pages.Length])).ShouldNotBe(HttpStatusCode.TooManyRequests);

        foreach (var page in pages) (await PostAsync(person, page)).ShouldBe(HttpStatusCode.TooManyRequests);
        await person.OpenAsync<SignInModel>();
        person.Status.ShouldBe(HttpStatusCode.OK);
        (await PostAsync(person, app.Link<Contact.CheckModel>())).ShouldNotBe(HttpStatusCode.TooManyRequests); // who asks for help is not refused for that
    }

    [Fact]
    public async Task First_contact_has_a_limit_of_its_own_and_the_crisis_page_has_none()
    {
        await using var app = new PortalApp();
        using var person = await app.VisitorAsync();

        for (var post = 0; post < Most; post++) (await PostAsync(person, app.Link<Contact.CheckModel>())).ShouldNotBe(HttpStatusCode.TooManyRequests);

        (await PostAsync(person, app.Link<Contact.CheckModel>())).ShouldBe(HttpStatusCode.TooManyRequests);
        (await PostAsync(person, app.Link<SignInModel>())).ShouldNotBe(HttpStatusCode.TooManyRequests);
        for (var look = 0; look < 2 * Most; look++)
        {
            using var answer = await person.RawAsync(HttpMethod.Get, app.Link<CrisisModel>());
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task One_person_gets_five_links_an_hour_and_the_page_says_the_same_each_time()
    {
        var mails = new HeldMail();
        await using var app = PortalApp.With(services => services.AddSingleton<IMailTransport>(mails), ("Mail:Smtp", "smtp://127.0.0.1:9"), ("Mail:From", "practice@example.org"));
        var (one, other) = (await app.AddUserAsync(PortalRoles.Client), await app.AddUserAsync(PortalRoles.Client));
        using var person = await app.VisitorAsync();
        foreach (var address in Enumerable.Repeat(one.Email!, 8).Append(other.Email!))
        {
            await person.OpenAsync<SignInModel>();
            await person.PostAsync(("Email", address));
            person.Place.ShouldBe(app.Link<LinkSentModel>());
        }

        var sent = new List<string>();
        do sent.Add(await mails.NextAsync());
        while (sent[^1] != other.Email); // requests are answered in their order

        sent.Count(address => address == one.Email).ShouldBe(5);
    }

    [Fact]
    public async Task After_ten_wrong_passwords_the_right_one_is_refused_for_ten_minutes()
    {
        await using var app = new PortalApp();
        var user = await app.AddUserAsync(PortalRoles.Therapist);
        await app.WithAsync(async services =>
        {
            var users = services.GetRequiredService<UserManager<PortalUser>>();
            var known = (await users.FindByIdAsync(user.Id.ToString()))!;
            (await users.AddPasswordAsync(known, "four plain words together")).Succeeded.ShouldBeTrue();
            (await users.SetTwoFactorEnabledAsync(known, true)).Succeeded.ShouldBeTrue();
            return 0;
        });
        using var person = await app.VisitorAsync();
        async Task TryAsync(string password)
        {
            await person.OpenAsync<StaffSignInModel>();
            await person.PostAsync(("Email", user.Email), ("Password", password));
        }

        await TryAsync("four plain words together");
        person.Place.ShouldStartWith(app.Link<SecondStepModel>());
        for (var wrong = 0; wrong < 10; wrong++) await TryAsync("four plain words apart");

        await TryAsync("four plain words together");

        person.Place.ShouldBe(app.Link<StaffSignInModel>());
        (await app.WithAsync(async services =>
        {
            var users = services.GetRequiredService<UserManager<PortalUser>>();
            return await users.GetLockoutEndDateAsync((await users.FindByIdAsync(user.Id.ToString()))!);
        }))!.Value.ShouldBe(TimeProvider.System.GetUtcNow().AddMinutes(10), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task After_ten_wrong_codes_the_right_one_is_refused_too()
    {
        await using var app = new PortalApp();
        var user = await app.AddUserAsync(PortalRoles.Therapist);
        var key = await app.WithAsync(async services =>
        {
            var users = services.GetRequiredService<UserManager<PortalUser>>();
            var known = (await users.FindByIdAsync(user.Id.ToString()))!;
            (await users.AddPasswordAsync(known, "four plain words together")).Succeeded.ShouldBeTrue();
            await users.ResetAuthenticatorKeyAsync(known);
            (await users.SetTwoFactorEnabledAsync(known, true)).Succeeded.ShouldBeTrue();
            return (await users.GetAuthenticatorKeyAsync(known))!;
        });
        using var person = await app.VisitorAsync();
        await person.OpenAsync<StaffSignInModel>();
        await person.PostAsync(("Email", user.Email), ("Password", "four plain words together"));
        var right = StaffSignInTests.CodeOf(key);
        var wrong = right == "000000" ? "000001" : "000000";
        for (var tries = 0; tries < 10; tries++)
        {
            await person.OpenAsync<SecondStepModel>();
            await person.PostAsync(("Code", wrong));
        }

        await person.OpenAsync<SecondStepModel>();
        if (person.Place == app.Link<SecondStepModel>()) await person.PostAsync(("Code", StaffSignInTests.CodeOf(key)));

        await person.OpenAsync<SessionRelay.Portal.Pages.Therapist.TodayModel>();
        person.Place.ShouldNotBe(app.Link<SessionRelay.Portal.Pages.Therapist.TodayModel>());
    }

    private static async Task<HttpStatusCode> PostAsync(Person person, string page)
    {
        using var answer = await person.RawAsync(HttpMethod.Post, page, new FormUrlEncodedContent([]));
        return answer.StatusCode;
    }

    /// <summary>Hands mails to the test.</summary>
    private sealed class HeldMail : IMailTransport
    {
        private readonly Channel<string> sent = Channel.CreateUnbounded<string>();

        public Task SendAsync(OutgoingMessage message, CancellationToken cancel) => sent.Writer.WriteAsync(message.To.Value, cancel).AsTask();

        public async Task<string> NextAsync()
        {
            using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            return await sent.Reader.ReadAsync(bound.Token);
        }
    }
}

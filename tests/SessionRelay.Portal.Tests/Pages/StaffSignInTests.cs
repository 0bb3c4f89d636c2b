using System.Buffers.Binary;
using System.Security.Cryptography;
using AngleSharp.Dom;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Pages;
using Account = SessionRelay.Portal.Pages.Account;
using Therapist = SessionRelay.Portal.Pages.Therapist;

namespace SessionRelay.Portal.Tests.Pages;

/// <summary>Password and code, set up by the page's own key and used by its own codes (RFC 6238).</summary>
public sealed class StaffSignInTests(PortalApp app)
{
    private const string Password = "four plain words together";
    private const string Refusal = "Address and password do not fit together";

    [Fact]
    public async Task Post_WithPasswordAndCode_SignsIn()
    {
        var (user, key, _) = await SetUpAsync();
        using var person = await app.VisitorAsync();
        await person.OpenAsync<StaffSignInModel>(new { then = app.Link<Account.IndexModel>() });
        await person.PostAsync(("Email", user.Email), ("Password", Password));
        person.Place.ShouldStartWith(app.Link<SecondStepModel>());

        await person.PostAsync(("Code", CodeOf(key)));

        person.Place.ShouldBe(app.Link<Account.IndexModel>());
        await person.OpenAsync<Therapist.IndexModel>();
        person.Place.ShouldBe(app.Link<Therapist.TodayModel>());
    }

    [Fact]
    public async Task Post_WithARecoveryCode_SignsInOnce()
    {
        var (user, _, recovery) = await SetUpAsync();
        using var first = await AtSecondStepAsync(user);
        await first.PostAsync(("Code", recovery));
        first.Place.ShouldBe(app.Link<Therapist.TodayModel>());

        using var second = await AtSecondStepAsync(user);
        await second.PostAsync(("Code", recovery));

        second.Problem("Code").ShouldNotBeNull();
    }

    [Fact]
    public async Task Post_WhateverIsWrong_AnswersTheSame()
    {
        var (user, _, _) = await SetUpAsync();
        var client = await app.AddUserAsync(PortalRoles.Client);
        foreach (var (address, password) in new[] { (user.Email!, "not this one, sorry"), ("nobody@example.org", Password), (client.Email!, Password) })
        {
            using var person = await app.VisitorAsync();
            await person.OpenAsync<StaffSignInModel>();

            await person.PostAsync(("Email", address), ("Password", password));

            person.Words.ShouldContain(Refusal);
            person.Page.GetElementById("Email")!.GetAttribute("value").ShouldBe(address);
            person.Page.GetElementById("Password")!.GetAttribute("value").ShouldBeNull();
        }
    }

    [Fact]
    public async Task Post_WhenEmpty_NamesBothFields()
    {
        using var person = await app.VisitorAsync();
        await person.OpenAsync<StaffSignInModel>();

        await person.PostAsync();

        person.Summary().ShouldBe(["Write your e-mail address.", "Write your password."]);
        person.Problem("Password").ShouldBe("Write your password.");
    }

    private async Task<Person> AtSecondStepAsync(PortalUser user)
    {
        var person = await app.VisitorAsync();
        await person.OpenAsync<StaffSignInModel>();
        await person.PostAsync(("Email", user.Email), ("Password", Password));
        return person;
    }

    [Fact]
    public async Task Looking_at_the_key_for_the_app_twice_shows_the_same_one_and_ends_no_other_sign_in()
    {
        using var person = await app.VisitorAsync();
        var user = await app.AddUserAsync(PortalRoles.Therapist);
        await person.SignInAsync(user);
        var before = await StampAsync(user);

        await person.OpenAsync<Account.CodeAppModel>();
        var key = person.Page.QuerySelector("span.key")!.TextContent;
        await person.OpenAsync<Account.CodeAppModel>();

        person.Page.QuerySelector("span.key")!.TextContent.ShouldBe(key);
        (await StampAsync(user)).ShouldBe(before);
    }

    private async Task<string?> StampAsync(PortalUser user)
    {
        string? stamp = null;
        await app.WithAsync(async services => stamp = (await services.GetRequiredService<UserManager<PortalUser>>().FindByIdAsync(user.Id.ToString()))!.SecurityStamp);
        return stamp;
    }

    private async Task<(PortalUser User, string Key, string Recovery)> SetUpAsync()
    {
        using var person = await app.VisitorAsync();
        var user = await app.AddUserAsync(PortalRoles.Therapist);
        await person.SignInAsync(user);
        await person.OpenAsync<Account.CodeAppModel>();
        var key = person.Page.QuerySelector("span.key")!.TextContent;
        person.Page.QuerySelectorAll(".qr svg").ShouldHaveSingleItem();
        await person.PostAsync(("Password", Password), ("Code", CodeOf(key)));
        var codes = person.Page.QuerySelectorAll("ul.key li").Select(item => item.TextContent).ToList();
        codes.Count.ShouldBe(10);
        return (user, key, codes[0]);
    }

    /// <summary>What the app on a phone shows now.</summary>
    internal static string CodeOf(string key)
    {
        var bits = key.Replace(" ", "").SelectMany(letter => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter), 2).PadLeft(5, '0')).ToArray();
        var secret = Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(new string(bits, i * 8, 8), 2)).ToArray();
        var step = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(step, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 30);
        var hash = HMACSHA1.HashData(secret, step);
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 0xf, 4)) & 0x7fffffff;
        return (number % 1_000_000).ToString("D6");
    }
}

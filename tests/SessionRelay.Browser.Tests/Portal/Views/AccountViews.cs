using System.Buffers.Binary;
using System.Security.Cryptography;
using SessionRelay.Portal.Pages;
using static SessionRelay.Browser.Tests.Portal.PortalPages;
using Account = SessionRelay.Portal.Pages.Account;
using Staff = SessionRelay.Portal.Pages.Owner.Staff;

namespace SessionRelay.Browser.Tests.Portal.Views;

/// <summary>How people sign in, and what a new colleague meets from the invitation to the second step.</summary>
internal static class AccountViews
{
    private const string Password = "four plain words together";

    public static readonly IReadOnlyList<PortalView> All =
    [
        Of<Account.IndexModel>("account-client", "client"),
        Of<Account.IndexModel>("account-staff", "owner"),
        Of<Account.StayModel>("stay-signed-in", "client"),
        Of<Account.DeviceCheckModel>("device-check", "client"),
        Of<Account.DeviceCheckModel>("device-check-staff", "therapist"),
        From<Staff.AddModel, EnterModel>("invited", "owner", InvitedAsync),
        From<Staff.AddModel, Account.SecureModel>("choose-how-you-sign-in", "owner", EnteredAsync),
        From<Staff.AddModel, Account.CodeAppModel>("password-and-code", "owner", async person =>
        {
            await EnteredAsync(person);
            await person.FollowAsync("Set a password");
        }),
        From<Staff.AddModel, Account.CodeAppModel>("password-and-code-errors", "owner", async person =>
        {
            await EnteredAsync(person);
            await person.FollowAsync("Set a password");
            await person.SendAsync("Set up");
        }),
        From<Staff.AddModel, Account.CodeAppModel>("recovery-codes", "owner", person => SetUpAsync(person)),
        From<Staff.AddModel, SecondStepModel>("second-step", "owner", SecondStepAsync),
        From<Staff.AddModel, SecondStepModel>("second-step-errors", "owner", async person =>
        {
            await SecondStepAsync(person);
            await person.SendAsync("Sign in");
        }),
    ];

    /// <summary>The owner adds somebody, who opens the link of the mail on the same device.</summary>
    private static Task InvitedAsync(PortalPerson person) => InviteAsync(person);

    private static async Task<string> InviteAsync(PortalPerson person)
    {
        var address = $"new-{Guid.NewGuid():N}@linden.example";
        await person.FillAsync("Name", "Wilhelmina Thorsby");
        await person.FillAsync("Email", address);
        await person.PickAsync("Zone", "America/New_York");
        await person.ChooseAsync("Roles", "Intake");
        await person.SendAsync("Add and invite");
        var links = await Bound.UntilAsync("the invitation is in the outbox", () => Task.FromResult(person.Portal.LinksInMailTo(address)), found => found.Count > 0);
        await person.OpenAsync(new Uri(links[0]).PathAndQuery);
        return address;
    }

    private static Task EnteredAsync(PortalPerson person) => EnterAsync(person);

    private static async Task<string> EnterAsync(PortalPerson person)
    {
        var address = await InviteAsync(person);
        await person.SendAsync("Sign in");
        return address;
    }

    private static async Task<(string Address, string Key)> SetUpAsync(PortalPerson person)
    {
        var address = await EnterAsync(person);
        await person.FollowAsync("Set a password");
        var key = await person.Page.Locator("span.key").InnerTextAsync();
        await person.FillAsync("Password", Password);
        await person.FillAsync("Code", CodeOf(key));
        await person.SendAsync("Set up");
        return (address, key);
    }

    private static async Task SecondStepAsync(PortalPerson person)
    {
        var (address, _) = await SetUpAsync(person);
        await person.PressAsync("Sign out");
        await person.SeesAsync("You are signed out");
        await person.OpenAsync<StaffSignInModel>();
        await person.FillAsync("Email", address);
        await person.FillAsync("Password", Password);
        await person.SendAsync("Continue");
    }

    /// <summary>What the app on a phone shows now (RFC 6238).</summary>
    private static string CodeOf(string key)
    {
        var bits = string.Concat(key.Replace(" ", "").Select(letter => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter), 2).PadLeft(5, '0')));
        var secret = Enumerable.Range(0, bits.Length / 8).Select(at => Convert.ToByte(bits.Substring(at * 8, 8), 2)).ToArray();
        var step = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(step, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 30);
        var hash = HMACSHA1.HashData(secret, step);
        return ((BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 0xf, 4)) & 0x7fffffff) % 1_000_000).ToString("D6");
    }
}

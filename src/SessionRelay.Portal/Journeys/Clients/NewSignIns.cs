using Microsoft.AspNetCore.Identity;
using NodaTime;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Mail;

namespace SessionRelay.Portal.Journeys.Clients;

/// <summary>Sign-ins of clients and guardians, who are mailed the way in. All of it is stored with what is saved next.</summary>
internal sealed class NewSignIns(UserManager<PortalUser> users, SignInLinks links, Outbox outbox, JourneyMail words, JourneyAddresses addresses)
{
    /// <summary>As the mail says.</summary>
    private static readonly Duration WelcomeLasts = Duration.FromDays(7);

    /// <exception cref="InvalidOperationException">The address has a sign-in already: the caller asks first.</exception>
    public async Task<PortalUser> AddAsync(string email, PortalRole role, Guid clientId)
    {
        var user = new PortalUser { Email = email, Roles = role, ClientId = clientId };
        var made = await users.CreateAsync(user);
        return made.Succeeded ? user : throw new InvalidOperationException($"The sign-in could not be made: {string.Join(", ", made.Errors.Select(error => error.Code))}.");
    }

    public async Task WelcomeAsync(PortalUser user, CancellationToken cancel)
    {
        var token = await links.MintAsync(LinkPurpose.SignIn, user.Id, cancel, WelcomeLasts);
        var letter = words.Welcome(addresses.Enter(token));
        outbox.Add(new Letter("welcome", user.Email!, letter.Subject, letter.Text) { ClientId = user.ClientId });
    }
}

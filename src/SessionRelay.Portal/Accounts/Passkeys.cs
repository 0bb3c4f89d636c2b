using Microsoft.AspNetCore.Identity;
using SessionRelay.Portal.Data.Accounts;

namespace SessionRelay.Portal.Accounts;

/// <summary>Passkeys (WebAuthn), as Identity has them: a challenge, and what the browser made of it.</summary>
internal sealed partial class Passkeys(SignInManager<PortalUser> signIn, ILogger<Passkeys> log)
{
    /// <summary>A person has some devices, not hundreds.</summary>
    public const int MostOfOne = 20;

    /// <summary>Longer than any credential that a browser makes, in characters of JSON.</summary>
    private const int LongestCredential = 32 * 1024;

    /// <returns>JSON for <c>navigator.credentials.create</c>.</returns>
    public Task<string> BeginAddingAsync(PortalUser user, string practice) => signIn.MakePasskeyCreationOptionsAsync(new PasskeyUserEntity
    {
        Id = user.Id.ToString(),
        Name = user.Email ?? practice,
        DisplayName = user.Email ?? practice,
    });

    /// <returns>Whether it was added.</returns>
    public async Task<bool> AddAsync(PortalUser user, string? credential, string name)
    {
        if (credential is null or { Length: 0 or > LongestCredential }) return false;
        if ((await signIn.UserManager.GetPasskeysAsync(user)).Count >= MostOfOne) return false;
        PasskeyAttestationResult result;
        try
        {
            result = await signIn.PerformPasskeyAttestationAsync(credential);
        }
        catch (InvalidOperationException without)
        {
            Refused(without.Message);
            return false; // no challenge was given, or its time is over
        }

        if (!result.Succeeded) Refused(result.Failure.Message);
        if (!result.Succeeded || result.UserEntity.Id != user.Id.ToString()) return false;
        result.Passkey.Name = name;
        return (await signIn.UserManager.AddOrUpdatePasskeyAsync(user, result.Passkey)).Succeeded;
    }

    /// <summary>For anybody: the browser knows whose passkeys it has.</summary>
    /// <returns>JSON for <c>navigator.credentials.get</c>.</returns>
    public Task<string> BeginSignInAsync() => signIn.MakePasskeyRequestOptionsAsync(null);

    /// <returns>Who signed in, or null.</returns>
    public async Task<PortalUser?> SignInAsync(string? credential)
    {
        if (credential is null or { Length: 0 or > LongestCredential }) return null;
        PasskeyAssertionResult<PortalUser> result;
        try
        {
            result = await signIn.PerformPasskeyAssertionAsync(credential);
        }
        catch (InvalidOperationException without)
        {
            Refused(without.Message);
            return null;
        }

        if (!result.Succeeded) Refused(result.Failure.Message);
        if (!result.Succeeded || !await signIn.CanSignInAsync(result.User)) return null;
        await signIn.UserManager.AddOrUpdatePasskeyAsync(result.User, result.Passkey); // its counter
        await signIn.SignInAsync(result.User, Proof.Passkey);
        return result.User;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "A passkey was refused: {Reason}")]
    private partial void Refused(string reason);
}

using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using SessionRelay.Portal.Journeys;

namespace SessionRelay.Portal.Pages.Journey;

/// <summary>Says whose draft a request means; a visitor's browser gets a key that nobody can guess.</summary>
internal sealed class DraftOwners
{
    private const string Cookie = "draft";
    private const int KeyBytes = 32;

    public DraftOwner Of(HttpContext context)
    {
        if (context.User.FindFirstValue(ClaimTypes.NameIdentifier) is { } id) return new DraftOwner("user:" + id);
        if (context.Request.Cookies[Cookie] is not { } key || !IsKey(key))
        {
            key = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(KeyBytes));
            context.Response.Cookies.Append(Cookie, key, new CookieOptions
            {
                HttpOnly = true,
                Secure = context.Request.IsHttps,
                SameSite = SameSiteMode.Lax,
                IsEssential = true,
                MaxAge = IJourneyDrafts.Lifetime,
            });
        }

        return new DraftOwner("visitor:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(key))));
    }

    private static bool IsKey(string text) => text.Length == 43 && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');
}

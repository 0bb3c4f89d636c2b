using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Status;

/// <summary>What people read when there is no page, or not for them. It never says which: what exists of others is nobody's business.</summary>
[IgnoreAntiforgeryToken] // shown in place of a form that was refused
[WithoutAccount]
internal sealed class CodeModel : PageModel
{
    /// <summary>For the middleware that leads here.</summary>
    public const string Address = "/status/code/{0}";

    [BindProperty(SupportsGet = true)]
    public int Code { get; set; }

    public string Heading { get; private set; } = "";

    public IReadOnlyList<string> Words { get; private set; } = [];

    public void OnGet() => Say();

    public void OnPost() => Say();

    private void Say()
    {
        var isStale = HttpContext.Items.ContainsKey(StaleFormFilter.Mark);
        if (HttpContext.Response.StatusCode == StatusCodes.Status200OK) HttpContext.Response.StatusCode = StatusCodes.Status404NotFound; // asked for by its address
        (Heading, Words) = HttpContext.Response.StatusCode switch
        {
            400 when isStale => ("This page is out of date", (string[])
            [
                "It was opened before you signed in or out, or long ago, so we could not be sure that it was you who sent it. Nothing was changed.",
                "Go back with your browser, copy what you have written if it was long, load the page anew, and send it again.",
            ]),
            400 => ("That could not be read", ["What arrived was not what this page sends. Nothing was changed. Go back, load the page anew, and try again."]),
            403 => ("This page is not for you", ["You are signed in, but this page is for people with another task in the practice. If you need it, ask the practice's owner."]),
            404 => ("There is no such page", ["The address may be mistyped, or what it led to is no longer there, or it is not yours to see."]),
            413 => ("That was too much", ["What you sent is larger than this page takes. Nothing was changed. Make it shorter, and send it again."]),
            429 => ("Too many tries", ["There have been many tries from here in a short time. Wait a minute, then try again."]),
            503 => ("Not right now", ["We can't do this at the moment. Try again in a minute."]),
            _ => ("Something went wrong on our side", ["It was not you. What you did last may not have been kept: look before you do it again.", "If it happens again, call your practice."]),
        };
    }
}

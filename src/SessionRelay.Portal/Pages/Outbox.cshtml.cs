using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MimeKit;
using SessionRelay.Portal.Mail;

namespace SessionRelay.Portal.Pages;

/// <summary>A demo's messages, newest first. Outside a demo there is no such page: a link to sign in is its owner's alone.</summary>
internal sealed class OutboxModel(MailSettings mail) : PageModel
{
    private const int Most = 50;

    public IReadOnlyList<(string To, string Subject, string[] Lines)> Messages { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (mail.Folder is null) return NotFound();
        if (!Directory.Exists(mail.Folder)) return Page();
        var read = new List<(string, string, string[])>();
        foreach (var file in new DirectoryInfo(mail.Folder).GetFiles("*.eml").OrderByDescending(file => file.Name).Take(Most)) // names begin with the time
        {
            var mime = await MimeMessage.LoadAsync(file.FullName, cancel);
            read.Add((mime.To.ToString(), mime.Subject ?? "", (mime.TextBody ?? "").TrimEnd().Split('\n', StringSplitOptions.TrimEntries)));
        }

        Messages = read;
        return Page();
    }
}

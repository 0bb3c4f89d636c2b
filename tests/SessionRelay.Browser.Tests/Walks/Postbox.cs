using MimeKit;
using NodaTime;
using NodaTime.Text;

namespace SessionRelay.Browser.Tests.Walks;

/// <summary>The mails that the demo would have sent, as their readers find them.</summary>
internal sealed class Postbox(string folder)
{
    /// <summary>Waits for a mail to somebody whose subject begins like this; of several the latest.</summary>
    public async Task<Letter> LetterAsync(string address, string subject) =>
        (await Bound.UntilAsync($"a mail “{subject}…” to {address}", () => Task.FromResult(Letters(address).LastOrDefault(letter => letter.Subject.StartsWith(subject))), found => found is not null))!;

    /// <summary>Waits for a mail to somebody whose subject begins like this, about the appointment that begins then.</summary>
    public async Task<Letter> LetterAsync(string address, string subject, Instant start) =>
        (await Bound.UntilAsync(
            $"a mail “{subject}…” about {start} to {address}",
            () => Task.FromResult(Letters(address).LastOrDefault(letter => letter.Subject.StartsWith(subject) && letter.Start == start)), found => found is not null))!;

    /// <summary>All mails to somebody, oldest first.</summary>
    public IReadOnlyList<Letter> Letters(string address)
    {
        if (!Directory.Exists(folder)) return [];
        return
        [
            .. Directory.GetFiles(folder, "*.eml").OrderBy(File.GetLastWriteTimeUtc)
                .Select(file => MimeMessage.Load(file))
                .Where(mail => mail.To.Mailboxes.Any(mailbox => mailbox.Address == address))
                .Select(mail => new Letter(mail.Subject ?? "", mail.TextBody ?? "", mail.BodyParts.OfType<TextPart>().FirstOrDefault(part => part.ContentType.IsMimeType("text", "calendar"))?.Text)),
        ];
    }
}

/// <param name="Calendar">The .ics file that came with it.</param>
internal sealed record Letter(string Subject, string Text, string? Calendar)
{
    private const string StartInFile = "DTSTART:";

    private static readonly InstantPattern Utc = InstantPattern.CreateWithInvariantCulture("uuuuMMdd'T'HHmmss'Z'");

    /// <summary>The first link in it.</summary>
    public string Link => Lines(Text).First(line => line.StartsWith("http"));

    /// <summary>When the appointment begins, from the calendar file.</summary>
    public Instant Start => Utc.Parse(Lines(Calendar ?? throw new InvalidOperationException($"“{Subject}” came without a calendar file.")).First(line => line.StartsWith(StartInFile))[StartInFile.Length..]).Value;

    private static IEnumerable<string> Lines(string text) => text.Split('\n').Select(line => line.Trim());
}

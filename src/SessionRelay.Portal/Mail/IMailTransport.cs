using MailKit.Net.Smtp;
using MimeKit;
using SessionRelay.Portal.Data.Reminders;

namespace SessionRelay.Portal.Mail;

/// <summary>Hands one message over. Throws when it could not.</summary>
internal interface IMailTransport
{
    Task SendAsync(OutgoingMessage message, CancellationToken cancel);
}

/// <summary>To the server of <c>Mail:Smtp</c>; a connection a message, since they are few.</summary>
internal sealed class SmtpTransport(MailSettings settings) : IMailTransport
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async Task SendAsync(OutgoingMessage message, CancellationToken cancel)
    {
        using var client = await OpenAsync(settings, cancel);
        await client.SendAsync(Mime.Of(message, settings.From), cancel);
        await client.DisconnectAsync(quit: true, cancel);
    }

    /// <summary>A connection that the server has let in. Throws when it does not.</summary>
    public static async Task<SmtpClient> OpenAsync(MailSettings settings, CancellationToken cancel)
    {
        var client = new SmtpClient { Timeout = (int)Patience.TotalMilliseconds };
        try
        {
            await client.ConnectAsync(settings.Host, settings.Port, settings.Security, cancel);
            if (settings.Login is { } login) await client.AuthenticateAsync(login.User, login.Password, cancel);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }
}

/// <summary>To a folder: a demo's. A file is there whole or not at all.</summary>
internal sealed class FolderTransport(MailSettings settings) : IMailTransport
{
    public async Task SendAsync(OutgoingMessage message, CancellationToken cancel)
    {
        var folder = Directory.CreateDirectory(settings.Folder!).FullName;
        var path = Path.Combine(folder, message.Id.ToString("N") + ".eml");
        await using (var file = File.Create(path + ".part"))
            await Mime.Of(message, settings.From).WriteToAsync(file, cancel);
        File.Move(path + ".part", path, overwrite: true);
    }
}

internal static class Mime
{
    public static MimeMessage Of(OutgoingMessage message, string from)
    {
        var body = new BodyBuilder { TextBody = message.Text.Value };
        if (message.CalendarFile is { } calendar)
            body.Attachments.Add("session.ics", System.Text.Encoding.UTF8.GetBytes(calendar.Value), Calendar(calendar.Value));
        var mime = new MimeMessage { Subject = message.Subject.Value, MessageId = message.MessageId, Body = body.ToMessageBody() };
        mime.From.Add(MailboxAddress.Parse(from));
        mime.To.Add(MailboxAddress.Parse(message.To.Value));
        mime.Headers.Add("Auto-Submitted", "auto-generated"); // RFC 3834: no out-of-office replies, please
        return mime;
    }

    /// <summary>With the file's own METHOD, as RFC 6047 section 2.4 asks.</summary>
    private static ContentType Calendar(string file)
    {
        var type = new ContentType("text", "calendar") { Charset = "utf-8" };
        const string Method = "METHOD:";
        if (file.Split('\n').FirstOrDefault(line => line.StartsWith(Method)) is { } line) type.Parameters.Add("method", line[Method.Length..].Trim());
        return type;
    }
}

using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using SessionRelay.Portal.Mail;

namespace SessionRelay.Portal.Doctor;

/// <summary>The mail server lets the portal in, as it does before a message. Nothing is sent. Answers of the server are not shown: they may hold an address.</summary>
internal static class MailCheck
{
    public static async Task<Finding> LookAsync(Examined examined, CancellationToken cancel)
    {
        var mail = examined.Mail;
        if (!examined.Settings.HasPortal) return Finding.NotApplicable("this node has no portal, and sends no mail");
        if (mail.Smtp is null)
        {
            return Finding.Warning("Mail:Smtp is not set: nobody can sign in by mail, and no reminder goes out", "Set Mail:Smtp and Mail:From (docs/configuration.md).");
        }

        var server = $"{mail.Host}:{mail.Port}";
        try
        {
            using var client = await SmtpTransport.OpenAsync(mail, cancel);
            var isSecure = client.IsSecure;
            await client.DisconnectAsync(quit: true, cancel);
            return Finding.Ok($"{server} {(mail.Login is null ? "takes mail without a password" : "takes user and password")}{(isSecure ? ", over TLS" : ", without TLS")}");
        }
        catch (Exception refused) when (Judge(server, refused) is { } finding)
        {
            return finding;
        }
    }

    /// <summary>Null for what is no answer of a mail server.</summary>
    private static Finding? Judge(string server, Exception refused) => refused switch
    {
        AuthenticationException => Finding.Failure($"{server} refuses the user or the password of Mail:Smtp", "Correct them; special characters are written as %40. Some providers want a password of its own for programs."),
        SslHandshakeException => Finding.Failure(
            $"TLS with {server} fails: its certificate has ended, is for another name, or comes from an authority that this machine does not know",
            "Use the name that is in the server's certificate. For an own authority, add it to this machine's (update-ca-certificates)."),
        NotSupportedException => Finding.Failure($"{server} offers neither STARTTLS nor a way to sign in that is safe", "Use smtps:// and port 465 if the server has it, or set up STARTTLS there."),
        SmtpCommandException command => Finding.Failure($"{server} refuses with {(int)command.StatusCode}", "The server's log says why; its administrator knows which machines it takes mail from."),
        ProtocolException => Finding.Failure($"{server} does not speak SMTP as expected", "smtps:// is for port 465 (TLS from the start), smtp:// for 587 (STARTTLS)."),
        SocketException or IOException => Finding.Failure($"{server} can't be reached", "Check host and port of Mail:Smtp, and that this machine may send there: many providers close port 25."),
        _ => null,
    };
}

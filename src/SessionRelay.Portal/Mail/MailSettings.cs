using MailKit.Security;
using SessionRelay.Signaling.Hosting;

namespace SessionRelay.Portal.Mail;

/// <summary>Where mail goes.</summary>
/// <param name="Smtp">Null without <c>Mail:Smtp</c>.</param>
/// <param name="From">The sender's address; empty without <see cref="Smtp"/>.</param>
/// <param name="Folder">For a demo without SMTP: messages become files here; else null.</param>
internal sealed record MailSettings(Uri? Smtp, string From, string? Folder)
{
    private const string DemoSender = "practice@example.org";

    /// <summary>False: nothing can be sent, and signing in by mail is off.</summary>
    public bool IsOn => Smtp is not null || Folder is not null;

    /// <summary>The address has been checked with the other settings: <c>smtp://user:password@host:587</c>.</summary>
    /// <exception cref="SettingsException">There is a server, but no sender.</exception>
    public static MailSettings Read(IConfiguration configuration, string dataPath, bool isDemo)
    {
        var smtp = configuration["Mail:Smtp"] is { Length: > 0 } text ? new Uri(text) : null;
        var from = configuration["Mail:From"] ?? "";
        if (smtp is not null && from.Length == 0) throw new SettingsException("Mail:Smtp is set without Mail:From: add the address that messages come from.");
        return new MailSettings(smtp, from.Length == 0 && isDemo ? DemoSender : from, smtp is null && isDemo ? Path.Combine(dataPath, "outbox") : null);
    }

    public string Host => Smtp!.Host;

    public int Port => Smtp!.IsDefaultPort || Smtp.Port <= 0 ? (IsTlsFromTheStart ? 465 : 587) : Smtp.Port;

    /// <summary><c>smtps://</c>: TLS from the first byte; <c>smtp://</c>: STARTTLS, which only a server on this machine may do without.</summary>
    public SecureSocketOptions Security =>
        IsTlsFromTheStart ? SecureSocketOptions.SslOnConnect : Smtp!.IsLoopback ? SecureSocketOptions.StartTlsWhenAvailable : SecureSocketOptions.StartTls;

    public (string User, string Password)? Login
    {
        get
        {
            if (Smtp!.UserInfo.Length == 0) return null;
            var parts = Smtp.UserInfo.Split(':', 2);
            return (Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
        }
    }

    private bool IsTlsFromTheStart => Smtp!.Scheme == "smtps";
}

using SessionRelay.Portal.Mail;
using SessionRelay.Signaling.Hosting;

namespace SessionRelay.Portal.Doctor;

/// <summary>The installation that is looked at: the settings that its node would start with, all of them usable.</summary>
/// <param name="Settings">Relay, HTTPS, data folder; the data folder's path is a full one.</param>
/// <param name="Mail">The mail server.</param>
/// <param name="Time">The clock that is looked at.</param>
internal sealed record Examined(NodeSettings Settings, MailSettings Mail, TimeProvider Time)
{
    /// <summary>What links begin with, as far as it is known without a start.</summary>
    public string PublicUrl => Settings.Node.PublicUrl.Length > 0 ? Settings.Node.PublicUrl : ListenAddresses.AsLink(Settings.Urls[0]);

    public bool IsPostgres => Settings.Data.Postgres.Length > 0;
}

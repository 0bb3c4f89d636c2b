using static SessionRelay.Signaling.Hosting.SettingChecks;

namespace SessionRelay.Signaling.Hosting;

/// <summary>Every key below the sections that belong to this product. Whatever else stands below them is a mistake, and is answered with the nearest name.</summary>
internal static class SettingsCatalog
{
    public static readonly IReadOnlyList<Setting> All =
    [
        new("Node:PublicUrl", Origin),
        new("Node:Roles", OneOf("relay", "portal"), IsList: true),
        new("Node:ManagementUrl", Listen),
        new("Node:KnownProxies", AddressOrNetwork, IsList: true),
        new("Node:DrainSeconds", Whole(0, 86_400)),
        new("Tls:CertificatePath", SettingChecks.File),
        new("Tls:KeyPath", SettingChecks.File),
        new("Relay:UdpPort", Whole(0, 65_535)),
        new("Relay:Tcp:Port", Whole(0, 65_535)),
        new("Relay:PublicAddress", Address, IsList: true),
        new("Relay:TicketKeys:*:Kid", Text),
        new("Relay:TicketKeys:*:Algorithm", OneOf("HS256", "ES256")),
        new("Relay:TicketKeys:*:Secret", Base64Key, IsSecret: true),
        new("Relay:TicketKeys:*:PublicKeyPem", Text),
        new("Relay:TicketKeys:*:Issuer", Text),
        new("Relay:ApiKeys:*:Name", Text),
        new("Relay:ApiKeys:*:Sha256", Sha256),
        new("Relay:ApiKeys:*:Scopes", OneOf("sessions", "tickets", "nodes"), IsList: true),
        new("Relay:Turn:Urls", TurnUrl, IsList: true),
        new("Relay:Turn:Secret", Text, IsSecret: true),
        new("Relay:Turn:TtlMinutes", Whole(1, 1_440)),
        new("Data:Path", Text),
        new("Data:Postgres", Text, IsSecret: true),
        Later("Cluster:Redis"),
        new("Mail:Smtp", SmtpUrl, IsSecret: true),
        new("Mail:From", MailAddress),
        new("Webhooks:*:Url", WebhookUrl, IsSecret: true),
        new("Webhooks:*:Secret", AtLeast(WebhookOptions.ShortestSecret), IsSecret: true),
        new("Webhooks:*:Events", OneOf([.. WebhookEvents.All]), IsList: true),
        new("Phone:Trunk:Server", SipServer, IsSecret: true),
        new("Phone:Trunk:Transport", OneOf("udp", "tcp", "tls")),
        new("Phone:Trunk:User", SipUser, IsSecret: true),
        new("Phone:Trunk:Password", Text, IsSecret: true),
        new("Phone:Trunk:CallerId", SipUser, IsSecret: true),
        new("Phone:Trunk:Register", OneOf("true", "false")),
        new("Phone:Srtp", OneOf("off", "required")),
        new("Phone:RtpPorts", Ports),
        new("Phone:Countries", Region, IsList: true),
        new("Phone:PracticeNumber", PhoneNumber),
        Later("Phone:Name"), // spoken it is a file of Phone:Prompts; nobody but a person knows how a name is said
        new("Phone:Prompts", Text),
    ];

    /// <summary>The first words of the keys: Node, Tls, Relay …</summary>
    public static readonly IReadOnlyList<string> Sections = [.. All.Select(setting => setting.Key.Split(':')[0]).Distinct()];

    private static Setting Later(string key) => new(key, Text, IsSecret: true, IsAvailable: false);
}

using Microsoft.Extensions.Configuration;

namespace SessionRelay.Signaling.Hosting;

/// <summary>Everything that this node was told, checked as a whole: a value that is here can be used.</summary>
/// <param name="Urls">Addresses for HTTP, as Kestrel takes them; at least one.</param>
public sealed record NodeSettings(
    NodeOptions Node, TlsOptions Tls, RelaySettings Relay, DataOptions Data, WebhookSettings Webhooks, PhoneSettings Phone, IReadOnlyList<string> Urls)
{
    /// <summary>On loopback, since plain HTTP is for the person at the machine (and for a proxy beside it) alone.</summary>
    public const string DefaultUrl = "http://127.0.0.1:5080";

    /// <exception cref="SettingsException">Something can't be used; the message is for the operator.</exception>
    public static NodeSettings Read(IConfigurationRoot configuration)
    {
        SettingsCheck.Check(configuration);

        var node = configuration.GetSection(NodeOptions.Section).Get<NodeOptions>() ?? new NodeOptions();
        node.PublicUrl = node.PublicUrl.TrimEnd('/');
        node.Roles = SettingValues.List(configuration, "Node:Roles");
        node.KnownProxies = SettingValues.List(configuration, "Node:KnownProxies");

        var relay = configuration.GetSection(RelaySettings.Section).Get<RelaySettings>() ?? new RelaySettings();
        relay.PublicAddress = SettingValues.List(configuration, "Relay:PublicAddress");
        relay.TicketKeys = Entries<TicketKeyOptions>(configuration, "Relay:TicketKeys");
        relay.ApiKeys = Entries<ApiKeyOptions>(configuration, "Relay:ApiKeys");
        foreach (var key in relay.ApiKeys) key.Scopes = SettingValues.List(configuration, key.Path + ":Scopes");
        if (relay.Turn is not null)
            relay.Turn.Urls = SettingValues.List(configuration, "Relay:Turn:Urls");

        var receivers = Entries<WebhookOptions>(configuration, WebhookSettings.Section);
        foreach (var receiver in receivers) receiver.Events = SettingValues.List(configuration, receiver.Path + ":Events");

        var phone = configuration.GetSection(PhoneSettings.Section).Get<PhoneSettings>() ?? new PhoneSettings();
        phone.Countries = [.. SettingValues.List(configuration, "Phone:Countries").Select(country => country.ToUpperInvariant())];

        var settings = new NodeSettings(
            node,
            configuration.GetSection(TlsOptions.Section).Get<TlsOptions>() ?? new TlsOptions(),
            relay,
            configuration.GetSection(DataOptions.Section).Get<DataOptions>() ?? new DataOptions(),
            new WebhookSettings { Receivers = receivers },
            phone,
            ListenAddresses.Read(configuration["urls"]));
        SettingsTogether.Check(settings);
        return settings;
    }

    public bool HasPortal => Node.Roles.Count == 0 || Node.Roles.Contains("portal", StringComparer.OrdinalIgnoreCase);

    /// <summary>Numbered entries, each by the number that it was given: some may be left out, so that an entry's place in the list says nothing.</summary>
    private static List<T> Entries<T>(IConfigurationRoot configuration, string section)
        where T : NumberedEntry, new()
    {
        var entries = new List<T>();
        foreach (var child in configuration.GetSection(section).GetChildren())
        {
            var entry = child.Get<T>() ?? new T();
            entry.Path = child.Path;
            entries.Add(entry);
        }

        return entries;
    }
}

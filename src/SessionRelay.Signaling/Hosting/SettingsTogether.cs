using System.Security.Cryptography;

namespace SessionRelay.Signaling.Hosting;

/// <summary>What settings must be to each other: pairs, unique names, a key that fits its algorithm.</summary>
internal static class SettingsTogether
{
    public static void Check(NodeSettings settings)
    {
        CheckTls(settings);
        CheckNode(settings);
        CheckTicketKeys(settings.Relay.TicketKeys);
        CheckApiKeys(settings.Relay.ApiKeys);
        CheckWebhooks(settings.Webhooks.Receivers);
        CheckPhone(settings.Phone, settings.HasPortal);
        if (settings.Relay.Tcp?.Port is > 0 and var tcp)
            Need(settings.Urls.All(url => ListenAddresses.PortOf(url) != tcp), "Relay:Tcp:Port is a port of --urls as well: give media over TCP a port of its own.");
        if (settings.Relay.Turn is { } turn)
        {
            Need(turn.Urls.Count > 0, "Relay:Turn is set without Relay:Turn:Urls: add the server's addresses.");
            Need(turn.Secret.Length > 0, "Relay:Turn is set without Relay:Turn:Secret: add the server's shared secret.");
        }
    }

    private static void CheckTls(NodeSettings settings)
    {
        var tls = settings.Tls;
        Need(tls.CertificatePath.Length > 0 || tls.KeyPath.Length == 0, "Tls:KeyPath is set without Tls:CertificatePath: set both or none.");
        Need(tls.KeyPath.Length > 0 || tls.CertificatePath.Length == 0, "Tls:CertificatePath is set without Tls:KeyPath: set both or none.");
        var secure = settings.Urls.Any(ListenAddresses.IsHttps) || ListenAddresses.IsHttps(settings.Node.ManagementUrl);
        Need(!secure || tls.CertificatePath.Length > 0, "An address to listen at begins with https://, but there is no certificate: set Tls:CertificatePath and Tls:KeyPath.");
        Need(secure || tls.CertificatePath.Length == 0, "Tls:CertificatePath is set, but no address of --urls begins with https://: add one, for instance --urls https://0.0.0.0:443.");
    }

    private static void CheckNode(NodeSettings settings)
    {
        var roles = settings.Node.Roles;
        Need(roles.Count == 0 || roles.Contains("relay", StringComparer.OrdinalIgnoreCase), "Node:Roles without relay is not available in this version: add relay.");
        var management = settings.Node.ManagementUrl;
        Need(
            management.Length == 0 || settings.Urls.All(url => ListenAddresses.PortOf(url) != ListenAddresses.PortOf(management)),
            "Node:ManagementUrl has a port that --urls has as well: give it one of its own.");
    }

    private static void CheckTicketKeys(IList<TicketKeyOptions> keys)
    {
        foreach (var key in keys)
        {
            var path = key.Path;
            Need(key.Kid.Length > 0, $"{path}:Kid is missing: name the key as the tickets' header does.");
            Need(key.Issuer.Length > 0, $"{path}:Issuer is missing: name the only issuer that may sign with this key.");
            Need(keys.Count(other => other.Kid == key.Kid) == 1, $"{path}:Kid is used twice: give each key a name of its own.");
            if (key.Algorithm.Equals("ES256", StringComparison.OrdinalIgnoreCase))
            {
                Need(key.Secret.Length == 0, $"{path} is an ES256 key and can't have a Secret: remove it.");
                Need(IsP256(key.PublicKeyPem), $"{path}:PublicKeyPem can't be used: a PEM public key on the curve P-256 is needed.");
            }
            else
            {
                Need(key.Secret.Length > 0, $"{path}:Secret is missing: an HS256 key needs at least 32 bytes in base64.");
                Need(key.PublicKeyPem.Length == 0, $"{path} is an HS256 key and can't have a PublicKeyPem: remove it.");
            }
        }
    }

    private static void CheckApiKeys(IList<ApiKeyOptions> keys)
    {
        foreach (var key in keys)
        {
            var path = key.Path;
            Need(key.Name.Length > 0, $"{path}:Name is missing: name who holds the key.");
            Need(keys.Count(other => other.Name == key.Name) == 1, $"{path}:Name is used twice: give each key a name of its own.");
            Need(key.Sha256.Length > 0, $"{path}:Sha256 is missing: printf %s \"$KEY\" | sha256sum gives it.");
            Need(key.Scopes.Count > 0, $"{path}:Scopes is missing: sessions, tickets or both.");
        }
    }

    private static void CheckWebhooks(IList<WebhookOptions> receivers)
    {
        Need(receivers.Count <= WebhookSettings.MostReceivers, $"Webhooks has {receivers.Count} entries: {WebhookSettings.MostReceivers} are the most.");
        foreach (var receiver in receivers)
        {
            var path = receiver.Path;
            Need(receiver.Url.Length > 0, $"{path}:Url is missing: add the address that events go to.");
            Need(receiver.Secret.Length > 0, $"{path}:Secret is missing: openssl rand -hex 32 makes one. The receiver checks signatures with it.");
            Need(receivers.Count(other => other.Url == receiver.Url) == 1, $"{path}:Url is used twice: make it one entry with all its events.");
        }
    }

    private static void CheckPhone(PhoneSettings phone, bool hasPortal)
    {
        var secured = phone.Srtp == PhoneSrtp.Required;
        if (!phone.HasTrunk)
        {
            Need(phone.Trunk is not ({ User.Length: > 0 } or { Password.Length: > 0 } or { CallerId.Length: > 0 } or { Register: true }), "Phone:Trunk is set without Phone:Trunk:Server: add the provider's or the PBX's address.");
            Need(!secured, "Phone:Srtp is required, but there is no Phone:Trunk:Server: add the provider's or the PBX's address.");
            return;
        }

        var trunk = phone.Trunk!;
        Need(!secured || trunk.Transport == PhoneTransport.Tls, "Phone:Srtp is required, but its keys would travel in the clear: set Phone:Trunk:Transport to tls.");
        Need(string.IsNullOrEmpty(trunk.Password) || !string.IsNullOrEmpty(trunk.User), "Phone:Trunk:Password is set without Phone:Trunk:User: set both.");
        Need(trunk.Register is not true || !string.IsNullOrEmpty(trunk.User), "Phone:Trunk:Register is true without Phone:Trunk:User: name the user that registers.");

        // The portal knows the practice's country; without a portal nothing else does.
        Need(
            phone.Countries.Count > 0 || phone.PracticeNumber is ['+', ..] || hasPortal,
            "Phone:Trunk is set, but not which countries may be called: set Phone:Countries, like US,CA, or write Phone:PracticeNumber with its country code (+1 …).");
    }

    private static bool IsP256(string pem)
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportFromPem(pem);
            return key.KeySize == 256;
        }
        catch (Exception unusable) when (unusable is ArgumentException or CryptographicException)
        {
            return false;
        }
    }

    private static void Need(bool holds, string message)
    {
        if (!holds) throw new SettingsException(message);
    }
}

using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Options;
using SessionRelay.Signaling.Hosting;
using SessionRelay.Signaling.Sessions;

namespace SessionRelay.Signaling.Webhooks;

/// <summary>
/// Asks a booking system by HTTP whether a session may grow: signed like a webhook with the secret of the receiver whose origin the address has, and never asked
/// where there is no such receiver. What it answers is read strictly: 200 with an end, or 409 with a reason.
/// </summary>
internal sealed class ExtensionCalls(IOptions<WebhookSettings> settings, WebhookSender sender) : IExtensionCalls
{
    private const int LongestReason = 200; // characters: a line for the host

    public async Task<ExtensionAnswer> AskAsync(string url, string sessionId, int minutes, DateTimeOffset endsAt)
    {
        if (settings.Value.SameOrigin(url) is not { } receiver) return new ExtensionAnswer(null, IsAway: true); // its settings changed since
        var body = JsonSerializer.SerializeToUtf8Bytes(new { sessionId, minutes, endsAt }, WireJson.Options);
        return await sender.AskAsync(receiver, url, body) is var (status, said) ? Read(status, said) : new ExtensionAnswer(null, IsAway: true);
    }

    /// <summary>Bytes from outside: what can't be read is no answer.</summary>
    internal static ExtensionAnswer Read(HttpStatusCode status, byte[] said)
    {
        try
        {
            return status switch
            {
                HttpStatusCode.OK when JsonSerializer.Deserialize<Granted>(said, WireJson.Options) is { EndsAt: { } end } => new ExtensionAnswer(end),
                HttpStatusCode.Conflict => new ExtensionAnswer(null, said.Length == 0 ? null : ReasonOf(JsonSerializer.Deserialize<Refused>(said, WireJson.Options))),
                _ => new ExtensionAnswer(null, IsAway: true),
            };
        }
        catch (JsonException)
        {
            return new ExtensionAnswer(null, IsAway: status == HttpStatusCode.OK);
        }
    }

    private static string? ReasonOf(Refused? refused) =>
        refused?.Reason is { Length: > 0 and <= LongestReason } reason && !reason.Any(char.IsControl) ? reason : null;

    private sealed record Granted(DateTimeOffset? EndsAt);

    private sealed record Refused(string? Reason);
}

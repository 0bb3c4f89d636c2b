using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using SessionRelay.Signaling.Hosting;
using SessionRelay.Signaling.Sessions.Store;

namespace SessionRelay.Signaling.Sessions;

/// <summary>Writes events out for those who want them: one post for each receiver, all with the event's id. Any thread.</summary>
internal sealed class WebhookPosts(IOptions<WebhookSettings> settings)
{
    private readonly (string Key, WebhookOptions Options)[] receivers = [.. settings.Value.Receivers.Select(its => (its.Key, its))];

    public IReadOnlyList<Post> Of(IReadOnlyList<SessionEvent> events, DateTimeOffset now)
    {
        if (events.Count == 0 || receivers.Length == 0) return [];
        var posts = new List<Post>();
        foreach (var happened in events)
        {
            var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
            byte[]? body = null;
            foreach (var (key, options) in receivers)
            {
                if (options.Wants(happened.Type)) posts.Add(new Post(key, id, now, body ??= Write(id, happened)));
            }
        }

        return posts;
    }

    private static byte[] Write(string id, SessionEvent its) => JsonSerializer.SerializeToUtf8Bytes(
        new Body(id, its.Type, its.At, its.SessionId, its.ParticipantId, its.StartsAt, its.EndsAt, its.LostSeconds, its.Data), WireJson.Options);

    private sealed record Body(
        string Id,
        string Type,
        DateTimeOffset At,
        string SessionId,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ParticipantId,
        DateTimeOffset StartsAt,
        DateTimeOffset EndsAt,
        long LostSeconds,
        object Data);
}

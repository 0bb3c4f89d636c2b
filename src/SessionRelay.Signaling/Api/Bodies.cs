using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using SessionRelay.Signaling.Sessions;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Signaling.Api;

/// <summary>What the calls take. A field that is not there is null; what a null means is the call's to say.</summary>
internal sealed record SessionBody(string? Id, DateTimeOffset? StartsAt, DateTimeOffset? EndsAt, PolicyBody? Policy);

internal sealed record PatchBody(DateTimeOffset? StartsAt, DateTimeOffset? EndsAt, PolicyBody? Policy);

internal sealed record PolicyBody(
    bool? WaitingRoom, int? MaxPeople, int? GraceMinutes, int? LateHostMinutes, PhonePolicy? Phone, int? ExtendMinutes, string? ExtendUrl);

internal sealed record TicketBody(string? ParticipantId, string? Name, ParticipantRole? Role, IReadOnlyList<string>? Can, string? Callback, string? Notice, bool? ByPhone, string? Language, string? Pin) : Discreet;

/// <summary>Reads a JSON body of bounded size. An unknown field is an error: a mistyped one must not silently do nothing.</summary>
internal static class Bodies
{
    public const int Limit = 64 * 1024; // bytes: the largest sensible body has 2 KB

    private static readonly JsonSerializerOptions Strict = new(WireJson.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        PropertyNameCaseInsensitive = false,
        AllowDuplicateProperties = false,
    };

    /// <summary>The body, or what to answer instead.</summary>
    public static async Task<(T? Body, Problem? Problem)> ReadAsync<T>(HttpRequest request)
        where T : class
    {
        if (request.ContentLength > Limit) return (null, Problem.TooLarge(Limit));
        var buffer = new MemoryStream();
        var chunk = new byte[8192];
        for (int read; (read = await request.Body.ReadAsync(chunk, request.HttpContext.RequestAborted)) > 0;)
        {
            if (buffer.Length + read > Limit) return (null, Problem.TooLarge(Limit));
            buffer.Write(chunk, 0, read);
        }

        try
        {
            var body = JsonSerializer.Deserialize<T>(buffer.GetBuffer().AsSpan(0, (int)buffer.Length), Strict);
            return body is null ? (null, Malformed("$", "A JSON object is expected.")) : (body, null);
        }
        catch (JsonException e)
        {
            return (null, Malformed(FieldOf(e.Path), "Not JSON, an unknown field, or a value of another kind than the field takes."));
        }
    }

    private static Problem Malformed(string field, string why) => Problem.Invalid(new Dictionary<string, string[]> { [field] = [why] });

    private static string FieldOf(string? path) => path is { Length: > 2 } && path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : "$";
}

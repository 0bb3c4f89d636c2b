using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SessionRelay.Signaling.Sessions;

namespace SessionRelay.Signaling.Api;

/// <summary>An RFC 9457 problem document.</summary>
/// <param name="Type">Stable: <c>urn:sessionrelay:problem:</c> and the code.</param>
/// <param name="Errors">For <c>invalid-body</c>: what is wrong, by the field's path.</param>
internal sealed record ProblemDocument(string Type, string Title, int Status, string Detail, IReadOnlyDictionary<string, string[]>? Errors);

/// <summary>The API's answers when something is not done. Any thread.</summary>
internal sealed class Problem(string code, int status, string title, string detail) : IResult
{
    private const string Prefix = "urn:sessionrelay:problem:";

    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    public static Problem Unauthorized() => new("unauthorized", 401, "No valid API key", "Send Authorization: Bearer and a key whose hash is in Relay:ApiKeys.");

    public static Problem Forbidden(string scope) => new("forbidden", 403, "The key does not reach this far", $"The API key lacks the scope {scope}.");

    public static Problem TooMany() => new("rate-limited", 429, "Too many calls", "This API key makes more than 500 calls a second. Wait a second and repeat.");

    public static Problem TooLarge(int limit) => new("body-too-large", 413, "The body is too large", $"A body has at most {limit} bytes.");

    public static Problem Invalid(IReadOnlyDictionary<string, string[]> errors) =>
        new("invalid-body", 400, "The body is not valid", string.Join(' ', errors.Select(error => $"{error.Key}: {error.Value[0]}"))) { Errors = errors };

    public static Problem NoSuchAddress() => new("unknown-address", 404, "There is nothing here", "The API has no such call.");

    public static Problem Unavailable() => new("unavailable", 503, "Not possible at the moment", "The session could not be stored or loaded. Repeat the call.");

    public static Problem From(SessionRefusedException refused) => refused.Code switch
    {
        "unknown-session" => new(refused.Code, 404, "Unknown session", refused.Message),
        "unknown-participant" => new(refused.Code, 404, "Unknown participant", refused.Message),
        "session-exists" => new(refused.Code, 409, "The session exists", refused.Message),
        "session-ended" => new(refused.Code, 409, "The session is over", refused.Message),
        "invalid-times" => Invalid(new Dictionary<string, string[]> { ["endsAt"] = [refused.Message] }),
        _ => new(refused.Code, 409, "Refused", refused.Message),
    };

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = "application/problem+json";
        if (status == 401) response.Headers.WWWAuthenticate = "Bearer";
        if (status == 429) response.Headers.RetryAfter = "1";
        return response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(new ProblemDocument(Prefix + code, title, status, detail, Errors), ProblemJson)).AsTask();
    }

    private static JsonSerializerOptions ProblemJson { get; } = new(WireJson.Options) { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };
}

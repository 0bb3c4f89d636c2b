using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SessionRelay.Browser.Tests.Product;

/// <summary>The HTTP API as a practice's own software uses it.</summary>
internal sealed class Api(HttpClient http, Uri url, string key)
{
    private static readonly JsonSerializerOptions Json = JsonSerializerOptions.Web;

    /// <summary>A session that began a minute ago, unless said otherwise, and lasts an hour.</summary>
    public async Task<TestSession> CreateSessionAsync(object? policy = null, TimeSpan? startsIn = null)
    {
        var start = TimeProvider.System.GetUtcNow() + (startsIn ?? TimeSpan.FromMinutes(-1));
        var answer = await SendAsync(HttpMethod.Post, "/api/v1/sessions", new { startsAt = start, endsAt = start.AddHours(1), policy });
        return new TestSession(this, answer["id"]!.GetValue<string>());
    }

    public Task<JsonNode> SessionAsync(string id) => SendAsync(HttpMethod.Get, $"/api/v1/sessions/{id}", null);

    /// <returns>The link for this person.</returns>
    public async Task<string> InviteAsync(string id, string participantId, string name, string role, string? callback = null, string[]? can = null, bool byPhone = false)
    {
        var answer = await SendAsync(HttpMethod.Post, $"/api/v1/sessions/{id}/tickets", new { participantId, name, role, callback, can, byPhone });
        return answer["joinUrl"]!.GetValue<string>();
    }

    private async Task<JsonNode> SendAsync(HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, new Uri(url, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        if (body is not null) request.Content = JsonContent.Create(body, options: Json);
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode) throw new InvalidOperationException($"{method} {path}: {(int)response.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }
}

/// <summary>One session of a test, and who is invited to it.</summary>
internal sealed class TestSession(Api api, string id)
{
    public string Id => id;

    public async Task<Invitation> InviteAsync(string name, string role, string? callback = null, string[]? can = null)
    {
        var participantId = IdOf(name);
        return new Invitation(participantId, name, role, await api.InviteAsync(id, participantId, name, role, callback, can));
    }

    /// <summary>A guest who takes part by phone, and need not open the link.</summary>
    public async Task<Invitation> ExpectByPhoneAsync(string name, string callback)
    {
        var participantId = IdOf(name);
        return new Invitation(participantId, name, "guest", await api.InviteAsync(id, participantId, name, "guest", callback, byPhone: true));
    }

    private static string IdOf(string name) => name.ToLowerInvariant() + "-1";

    /// <summary>The state of a participant as the API tells it, or null when it knows nobody of that id.</summary>
    public async Task<string?> StateAsync(string participantId)
    {
        var session = await api.SessionAsync(id);
        return session["participants"]!.AsArray().FirstOrDefault(person => person!["id"]!.GetValue<string>() == participantId)?["state"]!.GetValue<string>();
    }
}

/// <summary>A person with a link.</summary>
internal sealed record Invitation(string Id, string Name, string Role, string Link);

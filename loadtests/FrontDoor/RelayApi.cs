using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace SessionRelay.LoadTests.FrontDoor;

/// <summary>The node's HTTP API, as a booking system uses it. Any thread.</summary>
internal sealed class RelayApi : IDisposable
{
    private static readonly TimeSpan CallBound = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StartsBefore = TimeSpan.FromMinutes(1); // clocks of two machines differ
    private static readonly TimeSpan Longest = TimeSpan.FromHours(24); // the API's own limit
    private const int MostRepeats = 20; // of a call that the API's rate limit put off, a second each

    private readonly TargetSettings _target;
    private readonly HttpClient _http;

    public RelayApi(TargetSettings target)
    {
        _target = target;
        _http = new HttpClient(target.CreateHandler()) { BaseAddress = target.Url, Timeout = CallBound };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", target.ApiKey);
    }

    /// <summary>Looks whether the node answers and takes the key. Throws <see cref="LoadTestException"/> with what to do when it does not.</summary>
    public async Task CheckAsync(CancellationToken stop)
    {
        var answer = await SendAsync(HttpMethod.Get, "api/v1/sessions/load-test-probe", null, stop);
        if (answer.StatusCode != HttpStatusCode.NotFound || !(await answer.Content.ReadAsStringAsync(stop)).Contains("unknown-session"))
        {
            throw new LoadTestException(
                ExitCodes.TargetUnusable,
                $"{_target.Url} answers, but not as a SessionRelay node (HTTP {(int)answer.StatusCode} to a question about a session). Give --target the node's own address, without a path.");
        }
    }

    /// <summary>A session that is open now; gives its id.</summary>
    public async Task<string> CreateSessionAsync(int maxPeople, bool waitingRoom, TimeSpan length, CancellationToken stop)
    {
        var now = TimeProvider.System.GetUtcNow();
        var reach = length + StartsBefore < Longest ? length : Longest - StartsBefore;
        var body = new
        {
            startsAt = now - StartsBefore,
            endsAt = now + reach,
            policy = new { waitingRoom, maxPeople, graceMinutes = 0, phone = "off" },
        };
        return await TextOfAsync(await SendAsync(HttpMethod.Post, "api/v1/sessions", body, stop), "id", stop);
    }

    /// <summary>A ticket for a person; role <c>host</c> or <c>guest</c>.</summary>
    public async Task<string> MintTicketAsync(string session, string participant, string name, string role, CancellationToken stop) =>
        await TextOfAsync(
            await SendAsync(HttpMethod.Post, $"api/v1/sessions/{session}/tickets", new { participantId = participant, name, role }, stop), "ticket", stop);

    public async Task EndSessionAsync(string session, CancellationToken stop)
    {
        using var answer = await SendAsync(HttpMethod.Post, $"api/v1/sessions/{session}/end", null, stop);
        if (!answer.IsSuccessStatusCode)
            throw await RefusalAsync(answer, stop);
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body, CancellationToken stop)
    {
        for (var repeat = 0; ; repeat++)
        {
            HttpResponseMessage answer;
            try
            {
                using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
                answer = await _http.SendAsync(request, stop);
            }
            catch (HttpRequestException e)
            {
                throw new LoadTestException(
                    ExitCodes.TargetUnusable, $"{_target.Url} can't be reached: {e.Message}. Is the node running, and is this its address (--target)?", e);
            }
            catch (TaskCanceledException e) when (!stop.IsCancellationRequested)
            {
                throw new RefusedException("timeout", $"{path} was not answered within {CallBound.TotalSeconds:0} s.", e);
            }

            if (answer.StatusCode == HttpStatusCode.TooManyRequests && repeat < MostRepeats)
            {
                var wait = answer.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1);
                answer.Dispose();
                await Task.Delay(wait, TimeProvider.System, stop);
                continue;
            }

            if (answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            {
                throw new LoadTestException(
                    ExitCodes.TargetUnusable,
                    answer.StatusCode == HttpStatusCode.Unauthorized
                        ? $"{_target.Url} refuses the API key. Give --api-key (or SESSIONRELAY_API_KEY) a key whose hash is in Relay:ApiKeys; a demo prints its own as \"api-key:\"."
                        : $"{_target.Url} takes the API key, but it lacks a scope: {await DetailAsync(answer, stop)} A load test needs sessions and tickets.");
            }

            return answer;
        }
    }

    private static async Task<string> TextOfAsync(HttpResponseMessage answer, string field, CancellationToken stop)
    {
        using var disposing = answer;
        if (!answer.IsSuccessStatusCode)
            throw await RefusalAsync(answer, stop);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(stop));
        return json.RootElement.GetProperty(field).GetString()!;
    }

    private static async Task<RefusedException> RefusalAsync(HttpResponseMessage answer, CancellationToken stop) =>
        new($"http-{(int)answer.StatusCode}", await DetailAsync(answer, stop));

    private static async Task<string> DetailAsync(HttpResponseMessage answer, CancellationToken stop)
    {
        var text = await answer.Content.ReadAsStringAsync(stop);
        try
        {
            using var problem = JsonDocument.Parse(text);
            return problem.RootElement.TryGetProperty("detail", out var detail) ? detail.GetString() ?? "" : $"HTTP {(int)answer.StatusCode}";
        }
        catch (JsonException)
        {
            return $"HTTP {(int)answer.StatusCode}";
        }
    }
}

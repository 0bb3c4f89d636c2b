using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using SessionRelay.Signaling.Hosting;

namespace SessionRelay.Signaling.Webhooks;

/// <summary>
/// One attempt over HTTP. Goes to the address that was configured, or another one of the same origin, and nowhere else: no redirect, no proxy, no cookies.
/// Any thread.
/// </summary>
internal sealed class WebhookSender(TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10); // connecting and answering: a receiver writes down what came and works on it later
    private static readonly TimeSpan ShortPatience = TimeSpan.FromSeconds(5); // while a host looks at a button
    private const int AnswerLimit = 4096; // bytes of a body that are let pass to keep the connection; beyond, it is closed
    private const int AnswerHeadersLimit = 16; // KB

    private readonly HttpClient http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        ActivityHeadersPropagator = null,
        MaxResponseDrainSize = AnswerLimit,
        MaxResponseHeadersLength = AnswerHeadersLimit,
        ResponseDrainTimeout = TimeSpan.FromSeconds(1),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5), // a receiver that moved is found by its name again
    })
    {
        Timeout = Timeout.InfiniteTimeSpan, // the bound below covers more
    };

    /// <summary>Null when the receiver took the event; otherwise why not, in a word that holds nothing of the receiver's.</summary>
    public async Task<string?> SendAsync(WebhookOptions receiver, byte[] body, CancellationToken stopping)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(stopping, patience.Token);
        try
        {
            using var request = Signed(receiver, receiver.Url, body);
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, bound.Token);
            return answer.IsSuccessStatusCode ? null : ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return "no answer in time";
        }
        catch (HttpRequestException e)
        {
            return e.HttpRequestError.ToString();
        }
    }

    /// <summary>Asks something of a receiver, at an address of its own, while somebody waits for the answer.</summary>
    /// <returns>The status with at most <see cref="AnswerLimit"/> bytes of its body; null when none came in time, or more came.</returns>
    public async Task<(HttpStatusCode Status, byte[] Body)?> AskAsync(WebhookOptions receiver, string url, byte[] body)
    {
        using var patience = new CancellationTokenSource(ShortPatience, time);
        try
        {
            using var request = Signed(receiver, url, body);
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            await using var stream = await answer.Content.ReadAsStreamAsync(patience.Token);
            var bytes = new byte[AnswerLimit + 1];
            var length = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, patience.Token);
            return length <= AnswerLimit ? (answer.StatusCode, bytes[..length]) : null;
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException)
        {
            return null;
        }
    }

    public void Dispose() => http.Dispose();

    private HttpRequestMessage Signed(WebhookOptions receiver, string url, byte[] body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("SessionRelay", null));
        request.Headers.Add(WebhookSignature.Header, WebhookSignature.Of(receiver.Secret, time.GetUtcNow(), body));
        return request;
    }
}

using System.Globalization;
using System.Net.Http.Headers;
using SessionRelay.Signaling.Hosting;

namespace SessionRelay.Signaling.Webhooks;

/// <summary>
/// One attempt over HTTP. Goes to the address that was configured and nowhere else: no redirect, no proxy, no cookies. Of the answer the status alone counts.
/// Any thread.
/// </summary>
internal sealed class WebhookSender(TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10); // connecting and answering: a receiver writes down what came and works on it later
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
            using var request = new HttpRequestMessage(HttpMethod.Post, receiver.Url) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
            request.Headers.UserAgent.Add(new ProductInfoHeaderValue("SessionRelay", null));
            request.Headers.Add(WebhookSignature.Header, WebhookSignature.Of(receiver.Secret, time.GetUtcNow(), body));
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

    public void Dispose() => http.Dispose();
}

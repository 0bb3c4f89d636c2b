using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using SessionRelay.LoadTests.FrontDoor;
using SessionRelay.LoadTests.Measures;

namespace SessionRelay.LoadTests.Portal;

/// <summary>A page as it came: its address below the node's, its text, and where its answer led instead.</summary>
/// <param name="Status">HTTP.</param>
/// <param name="Path">Path and query that were asked for.</param>
/// <param name="Leads">Of a redirect: path and query; else null.</param>
internal sealed record Page(int Status, string Path, string Text, string? Leads);

/// <summary>
/// One person's browser: cookies and a connection of their own and, on one machine, a loopback address of their own, as people's browsers have. Every request is a step with its time, from the
/// first byte out to the last byte in. One person, one call at a time.
/// </summary>
internal sealed class PortalBrowser : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);
    private const int LargestPage = 4 << 20; // bytes: a week of free times has 30 KB

    private readonly HttpClient _http;
    private readonly StepTable _steps;

    /// <param name="address">Where this person connects from; null: as the system chooses.</param>
    public PortalBrowser(TargetSettings target, StepTable steps, IPAddress? address)
    {
        _steps = steps;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // each request is measured on its own
            UseCookies = true,
            AutomaticDecompression = DecompressionMethods.All,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        };
        if (target.TrustAnyCertificate)
            handler.SslOptions.RemoteCertificateValidationCallback = TargetSettings.AcceptAny;
        if (address is not null)
        {
            handler.ConnectCallback = async (context, stop) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                try
                {
                    socket.Bind(new IPEndPoint(address, 0));
                    await socket.ConnectAsync(context.DnsEndPoint.Host == "localhost" ? IPAddress.Loopback : IPAddress.Parse(context.DnsEndPoint.Host), context.DnsEndPoint.Port, stop);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            };
        }

        _http = new HttpClient(handler) { BaseAddress = target.Url, Timeout = Bound, MaxResponseContentBufferSize = LargestPage };
        _http.DefaultRequestHeaders.Add("Accept", "text/html");
    }

    public Task<Page> GetAsync(string step, string path, CancellationToken stop) => SendAsync(step, HttpMethod.Get, path, null, stop);

    /// <summary>Sends a form with what was chosen.</summary>
    public Task<Page> PostAsync(string step, Page page, PageForm form, IEnumerable<(string Name, string Value)> chosen, CancellationToken stop) => SendAsync(
        step,
        HttpMethod.Post,
        form.Action.Length > 0 ? form.Action : page.Path,
        form.Hidden.Concat(chosen).Select(field => KeyValuePair.Create(field.Name, field.Value)),
        stop);

    public void Dispose() => _http.Dispose();

    private async Task<Page> SendAsync(string step, HttpMethod method, string path, IEnumerable<KeyValuePair<string, string>>? fields, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, path) { Content = fields is null ? null : new FormUrlEncodedContent(fields) };
        var started = Stopwatch.GetTimestamp();
        try
        {
            using var answer = await _http.SendAsync(request, stop);
            var text = await answer.Content.ReadAsStringAsync(stop);
            var time = Stopwatch.GetElapsedTime(started);
            var status = (int)answer.StatusCode;
            if (status >= 400)
                throw Failed(step, $"http-{status}", $"{method} {PathOf(path)} was answered with {status}.");
            _steps.Ok(step, time);
            return new Page(status, path, text, status is >= 300 and < 400 && answer.Headers.Location is { } leads ? Relative(leads) : null);
        }
        catch (HttpRequestException e)
        {
            throw Failed(step, "unreachable", $"{PathOf(path)}: {e.Message}", e);
        }
        catch (OperationCanceledException e) when (!stop.IsCancellationRequested)
        {
            throw Failed(step, "timeout", $"{PathOf(path)} was not answered within {Bound.TotalSeconds:0} s.", e);
        }
    }

    private RefusedException Failed(string step, string code, string message, Exception? cause = null)
    {
        _steps.Fail(step, code);
        return new RefusedException(code, message, cause);
    }

    private string Relative(Uri leads) => leads.IsAbsoluteUri ? leads.PathAndQuery : leads.OriginalString;

    /// <summary>Without the query: a sign-in link's secret is in it.</summary>
    private static string PathOf(string path) => path.Split('?')[0];
}

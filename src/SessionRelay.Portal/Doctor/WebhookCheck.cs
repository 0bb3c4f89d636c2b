using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using SessionRelay.Signaling.Hosting;

namespace SessionRelay.Portal.Doctor;

/// <summary>
/// Each receiver of <c>Webhooks</c> takes a connection, over TLS under a certificate that this machine trusts. Nothing is asked of it: whatever a request did there would be done for real.
/// Receivers are told by their number, since their addresses may hold secrets.
/// </summary>
internal static class WebhookCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4); // below the examination's own limit, so that what is said is ours
    private const string Waits = "events wait for it for a day, then they are gone";

    public static async Task<Finding> LookAsync(Examined examined, CancellationToken cancel)
    {
        var receivers = examined.Settings.Webhooks.Receivers;
        return receivers.Count == 0
            ? Finding.NotApplicable("Webhooks has no receivers")
            : Finding.Together(await Task.WhenAll(receivers.Select(receiver => LookAsync(receiver, cancel))));
    }

    private static async Task<Finding> LookAsync(WebhookOptions receiver, CancellationToken cancel)
    {
        var (name, url) = (receiver.Path, new Uri(receiver.Url));
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        over.CancelAfter(Patience);
        try
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(url.IdnHost, url.Port, over.Token);
            if (url.Scheme == Uri.UriSchemeHttps)
            {
                await using var secured = new SslStream(socket.GetStream());
                await secured.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = url.IdnHost }, over.Token);
            }

            return Finding.Ok($"{name} takes connections");
        }
        catch (AuthenticationException)
        {
            return Finding.Warning($"{name} shows a certificate that this machine does not trust, or that is for another name; {Waits}", "Renew the receiver's certificate, or add the authority that signed it to this machine's trusted ones.");
        }
        catch (Exception unreached) when (unreached is SocketException or IOException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            return Finding.Warning($"{name} can't be reached; {Waits}", "Start the receiver; correct its Url; let this machine out to it.");
        }
    }
}

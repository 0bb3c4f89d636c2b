using System.Net.Sockets;
using System.Security.Authentication;
using SessionRelay.Signaling.Hosting;

namespace SessionRelay.Portal.Doctor;

/// <summary>Each address of <c>Relay:Turn</c> gives an allocation to the credentials that browsers get. It is given back at once.</summary>
internal static class TurnCheck
{
    public static async Task<Finding> LookAsync(Examined examined, CancellationToken cancel)
    {
        if (examined.Settings.Relay.Turn is not { Urls.Count: > 0 } turn) return Finding.NotApplicable("Relay:Turn is not set");
        return Finding.Together(await Task.WhenAll(turn.Urls.Select(url => LookAsync(url, turn, examined.Time, cancel))));
    }

    private static async Task<Finding> LookAsync(string url, TurnOptions turn, TimeProvider time, CancellationToken cancel)
    {
        if (TurnAddress.Parse(url) is not { } address) return Finding.Failure($"{url} is no address of a TURN server", "Write it like turns:turn.practice.example:443?transport=tcp.");
        try
        {
            await using var exchange = await TurnExchange.OpenAsync(address, time, cancel);
            var (user, password) = turn.CredentialsUntil(time.GetUtcNow().AddMinutes(turn.TtlMinutes));
            return await exchange.AllocateAsync(user, password, cancel) switch
            {
                0 => Finding.Ok($"{url} gives allocations to our credentials"),
                401 => Finding.Failure($"{url} refuses our credentials", "Give Relay:Turn:Secret and the server (coturn: static-auth-secret, with use-auth-secret) the same secret, and look at both clocks."),
                var code => Finding.Failure($"{url} gives no allocation (error {code})", "The server's log says why; 486 and 508 mean that it is full."),
            };
        }
        catch (AuthenticationException)
        {
            return Finding.Failure($"TLS with {url} fails: its certificate has ended, is for another name, or comes from an authority that this machine does not know", "Browsers refuse it as well: renew or replace it.");
        }
        catch (Exception unreached) when (unreached is SocketException or IOException or InvalidDataException)
        {
            return Finding.Failure($"{url} does not answer as a TURN server", "Check that it runs, and its address, port and transport in Relay:Turn:Urls.");
        }
    }
}

/// <summary>A TURN server's address (RFC 7065).</summary>
/// <param name="IsTls"><c>turns:</c>.</param>
/// <param name="IsTcp">Over a stream: with TLS always.</param>
internal sealed record TurnAddress(string Host, int Port, bool IsTls, bool IsTcp)
{
    public static TurnAddress? Parse(string url)
    {
        var isTls = url.StartsWith("turns:", StringComparison.OrdinalIgnoreCase);
        // turn:host is no hierarchical address: read as one it has host and port.
        if (!Uri.TryCreate("turn://" + url[(url.IndexOf(':') + 1)..], UriKind.Absolute, out var uri) || uri.Host.Length == 0) return null;
        var isTcp = isTls || uri.Query.Equals("?transport=tcp", StringComparison.OrdinalIgnoreCase);
        return new TurnAddress(uri.IdnHost.Trim('[', ']'), uri.Port > 0 ? uri.Port : isTls ? 5349 : 3478, isTls, isTcp);
    }
}

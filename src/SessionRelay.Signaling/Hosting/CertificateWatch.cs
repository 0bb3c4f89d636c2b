using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SessionRelay.Signaling.Hosting;

/// <summary>
/// Keeps the certificate of HTTPS fresh: new connections get a renewed one without a restart. A new pair that doesn't fit
/// (a renewal that is half written) changes nothing; it is read again at the next look.
/// </summary>
internal sealed partial class CertificateWatch(TlsOptions options, TimeProvider time, ILogger<CertificateWatch> log) : BackgroundService
{
    /// <summary>Files are looked at, not watched: renewals swap symbolic links, which file events miss. Certificates are renewed days before they end.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private volatile Certificate current = Certificate.Read(options);
    private string? refused;

    public DateTimeOffset Expiry => current.Expiry;

    public void Configure(HttpsConnectionAdapterOptions https)
    {
        https.ServerCertificate = current.Context.TargetCertificate;
        https.OnAuthenticate = (_, connection) =>
        {
            connection.ServerCertificateSelectionCallback = null;
            connection.ServerCertificate = null;
            connection.ServerCertificateContext = current.Context;
        };
    }

    /// <summary>Takes a renewed pair if there is one.</summary>
    public void Look()
    {
        if (Certificate.FingerprintOf(options) is not { } fingerprint || fingerprint == current.Fingerprint || fingerprint == refused) return;
        try
        {
            current = Certificate.Read(options);
            refused = null;
            Renewed(current.Expiry);
        }
        catch (SettingsException unusable)
        {
            refused = fingerprint;
            NotRenewed(unusable.Message);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) Look();
        }
        catch (OperationCanceledException)
        {
            // The node stops.
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "A renewed certificate is in use; it ends at {Expiry}")]
    private partial void Renewed(DateTimeOffset expiry);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The certificate files have changed but can't be used; the one before stays: {Reason}")]
    private partial void NotRenewed(string reason);
}

namespace SessionRelay.Signaling.Hosting;

/// <summary>Configuration section <c>Tls</c>: PEM files, watched for renewal. Both or none.</summary>
public sealed class TlsOptions
{
    public const string Section = "Tls";

    public string CertificatePath { get; set; } = "";

    public string KeyPath { get; set; } = "";
}

using SessionRelay.Signaling.Hosting;

namespace SessionRelay.Portal.Doctor;

/// <summary>What links begin with: browsers give camera and microphone to HTTPS only, and to pages of the machine itself.</summary>
internal static class PublicUrlCheck
{
    public static Finding Look(Examined examined) => Judge(examined.PublicUrl, examined.Settings.Node.PublicUrl.Length > 0);

    public static Finding Judge(string url, bool isSet)
    {
        var name = isSet ? $"Node:PublicUrl {url}" : $"links begin with {url}, as Node:PublicUrl is not set";
        return ListenAddresses.IsLoopback(url)
                ? Finding.Warning($"{name}: only this machine itself can open them", "For a trial that is right. For a practice set Node:PublicUrl to what people type, such as https://video.practice.example.")
            : ListenAddresses.IsHttps(url) ? Finding.Ok(isSet ? name : $"links begin with {url}")
            : Finding.Failure($"{name}: without HTTPS browsers give neither camera nor microphone", "Put a proxy with HTTPS in front or set Tls:CertificatePath (docs/install.md), then set Node:PublicUrl to the https:// address.");
    }
}

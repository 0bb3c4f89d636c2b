using System.Security.Cryptography;

namespace SessionRelay.Portal.Doctor;

/// <summary>OpenSSL agrees on the keys of media and encrypts HTTPS and what is stored. Without OpenSSL 3 no check runs at all: the command says so, as a start does.</summary>
internal static class OpenSslCheck
{
    public static Finding Look(Examined examined)
    {
        _ = examined;
        return OperatingSystem.IsLinux() ? Judge(SafeEvpPKeyHandle.OpenSslVersion) : Finding.NotApplicable("not Linux");
    }

    /// <param name="version">OPENSSL_VERSION_NUMBER: 0xMNN00PP0 since 3.0.</param>
    public static Finding Judge(long version)
    {
        var (major, minor, patch) = (version >> 28, (version >> 20) & 0xFF, (version >> 4) & 0xFF);
        return major >= 3
            ? Finding.Ok($"OpenSSL {major}.{minor}.{patch} is here")
            : Finding.Failure($"OpenSSL {major}.{minor} is older than 3.0", "Install OpenSSL 3 (Debian, Ubuntu: apt-get install libssl3).");
    }
}

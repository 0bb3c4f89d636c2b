using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace SessionRelay.OpenSsl;

/// <summary>
/// Finds OpenSSL 3, the library that .NET's own cryptography uses on Linux, and binds this assembly's imports to it.
/// Any thread; the first call decides, later calls cost a read.
/// </summary>
internal static class OpenSslLibrary
{
    internal const string Crypto = "libcrypto.so.3";
    internal const string Ssl = "libssl.so.3";

    /// <summary>OPENSSL_INIT_NO_ATEXIT: OpenSSL's exit handler would free its tables under threads that still run. .NET sets it too, but may come second.</summary>
    private const ulong NoExitHandler = 0x0008_0000;

    private static readonly Lock s_lock = new();
    private static volatile bool s_ready;

    /// <summary>
    /// Makes OpenSSL ready, or throws <see cref="RelayStartException"/> <c>openssl-missing</c> with one line that says what to install.
    /// Whoever owns an OpenSSL object calls it before it makes one, so a program needs it only to fail early.
    /// </summary>
    public static void EnsureAvailable()
    {
        if (s_ready)
        {
            return;
        }

        lock (s_lock)
        {
            if (s_ready)
            {
                return;
            }

            if (!TryFind(Crypto, out var crypto) || !TryFind(Ssl, out var ssl))
            {
                throw Missing("OpenSSL was not found");
            }

            Bind(crypto, ssl);
            s_ready = true;
        }
    }

    /// <summary>Throws <see cref="CryptographicException"/> unless an operation succeeded; none of those that it guards depends on bytes from the network.</summary>
    internal static void Require(int result)
    {
        if (result != 1)
        {
            throw new CryptographicException("OpenSSL refused an operation that it always has: its configuration (openssl.cnf) may forbid AES-128 or SHA-1.");
        }
    }

    /// <summary>What a person reads when the library isn't there or can't serve.</summary>
    internal static RelayStartException Missing(string what) => new(
        "openssl-missing",
        $"{what}: the relay encrypts media with OpenSSL 3 ({Ssl}, {Crypto}). Install it (Debian, Ubuntu: apt-get install libssl3; Alpine: apk add libssl3) and start again.");

    /// <summary>The versioned name first; a system without it may have the plain one, whose version <see cref="Bind"/> checks.</summary>
    internal static bool TryFind(string name, out nint library) =>
        NativeLibrary.TryLoad(name, out library) || NativeLibrary.TryLoad(name[..^2], out library);

    private static unsafe void Bind(nint crypto, nint ssl)
    {
        if (!NativeLibrary.TryGetExport(crypto, "OPENSSL_version_major", out var version)
            || ((delegate* unmanaged<uint>)version)() < 3
            || !NativeLibrary.TryGetExport(ssl, "OPENSSL_init_ssl", out var initialize))
        {
            throw Missing("The OpenSSL on this machine is older than 3.0");
        }

        NativeLibrary.SetDllImportResolver(
            Assembly.GetExecutingAssembly(),
            (name, _, _) => name switch { Crypto => crypto, Ssl => ssl, _ => 0 });

        if (((delegate* unmanaged<ulong, nint, int>)initialize)(NoExitHandler, 0) != 1)
        {
            throw Missing("OpenSSL did not start (its configuration file may be broken)");
        }
    }
}

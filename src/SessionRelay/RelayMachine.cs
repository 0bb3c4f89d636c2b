using System.Runtime.InteropServices;
using SessionRelay.Net;
using SessionRelay.OpenSsl;

namespace SessionRelay;

/// <summary>What a machine needs to carry media: Linux on x64 or arm64, and OpenSSL 3.</summary>
public static class RelayMachine
{
    /// <summary>Bytes of kernel memory that the relay asks for each port and direction; the kernel grants up to <c>net.core.rmem_max</c> and <c>wmem_max</c>.</summary>
    public const int SocketBufferBytes = UdpPort.SocketBuffer;

    /// <summary>
    /// Throws <see cref="RelayStartException"/> (<c>unsupported-system</c>, <c>openssl-missing</c>) with one line for the person when this machine can't.
    /// A program calls it before all else: .NET's own cryptography ends a process without OpenSSL by a signal, at its first random number. Any thread.
    /// </summary>
    public static void Require()
    {
        if (WhyUnsupported(OperatingSystem.IsLinux(), RuntimeInformation.OSArchitecture, RuntimeInformation.ProcessArchitecture) is { } reason)
            throw new RelayStartException("unsupported-system", reason);
        OpenSslLibrary.EnsureAvailable();
    }

    /// <summary>Null where the relay runs. An emulated process counts by what it is built for.</summary>
    internal static string? WhyUnsupported(bool isLinux, Architecture system, Architecture process)
    {
        if (isLinux && IsSupported(system) && IsSupported(process))
            return null;
        var name = isLinux ? $"Linux on {system.ToString().ToLowerInvariant()}" : RuntimeInformation.OSDescription;
        return $"The relay runs on 64-bit Linux (x64 or arm64) only, and this is {name}. Use the container on a machine that runs one: "
            + "docker build -t sessionrelay . && docker run -p 5080:5080 -p 40000-40015:40000-40015/udp sessionrelay (docs/install.md has the rest).";
    }

    private static bool IsSupported(Architecture architecture) => architecture is Architecture.X64 or Architecture.Arm64;
}

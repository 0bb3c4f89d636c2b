using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SessionRelay.Portal.Tests;

/// <summary>The real program on a machine that lacks what it needs: one line and an exit code, never a signal or a stack trace.</summary>
public sealed class MachineThatCannotRunItTests
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "SessionRelay.Portal.dll");

    /// <summary>In a mount namespace of its own, where an empty file lies over each library of OpenSSL.</summary>
    [Theory]
    [InlineData("libssl")]
    [InlineData("libssl libcrypto")]
    public async Task Without_OpenSSL_it_says_what_to_install_and_ends_with_4(string missing)
    {
        Assert.SkipUnless(Succeeds("unshare", "--mount", "--map-root-user", "mount", "--bind", "/dev/null", "/etc/hostname"), "This machine allows no mount namespaces.");
        const string Hide =
            """
            for name in $MISSING; do
              for file in $(ldconfig -p | sed -n "s,.*=> \\(.*/$name\\.so.*\\),\\1,p"); do mount --bind /dev/null "$(readlink -f "$file")"; done
            done
            exec dotnet "$WHAT" --demo --urls=http://127.0.0.1:0 --Relay:UdpPort=0
            """;
        var environment = new Dictionary<string, string> { ["MISSING"] = missing, ["WHAT"] = Program, ["PATH"] = Environment.GetEnvironmentVariable("PATH") + ":/sbin:/usr/sbin" };

        await using var portal = PortalProcess.StartScript("unshare", environment, "--mount", "--map-root-user", "/bin/sh", "-c", Hide);

        (await portal.ExitCodeAsync()).ShouldBe(4, portal.Errors);
        portal.Errors.ShouldBe(
            "SessionRelay can't start. OpenSSL was not found: the relay encrypts media with OpenSSL 3 (libssl.so.3, libcrypto.so.3). "
            + "Install it (Debian, Ubuntu: apt-get install libssl3; Alpine: apk add libssl3) and start again.");
        portal.Output.ShouldBeEmpty();
    }

    /// <summary>A kernel that says it is a 32-bit one (personality(2)): the nearest to another system that one machine can be.</summary>
    [Fact]
    public async Task On_another_system_it_names_the_container_and_ends_with_5()
    {
        Assert.SkipUnless(RuntimeInformation.OSArchitecture == Architecture.X64 && Succeeds("setarch", "i686", "true"), "Only an x64 machine can pass for a 32-bit one here.");

        await using var portal = PortalProcess.StartScript("setarch", new Dictionary<string, string>(), "i686", "dotnet", Program, "--demo", "--urls=http://127.0.0.1:0", "--Relay:UdpPort=0");

        (await portal.ExitCodeAsync()).ShouldBe(5, portal.Errors);
        portal.Errors.ShouldStartWith("SessionRelay can't start. The relay runs on 64-bit Linux (x64 or arm64) only, and this is Linux on x86. Use the container");
        portal.Errors.ShouldNotContain("\n");
        portal.Output.ShouldBeEmpty();
    }

    private static bool Succeeds(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // the tool is not there
        }
    }
}

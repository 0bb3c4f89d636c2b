using System.Runtime.InteropServices;

namespace SessionRelay.Tests.Net;

public sealed class RelayRunsOnLinuxOnly
{
    [Theory]
    [InlineData(true, Architecture.X64, Architecture.X64)]
    [InlineData(true, Architecture.Arm64, Architecture.Arm64)]
    [InlineData(true, Architecture.Arm64, Architecture.X64)] // an x64 container on an arm64 machine
    public void Linux_on_these_processors_will_do(bool isLinux, Architecture system, Architecture process) =>
        RelayMachine.WhyUnsupported(isLinux, system, process).ShouldBeNull();

    [Theory]
    [InlineData(false, Architecture.X64, Architecture.X64)]
    [InlineData(false, Architecture.Arm64, Architecture.Arm64)]
    [InlineData(true, Architecture.X64, Architecture.X86)]
    [InlineData(true, Architecture.X86, Architecture.X64)]
    [InlineData(true, Architecture.Arm, Architecture.Arm)]
    [InlineData(true, Architecture.RiscV64, Architecture.RiscV64)]
    [InlineData(true, Architecture.S390x, Architecture.S390x)]
    public void Others_are_told_of_the_container(bool isLinux, Architecture system, Architecture process)
    {
        var reason = RelayMachine.WhyUnsupported(isLinux, system, process);

        reason.ShouldNotBeNull();
        reason.ShouldContain("docker build");
        reason.ShouldNotContain("\n");
    }

    [Fact]
    public void This_machine_will_do() => RelayMachine.Require();
}

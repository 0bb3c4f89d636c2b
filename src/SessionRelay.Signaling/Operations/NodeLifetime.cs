using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;
using SessionRelay.Signaling.Hosting;

namespace SessionRelay.Signaling.Operations;

/// <summary>
/// How the process is told to end. SIGTERM, which service managers send, drains; a second one ends at once, as SIGINT (Ctrl+C) and SIGQUIT do.
/// A node that does not listen yet has nothing to drain.
/// </summary>
internal sealed class NodeLifetime(Drain drain, NodePhase phase, IHostApplicationLifetime host) : IHostLifetime, IDisposable
{
    private readonly List<PosixSignalRegistration> registrations = [];

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, Terminate));
        registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt));
        registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGQUIT, Interrupt));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        foreach (var registration in registrations) registration.Dispose();
    }

    private void Terminate(PosixSignalContext signal)
    {
        signal.Cancel = true; // the process ends when the host has
        if (!phase.Started || !drain.TryBegin()) host.StopApplication();
    }

    private void Interrupt(PosixSignalContext signal)
    {
        signal.Cancel = true;
        host.StopApplication();
    }
}

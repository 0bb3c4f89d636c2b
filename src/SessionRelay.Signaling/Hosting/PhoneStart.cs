using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SessionRelay.Signaling.Hosting;

/// <summary>
/// Starts the phone line with the node, so that whether the trunk answers is known before somebody needs it. A trunk that is away keeps nothing from
/// starting. The service provider disposes the line after the relay, which hangs up through it.
/// </summary>
internal sealed class PhoneStart(IServiceProvider services) : IHostedService
{
    /// <summary>Reads the spoken words at once, as a file that can't be used is a bad setting, and adds the line where there is a trunk.</summary>
    /// <exception cref="SettingsException">A prompt can't be used.</exception>
    public static void Add(IServiceCollection services, PhoneSettings settings)
    {
        if (!settings.HasTrunk && string.IsNullOrEmpty(settings.Prompts)) return;
        var prompts = Load(settings.Prompts);
        if (!settings.HasTrunk) return;
        services.AddSingleton(its => Start(settings, prompts, its));
        services.AddHostedService<PhoneStart>();
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = services.GetRequiredService<PhoneLine>();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static PhoneLine Start(PhoneSettings settings, PhonePrompts prompts, IServiceProvider services)
    {
        try
        {
            return PhoneLine.Start(settings.AsLine(), prompts, services.GetRequiredService<ILoggerFactory>(), services.GetRequiredService<TimeProvider>());
        }
        catch (ArgumentException unusable)
        {
            throw new SettingsException("Phone:Trunk:Server can't be used: a host like sip.provider.example or 192.168.178.1:5060 is needed.", unusable);
        }
    }

    private static PhonePrompts Load(string? folder)
    {
        try
        {
            return PhonePrompts.Load(folder);
        }
        catch (InvalidDataException unusable)
        {
            throw new SettingsException(unusable.Message.ReplaceLineEndings(" "), unusable);
        }
    }
}

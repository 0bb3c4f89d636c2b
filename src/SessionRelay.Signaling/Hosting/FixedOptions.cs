using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace SessionRelay.Signaling.Hosting;

/// <summary>Options that were read and checked before the host was built: the same object for whoever asks, in whichever way. They don't change while the node runs.</summary>
internal sealed class FixedOptions<T>(T value) : IOptionsFactory<T>
    where T : class
{
    public T Create(string name) => value;
}

internal static class FixedOptionsRegistration
{
    public static void AddFixedOptions<T>(this IServiceCollection services, T value)
        where T : class
    {
        services.AddOptions();
        services.AddSingleton<IOptionsFactory<T>>(new FixedOptions<T>(value));
    }
}

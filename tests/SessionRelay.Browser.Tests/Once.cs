namespace SessionRelay.Browser.Tests;

/// <summary>Something costly, made when it is first asked for and kept until the end.</summary>
internal sealed class Once<T>(Func<Task<T>> make) : IAsyncDisposable
    where T : class, IAsyncDisposable
{
    /// <summary>What was made, or null when nobody asked.</summary>
    public T? Made { get; private set; }

    public async Task<T> GetAsync() => Made ??= await make();

    public async ValueTask DisposeAsync()
    {
        if (Made is { } made) await made.DisposeAsync();
    }
}

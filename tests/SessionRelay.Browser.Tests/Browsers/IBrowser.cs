namespace SessionRelay.Browser.Tests.Browsers;

/// <summary>A browser process. Each tab that it opens is a person of their own: nothing is shared with the others.</summary>
internal interface IBrowser : IAsyncDisposable
{
    /// <summary>Opens a blank page; <paramref name="script"/> runs in it before any of a page's own.</summary>
    Task<ITab> TabAsync(string script, TabLook? look = null);
}

/// <summary>How a page is shown.</summary>
/// <param name="Width">In CSS pixels.</param>
/// <param name="Height">In CSS pixels.</param>
/// <param name="Dark">The system asks for dark colours.</param>
/// <param name="Cookies">What the browser knows already (Playwright's storage state); null for nothing.</param>
/// <param name="Zone">The device's time zone by its IANA name; null for this machine's.</param>
/// <param name="HasScript">False: a browser in which script is switched off.</param>
internal sealed record TabLook(int Width = 1280, int Height = 800, bool Dark = false, string? Cookies = null, string? Zone = null, bool HasScript = true);

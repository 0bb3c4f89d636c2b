using System.Text.Json;

namespace SessionRelay.Browser.Tests.Browsers;

/// <summary>One page of any browser: what the tests need of it, and no more.</summary>
internal interface ITab : IAsyncDisposable
{
    Task OpenAsync(string url);

    Task ReloadAsync();

    /// <summary>Runs an expression in the page, awaits it if it is a promise, and answers its value as JSON.</summary>
    Task<string> EvaluateJsonAsync(string expression);

    /// <summary>Presses the one button of exactly this accessible name, as soon as it is there and takes presses.</summary>
    Task PressAsync(string button);

    /// <summary>Types into the one text box of exactly this accessible name.</summary>
    Task TypeAsync(string textBox, string text);

    Task ResizeAsync(int width, int height);

    Task ScreenshotAsync(string path);

    /// <summary>What the page wrote to its console as an error, and exceptions that nobody caught.</summary>
    IReadOnlyCollection<string> Errors { get; }

    async Task<T> EvaluateAsync<T>(string expression) =>
        JsonSerializer.Deserialize<T>(await EvaluateJsonAsync(expression), JsonSerializerOptions.Web)!;

    Task<T> UntilAsync<T>(string what, string expression, Func<T, bool> fits, TimeSpan? within = null) =>
        Bound.UntilAsync(what, () => EvaluateAsync<T>(expression), fits, within);

    Task UntilAsync(string what, string condition, TimeSpan? within = null) => UntilAsync<bool>(what, condition, holds => holds, within);
}

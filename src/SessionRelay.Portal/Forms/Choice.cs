namespace SessionRelay.Portal.Forms;

/// <summary>An answer that can be chosen.</summary>
/// <param name="Value">What the form sends.</param>
/// <param name="Label">What people read.</param>
/// <param name="Hint">A second line, or null.</param>
public sealed record Choice(string Value, string Label, string? Hint = null)
{
    /// <summary>Of an enumeration, with the words that people read.</summary>
    public static IReadOnlyList<Choice> Of<T>(params (T Value, string Label)[] choices)
        where T : struct, Enum => [.. choices.Select(choice => new Choice(choice.Value.ToString(), choice.Label))];
}

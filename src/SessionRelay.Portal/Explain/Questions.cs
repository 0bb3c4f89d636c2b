using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SessionRelay.Portal.Explain;

/// <summary>A question that a case in JSON can ask; docs/explain.md has its fields.</summary>
/// <param name="Name">The command's.</param>
/// <param name="Description">For the help text.</param>
/// <param name="Explain">Gives the answer as an object to be written; throws <see cref="CaseException"/> for a case that can't be used.</param>
internal sealed record Question(string Name, string Description, Func<CaseNode, object> Explain)
{
    private static readonly JsonSerializerOptions Output = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // read on a terminal, never put into a page
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static readonly Question FreeTimes = new("free-times", "Why is a time offered or not?", FreeTimesCase.Explain);

    public static readonly Question Matches = new("matches", "Why is a therapist proposed or not?", MatchesCase.Explain);

    public static readonly Question Screening = new("screening", "What do the answers to PHQ-9 or GAD-7 say?", ScreeningCase.Explain);

    public static IReadOnlyList<Question> All { get; } = [FreeTimes, Matches, Screening];

    /// <summary>The answer to a case, as JSON.</summary>
    /// <exception cref="CaseException">The case can't be used.</exception>
    public string Answer(ReadOnlyMemory<byte> utf8) => JsonSerializer.Serialize(Explain(CaseNode.Parse(utf8)), Output);
}

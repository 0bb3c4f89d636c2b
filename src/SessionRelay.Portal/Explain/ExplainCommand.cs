using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using SessionRelay.Portal.Start;

namespace SessionRelay.Portal.Explain;

/// <summary>
/// <c>explain</c>: answers a case on standard input (JSON) with what the portal would decide, and the rule that decided (JSON). Starts nothing and keeps nothing.
/// docs/explain.md has the fields.
/// </summary>
internal static class ExplainCommand
{
    /// <summary>Bytes: a case with 200 therapists and their times has about a tenth of it.</summary>
    private const int LargestCase = 4 << 20;

    private static readonly JsonSerializerOptions Output = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // read on a terminal, never put into a page
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static Command Create()
    {
        var command = new Command("explain", "Answer a case from standard input with the rule that decided; docs/explain.md describes the JSON.")
        {
            Question("free-times", "Why is a time offered or not?", FreeTimesCase.Explain),
            Question("matches", "Why is a therapist proposed or not?", MatchesCase.Explain),
            Question("screening", "What do the answers to PHQ-9 or GAD-7 say?", ScreeningCase.Explain),
        };
        command.SetAction(parsed => (int)Refuse("explain", $"{NotUnderstood(parsed)}Ask for one of {string.Join(", ", command.Subcommands.Select(question => question.Name))}."));
        return command;
    }

    /// <summary>The answer to a case.</summary>
    /// <exception cref="CaseException">The case can't be used.</exception>
    public static string Answer(Func<CaseNode, object> explain, ReadOnlyMemory<byte> utf8) => JsonSerializer.Serialize(explain(CaseNode.Parse(utf8)), Output);

    private static Command Question(string name, string description, Func<CaseNode, object> explain)
    {
        var command = new Command(name, description);
        command.SetAction(async (parsed, ending) => (int)(parsed.UnmatchedTokens.Count > 0
            ? Refuse("explain " + name, $"{NotUnderstood(parsed)}The case comes on standard input alone.")
            : await RunAsync(name, explain, ending)));
        return command;
    }

    private static string NotUnderstood(ParseResult parsed) => parsed.UnmatchedTokens is [var token, ..] ? $"\"{token}\" is not understood. " : "";

    private static ExitCode Refuse(string command, string reason)
    {
        Console.Error.WriteLine($"{command}: {reason.ReplaceLineEndings(" ")}");
        return ExitCode.BadSetting;
    }

    private static async Task<ExitCode> RunAsync(string name, Func<CaseNode, object> explain, CancellationToken ending)
    {
        try
        {
            await using var input = Console.IsInputRedirected ? Console.OpenStandardInput() : Stream.Null; // nobody types a case
            var text = await ReadAsync(input, ending);
            if (text.IsEmpty) throw new CaseException($"There is no case: give one on standard input, like explain {name} < case.json.");
            Console.Out.WriteLine(Answer(explain, text));
            return ExitCode.Done;
        }
        catch (CaseException bad)
        {
            return Refuse("explain " + name, bad.Message);
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream input, CancellationToken ending)
    {
        var text = new MemoryStream();
        var part = new byte[16 * 1024];
        while (await input.ReadAsync(part, ending) is > 0 and var length)
        {
            if (text.Length + length > LargestCase) throw new CaseException($"The case is longer than {LargestCase >> 20} MiB: leave out what the question doesn't need.");
            text.Write(part, 0, length);
        }

        return text.GetBuffer().AsMemory(0, (int)text.Length);
    }
}

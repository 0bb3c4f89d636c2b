using System.CommandLine;
using SessionRelay.Portal.Explain;

namespace SessionRelay.Portal.Start;

/// <summary>
/// <c>explain</c>: answers a case on standard input with what the portal would decide, and the rule that decided. Starts no node and keeps nothing.
/// </summary>
internal static class ExplainCommand
{
    /// <summary>Bytes: a case with 200 therapists and their times has about a tenth of it.</summary>
    private const int LargestCase = 4 << 20;

    public static Command Create()
    {
        var command = new Command("explain", "Answer a case from standard input with the rule that decided; docs/explain.md describes the JSON.");
        foreach (var question in Question.All) command.Subcommands.Add(CommandOf(question));
        command.SetAction(parsed => (int)Refuse("explain", $"{NotUnderstood(parsed)}Ask for one of {string.Join(", ", Question.All.Select(question => question.Name))}."));
        return command;
    }

    private static Command CommandOf(Question question)
    {
        var command = new Command(question.Name, question.Description);
        command.SetAction(async (parsed, ending) => (int)(parsed.UnmatchedTokens.Count > 0
            ? Refuse("explain " + question.Name, $"{NotUnderstood(parsed)}The case comes on standard input alone.")
            : await RunAsync(question, ending)));
        return command;
    }

    private static async Task<ExitCode> RunAsync(Question question, CancellationToken ending)
    {
        try
        {
            await using var input = Console.IsInputRedirected ? Console.OpenStandardInput() : Stream.Null; // nobody types a case
            var text = await ReadAsync(input, ending);
            if (text.IsEmpty) throw new CaseException($"There is no case: give one on standard input, like explain {question.Name} < case.json.");
            Console.Out.WriteLine(question.Answer(text));
            return ExitCode.Done;
        }
        catch (CaseException bad)
        {
            return Refuse("explain " + question.Name, bad.Message);
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

    private static string NotUnderstood(ParseResult parsed) => parsed.UnmatchedTokens is [var token, ..] ? $"\"{token}\" is not understood. " : "";

    private static ExitCode Refuse(string command, string reason)
    {
        Console.Error.WriteLine($"{command}: {reason.ReplaceLineEndings(" ")}");
        return ExitCode.BadSetting;
    }
}

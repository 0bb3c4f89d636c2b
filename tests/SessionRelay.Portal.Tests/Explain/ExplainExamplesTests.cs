using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Tests.Explain;

/// <summary>The examples of docs/explain.md are what the program answers; what can't be used is one line and exit code 2.</summary>
public sealed partial class ExplainExamplesTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "explain.md"));

    [Theory]
    [InlineData("free-times")]
    [InlineData("matches")]
    [InlineData("screening")]
    public async Task An_example_of_the_page_is_answered_as_the_page_says(string command)
    {
        var section = Page.Split($"## explain {command}\n")[1].Split("\n## ")[0];
        var blocks = JsonBlock().Matches(section).Select(block => block.Groups[1].Value).ToList();
        blocks.Count.ShouldBe(2);

        var (exitCode, output, errors) = await ExplainProcess.RunAsync(blocks[0], "explain", command);

        errors.ShouldBeEmpty();
        exitCode.ShouldBe(0);
        JsonNode expected = JsonNode.Parse(blocks[1])!, answer = JsonNode.Parse(output)!;
        if (expected["zoneData"] is not null) expected["zoneData"] = ZoneData.Current.Version; // another version of the data is no other answer
        answer.ToJsonString().ShouldBe(expected.ToJsonString());
    }

    [Theory]
    [InlineData("""{ "form": "PHQ-9", "answers": [1], "patient": "x" }""", "explain screening: patient is not a field: there are form, answers.", "screening")]
    [InlineData("", "explain matches: There is no case: give one on standard input, like explain matches < case.json.", "matches")]
    [InlineData("{}", "explain: \"free-time\" is not understood. Ask for one of free-times, matches, screening.", "free-time")]
    [InlineData("{}", "explain screening: \"--fast\" is not understood. The case comes on standard input alone.", "screening", "--fast")]
    public async Task What_cannot_be_answered_is_one_line_and_exit_code_2(string input, string line, params string[] arguments)
    {
        var (exitCode, output, errors) = await ExplainProcess.RunAsync(input, ["explain", .. arguments]);

        errors.ShouldBe(line + "\n");
        output.ShouldBeEmpty();
        exitCode.ShouldBe(2);
    }

    [Fact]
    public void The_page_names_every_rule()
    {
        foreach (var rule in Enum.GetNames<SchedulingRule>().Concat(Enum.GetNames<SessionRelay.Portal.Domain.Matching.HardRule>()))
            Page.ShouldContain($"`{char.ToLowerInvariant(rule[0])}{rule[1..]}`", Case.Sensitive);
    }

    [GeneratedRegex("```json\n(.*?)\n```", RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex JsonBlock();
}

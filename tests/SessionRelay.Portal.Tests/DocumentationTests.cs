using System.Text.RegularExpressions;
using SessionRelay.Portal.Start;

namespace SessionRelay.Portal.Tests;

/// <summary>The pages name what there is, and lead somewhere.</summary>
public sealed partial class DocumentationTests
{
    [Fact]
    public void The_exit_codes_are_those_of_the_operators_page()
    {
        var written = ExitCodeRow().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations.md"))).Select(row => int.Parse(row.Groups[1].Value));

        written.ShouldBe(Enum.GetValues<ExitCode>().Select(code => (int)code));
    }

    [Fact]
    public void Every_link_between_pages_leads_somewhere()
    {
        var pages = Directory.GetFiles(Repository.Root, "*.md").Concat(Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories)).ToList();
        pages.Count.ShouldBeGreaterThan(8);

        var dead = from page in pages
                   from Match link in PageLink().Matches(File.ReadAllText(page))
                   let target = Path.Combine(Path.GetDirectoryName(page)!, link.Groups[1].Value)
                   where !File.Exists(target) && !Directory.Exists(target)
                   select $"{page}: {link.Groups[1].Value}";

        dead.ShouldBeEmpty();
    }

    [GeneratedRegex(@"^\| (\d+) \|", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ExitCodeRow();

    [GeneratedRegex(@"\]\((?!https?:)([^)#]+)\)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PageLink();
}

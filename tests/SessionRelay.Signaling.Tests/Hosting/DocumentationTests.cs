using SessionRelay.Signaling.Hosting;
using SessionRelay.Signaling.Operations;

namespace SessionRelay.Signaling.Tests.Hosting;

/// <summary>The operator's pages name what there is: every setting, every reason for a drop.</summary>
public sealed class DocumentationTests
{
    public static TheoryData<string> Keys => [.. SettingsCatalog.All.Select(setting => setting.Key)];

    [Theory]
    [MemberData(nameof(Keys))]
    public void Every_setting_is_in_the_operators_page(string key) =>
        Page("configuration.md").ShouldContain("`" + key.Replace("*", "0") + "`");

    [Fact]
    public void The_operators_page_has_no_setting_that_does_not_exist()
    {
        var known = SettingsCatalog.All.Select(setting => setting.Key.Replace("*", "0")).ToHashSet();
        var written = Page("configuration.md").Split('`')
            .Where((_, i) => i % 2 == 1)
            .Where(word => SettingsCatalog.Sections.Any(section => word.StartsWith(section + ":")))
            .ToList();

        written.Count.ShouldBeGreaterThanOrEqualTo(known.Count);
        written.Where(key => !known.Contains(key)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_reason_for_a_drop_is_in_the_operators_page()
    {
        var page = Page("operations.md");
        foreach (var reason in Enum.GetValues<DropReason>())
            page.ShouldContain("`" + DropWords.Of(reason) + "`");
    }

    private static string Page(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "SessionRelay.sln"))) folder = folder.Parent!;
        return File.ReadAllText(Path.Combine(folder.FullName, "docs", name));
    }
}

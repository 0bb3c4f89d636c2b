using System.Text.Json;
using SessionRelay.Signaling.Hosting;
using SessionRelay.Signaling.Operations;
using SessionRelay.Signaling.Sessions;
using SessionRelay.Signaling.Tickets;

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

    [Fact]
    public void Every_message_and_every_refusal_is_in_the_page_of_the_protocol()
    {
        var page = Page("protocol.md");
        var messages = typeof(Events).GetFields().Select(field => (string)field.GetRawConstantValue()!).ToList();
        messages.Count.ShouldBeGreaterThan(10);
        foreach (var message in messages) page.ShouldContain("`" + message + "`");
        var refusals = typeof(Refusals).GetMethods().Where(method => method.ReturnType == typeof(RefusedException))
            .Select(method => (RefusedException)method.Invoke(null, [.. method.GetParameters().Select(its => its.ParameterType == typeof(int) ? (object)0 : "")])!).ToList();
        refusals.Count.ShouldBeGreaterThan(10);
        foreach (var refused in refusals) (page + Page("api.md")).ShouldContain("`" + refused.Refusal.Code + "`");
    }

    [Fact]
    public void Every_word_of_a_state_is_in_the_page_of_the_protocol()
    {
        var page = Page("protocol.md");
        foreach (var word in new[] { Words<ParticipantState>(), Words<PathQuality>(), Words<SlotSource>(), Words<SlotPause>().Where(word => word != "none"), Words<MediaKind>(), Words<PhoneLegState>(), Words<ParticipantRole>() }.SelectMany(words => words))
            page.ShouldContain("`" + word + "`");

        static IEnumerable<string> Words<T>()
            where T : struct, Enum => Enum.GetNames<T>().Select(JsonNamingPolicy.KebabCaseLower.ConvertName);
    }

    private static string Page(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "SessionRelay.sln"))) folder = folder.Parent!;
        return File.ReadAllText(Path.Combine(folder.FullName, "docs", name));
    }
}

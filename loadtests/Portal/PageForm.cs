using System.Net;
using System.Text.RegularExpressions;

namespace SessionRelay.LoadTests.Portal;

/// <summary>
/// A form of a page as a browser would send it: where to, hidden fields, and what there is to choose from. The pages are our own and regular, so a few expressions read
/// them; a whole parser would cost the generator more than the page costs the node.
/// </summary>
/// <param name="Action">Where it is sent; empty: to the page's own address.</param>
/// <param name="Hidden">With the anti-forgery token.</param>
/// <param name="Choices">Radio buttons, options of a select, and buttons that carry a value: field and value.</param>
internal sealed partial record PageForm(string Action, IReadOnlyList<(string Name, string Value)> Hidden, IReadOnlyList<(string Name, string Value)> Choices)
{
    private const int MostMilliseconds = 10_000; // of a match, on a machine that stalls

    /// <summary>The forms in the page's main part; those of its head and foot are not what the page is for.</summary>
    public static IReadOnlyList<PageForm> In(string page)
    {
        var from = Math.Max(0, page.IndexOf("<main", StringComparison.Ordinal));
        var to = page.IndexOf("</main>", from, StringComparison.Ordinal);
        var main = page[from..(to < 0 ? page.Length : to)];
        return [.. FormPattern().Matches(main).Select(form => Read(form.Groups["tag"].Value, form.Groups["inner"].Value))];
    }

    /// <summary>What a form is refused with, the page's own words; null when nothing is wrong.</summary>
    public static string? Refusal(string page)
    {
        var at = page.IndexOf("class=\"errors\"", StringComparison.Ordinal);
        return at < 0 ? null : LinePattern().Match(page, at) is { Success: true } line ? WebUtility.HtmlDecode(TagPattern().Replace(line.Groups["text"].Value, "")).Trim() : "";
    }

    /// <summary>Addresses of links that lead to pages of a kind.</summary>
    public static IEnumerable<string> Links(string page, string beginning) =>
        LinkPattern().Matches(page).Select(link => WebUtility.HtmlDecode(link.Groups["to"].Value)).Where(to => to.StartsWith(beginning, StringComparison.Ordinal));

    private static PageForm Read(string tag, string inner)
    {
        List<(string, string)> hidden = [], choices = [];
        var select = "";
        foreach (Match element in ElementPattern().Matches(inner))
        {
            var attributes = AttributePattern().Matches(element.Value).ToDictionary(its => its.Groups["name"].Value, its => WebUtility.HtmlDecode(its.Groups["value"].Value));
            var name = attributes.GetValueOrDefault("name", "");
            var value = attributes.GetValueOrDefault("value", "");
            switch (element.Groups["element"].Value)
            {
                case "select":
                    select = name;
                    break;
                case "option" when value.Length > 0:
                    choices.Add((select, value));
                    break;
                case "button" when name.Length > 0:
                    choices.Add((name, value));
                    break;
                case "input" when attributes.GetValueOrDefault("type") == "hidden":
                    hidden.Add((name, value));
                    break;
                case "input" when attributes.GetValueOrDefault("type") == "radio":
                    choices.Add((name, value));
                    break;
                default:
                    break;
            }
        }

        var action = AttributePattern().Matches(tag).FirstOrDefault(its => its.Groups["name"].Value == "action")?.Groups["value"].Value ?? "";
        return new PageForm(WebUtility.HtmlDecode(action), hidden, choices);
    }

    [GeneratedRegex("<form(?<tag>[^>]*)>(?<inner>.*?)</form>", RegexOptions.Singleline | RegexOptions.CultureInvariant, MostMilliseconds)]
    private static partial Regex FormPattern();

    [GeneratedRegex("<(?<element>input|select|option|button)\\b[^>]*>", RegexOptions.CultureInvariant, MostMilliseconds)]
    private static partial Regex ElementPattern();

    [GeneratedRegex("(?<name>[a-z-]+)=\"(?<value>[^\"]*)\"", RegexOptions.CultureInvariant, MostMilliseconds)]
    private static partial Regex AttributePattern();

    [GeneratedRegex("<li>(?<text>.*?)</li>", RegexOptions.Singleline | RegexOptions.CultureInvariant, MostMilliseconds)]
    private static partial Regex LinePattern();

    [GeneratedRegex("<[^>]*>", RegexOptions.CultureInvariant, MostMilliseconds)]
    private static partial Regex TagPattern();

    [GeneratedRegex("<a\\b[^>]*\\bhref=\"(?<to>[^\"]*)\"", RegexOptions.CultureInvariant, MostMilliseconds)]
    private static partial Regex LinkPattern();
}

using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace SessionRelay.Portal.Forms;

/// <summary>Radios and check boxes as rows that can be pressed anywhere.</summary>
internal static class ChoiceParts
{
    /// <summary>A question with several controls.</summary>
    internal sealed record Group(
        string Id, string Name, IReadOnlyList<string> Values, string? DescribedBy, IHtmlContent Legend, Action<TagHelperContent> AppendHintAndProblem);

    public static void Build(TagHelperOutput box, Group group, string type, IEnumerable<Choice> items)
    {
        box.TagName = "fieldset";
        if (group.DescribedBy is { } ids) box.Attributes.SetAttribute("aria-describedby", ids);
        var legend = new TagBuilder("legend");
        legend.InnerHtml.AppendHtml(group.Legend);
        box.Content.AppendHtml(legend);
        group.AppendHintAndProblem(box.Content);
        var number = 0;
        foreach (var item in items)
        {
            // The first has the field's own id: a link of the error summary leads there.
            var id = number == 0 ? group.Id : $"{group.Id}-{number}";
            box.Content.AppendHtml(Row(type, id, group, item));
            number++;
        }
    }

    public static TagBuilder Control(string type, string id, string name, string value, bool isChecked)
    {
        var control = new TagBuilder("input") { TagRenderMode = TagRenderMode.SelfClosing };
        control.Attributes["id"] = id;
        control.Attributes["name"] = name;
        control.Attributes["type"] = type;
        control.Attributes["value"] = value;
        if (isChecked) control.Attributes["checked"] = "checked";
        return control;
    }

    public static TagBuilder Option(Choice item, bool isSelected)
    {
        var option = new TagBuilder("option");
        option.Attributes["value"] = item.Value;
        if (isSelected) option.Attributes["selected"] = "selected";
        option.InnerHtml.Append(item.Label);
        return option;
    }

    private static TagBuilder Row(string type, string id, Group group, Choice item)
    {
        var control = Control(type, id, group.Name, item.Value, group.Values.Contains(item.Value));
        var row = TextParts.LabelFor(id, control);
        row.AddCssClass("choice");
        var words = new TagBuilder("span");
        words.InnerHtml.Append(item.Label);
        row.InnerHtml.AppendHtml(words);
        if (item.Hint is null) return row;
        var hint = new TagBuilder("span");
        hint.AddCssClass("hint");
        hint.InnerHtml.Append(item.Hint);
        row.InnerHtml.AppendHtml(hint);
        return row;
    }
}

using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace SessionRelay.Portal.Forms;

/// <summary>On top of a form: what is to be mended, each line a link to its field. Not there when nothing is.</summary>
[HtmlTargetElement("form-errors", TagStructure = TagStructure.WithoutEndTag)]
public sealed class FormErrorsTagHelper : TagHelper
{
    [HtmlAttributeNotBound]
    [ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var state = ViewContext.ViewData.ModelState;
        if (state.IsValid)
        {
            output.SuppressOutput();
            return;
        }

        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "errors");
        output.Attributes.SetAttribute("role", "alert");
        output.Attributes.SetAttribute("tabindex", "-1");
        output.Attributes.SetAttribute("autofocus", "autofocus");
        var list = new TagBuilder("ul");
        var count = 0;
        foreach (var name in state.Keys.OrderBy(PlaceOf))
        {
            foreach (var error in state[name]?.Errors ?? [])
            {
                list.InnerHtml.AppendHtml(Line(name, error));
                count++;
            }
        }

        var heading = new TagBuilder("h2");
        heading.InnerHtml.Append(count == 1 ? "One thing to mend" : $"{count} things to mend");
        output.Content.AppendHtml(heading).AppendHtml(list);
    }

    /// <summary>What is said of the whole form first, then the fields as the model declares them, which is their order on the page.</summary>
    private int PlaceOf(string name)
    {
        if (name.Length == 0) return -1;
        var field = name.Split('.', '[')[0];
        var properties = ViewContext.ViewData.ModelMetadata.Properties;
        var place = 0;
        while (place < properties.Count && !field.Equals(properties[place].BinderModelName ?? properties[place].PropertyName, StringComparison.OrdinalIgnoreCase)) place++;
        return place;
    }

    private static TagBuilder Line(string name, ModelError error)
    {
        var line = new TagBuilder("li");
        if (name.Length == 0)
        {
            line.InnerHtml.Append(error.ErrorMessage);
            return line;
        }

        var link = new TagBuilder("a");
        link.Attributes["href"] = "#" + TagBuilder.CreateSanitizedId(name, "-");
        link.InnerHtml.Append(error.ErrorMessage);
        line.InnerHtml.AppendHtml(link);
        return line;
    }
}

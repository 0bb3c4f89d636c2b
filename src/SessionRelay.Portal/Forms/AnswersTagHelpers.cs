using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace SessionRelay.Portal.Forms;

/// <summary>The list of "check your answers": <c>&lt;answers&gt;&lt;answer label="Name" change="@Model.Change&lt;NameModel&gt;()"&gt;…&lt;/answer&gt;&lt;/answers&gt;</c>.</summary>
[HtmlTargetElement("answers")]
public sealed class AnswersTagHelper : TagHelper
{
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "dl";
        output.Attributes.SetAttribute("class", "answers");
    }
}

[HtmlTargetElement("answer", ParentTag = "answers")]
public sealed class AnswerTagHelper : TagHelper
{
    /// <summary>What was asked, in few words.</summary>
    public string Label { get; set; } = "";

    /// <summary>Where it can be answered anew, or null.</summary>
    public string? Change { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var said = await output.GetChildContentAsync();
        output.TagName = "div";
        var asked = new TagBuilder("dt");
        asked.InnerHtml.Append(Label);
        var answer = new TagBuilder("dd");
        if (said.IsEmptyOrWhiteSpace) answer.InnerHtml.AppendHtml("<span class=\"soft\">Not answered</span>");
        else answer.InnerHtml.AppendHtml(said.GetContent().Trim());
        output.Content.AppendHtml(asked).AppendHtml(answer);
        if (string.IsNullOrEmpty(Change)) return; // Razor writes null as empty text

        var link = new TagBuilder("a");
        link.Attributes["href"] = Change;
        link.InnerHtml.Append("Change");
        var which = new TagBuilder("span");
        which.AddCssClass("hidden-words");
        which.InnerHtml.Append($" {Label}");
        link.InnerHtml.AppendHtml(which);
        var place = new TagBuilder("dd");
        place.AddCssClass("change");
        place.InnerHtml.AppendHtml(link);
        output.Content.AppendHtml(place);
    }
}

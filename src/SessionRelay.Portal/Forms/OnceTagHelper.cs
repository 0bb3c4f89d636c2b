using Microsoft.AspNetCore.Razor.TagHelpers;

namespace SessionRelay.Portal.Forms;

/// <summary><c>&lt;once /&gt;</c>: the token that makes a second press of this form's button harmless. Its page has <c>[Once]</c>.</summary>
[HtmlTargetElement("once", TagStructure = TagStructure.WithoutEndTag)]
public sealed class OnceTagHelper : TagHelper
{
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "input";
        output.TagMode = TagMode.SelfClosing;
        output.Attributes.SetAttribute("type", "hidden");
        output.Attributes.SetAttribute("name", "once");
        output.Attributes.SetAttribute("value", Guid.NewGuid().ToString("N"));
    }
}

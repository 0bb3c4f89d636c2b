using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.AspNetCore.WebUtilities;

namespace SessionRelay.Portal.Web;

/// <summary>A form with a handler of its own page's: its address is made anew, so what the request's <see cref="CarriedValue"/> says must go on in it. Other forms keep the address that they are at.</summary>
[HtmlTargetElement("form", Attributes = "asp-page-handler")]
public sealed class CarriedFormTagHelper : TagHelper
{
    private const string Address = "action";

    [HtmlAttributeNotBound]
    [ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    /// <summary>After the framework's own, which writes the address and has -1,000.</summary>
    public override int Order => 0;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (CarriedValue.Of(ViewContext.HttpContext) is not { } carried) return;
        if (ViewContext.ActionDescriptor is not PageActionDescriptor page || !page.ViewEnginePath.StartsWith(carried.Folder, StringComparison.Ordinal)) return;
        if (output.Attributes[Address]?.Value?.ToString() is not { Length: > 0 } address) return;
        output.Attributes.SetAttribute(Address, QueryHelpers.AddQueryString(address, carried.Name, carried.Value));
    }
}

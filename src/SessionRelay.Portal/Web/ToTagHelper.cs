using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace SessionRelay.Portal.Web;

/// <summary>A link to a page by its type: <c>&lt;a to="typeof(BookModel)" to-id="Model.Id"&gt;</c>. The link to the page that is shown says so.</summary>
[HtmlTargetElement("a", Attributes = "to")]
public sealed class ToTagHelper(IServiceProvider services) : TagHelper
{
    [HtmlAttributeNotBound]
    [ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    public Type To { get; set; } = null!;

    /// <summary>Route values and query, by name.</summary>
    [HtmlAttributeName("to-values", DictionaryAttributePrefix = "to-")]
    public IDictionary<string, object?> Values { get; set; } = new Dictionary<string, object?>();

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.Attributes.SetAttribute("href", services.GetRequiredService<PageLinks>().To(To, new RouteValueDictionary(Values)));
        if (ViewContext.ViewData.Model?.GetType() == To) output.Attributes.SetAttribute("aria-current", "page");
    }
}

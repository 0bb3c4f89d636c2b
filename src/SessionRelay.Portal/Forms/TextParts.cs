using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace SessionRelay.Portal.Forms;

internal static class TextParts
{
    public static TagBuilder LabelFor(string id, IHtmlContent words)
    {
        var label = new TagBuilder("label");
        label.Attributes["for"] = id;
        label.InnerHtml.AppendHtml(words);
        return label;
    }

    /// <summary>From <c>[StringLength]</c> or <c>[MaxLength]</c> of the property.</summary>
    public static int? MaxLength(ModelExpression property) => property.Metadata.ValidatorMetadata
        .Select(rule => rule switch
        {
            StringLengthAttribute length => length.MaximumLength,
            MaxLengthAttribute length => length.Length,
            _ => (int?)null,
        })
        .FirstOrDefault(length => length is not null);

    public static string? UsualAutocomplete(string type) => type switch
    {
        "email" => "email",
        "tel" => "tel",
        _ => null,
    };
}

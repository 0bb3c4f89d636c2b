using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.TagHelpers;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace SessionRelay.Portal.Forms;

/// <summary>
/// One field of a form: label, hint, what is wrong with it, and the control, tied to each other for screen readers. It shows what was typed,
/// also when that could not be read.
/// </summary>
public abstract class FieldTagHelper : TagHelper
{
    [HtmlAttributeNotBound]
    [ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    /// <summary>The property of the page's model.</summary>
    public ModelExpression For { get; set; } = null!;

    public string Label { get; set; } = "";

    public string? Hint { get; set; }

    /// <summary>Says "(optional)" beside the label.</summary>
    public bool Optional { get; set; }

    /// <summary>The label is the page's heading: one question a page.</summary>
    public bool Heading { get; set; }

    protected string Name => ViewContext.ViewData.TemplateInfo.GetFullHtmlFieldName(For.Name);

    protected string Id => TagBuilder.CreateSanitizedId(Name, "-");

    protected string HintId => Id + "-hint";

    protected string ProblemId => Id + "-problem";

    protected string? Problem =>
        ViewContext.ViewData.ModelState.TryGetValue(Name, out var entry) && entry.Errors is [{ } first, ..] ? first.ErrorMessage : null;

    /// <summary>What was typed; else the model's value, as <see cref="FieldValues"/> writes it.</summary>
    protected IReadOnlyList<string> Values =>
        ViewContext.ViewData.ModelState.TryGetValue(Name, out var entry) && entry.AttemptedValue is not null
            ? entry.RawValue switch
            {
                string[] several => several,
                string one => [one],
                _ => [entry.AttemptedValue],
            }
            : FieldValues.Of(For.Model);

    protected string Value => Values is [var first, ..] ? first : "";

    /// <summary>Ids for <c>aria-describedby</c>, or null.</summary>
    protected string? DescribedBy => (Hint, Problem) switch
    {
        (null, null) => null,
        (_, null) => HintId,
        (null, _) => ProblemId,
        _ => $"{HintId} {ProblemId}",
    };

    /// <summary>Fills <paramref name="box"/>, whose tag is the field's own.</summary>
    protected abstract void Build(TagHelperOutput box);

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagMode = TagMode.StartTagAndEndTag;
        Build(output);
        if (Problem is not null) output.AddClass("wrong", System.Text.Encodings.Web.HtmlEncoder.Default);
    }

    protected void AppendHintAndProblem(TagHelperContent content)
    {
        if (Hint is not null) content.AppendHtml(Element("p", Hint, "hint", HintId));
        if (Problem is not { } problem) return;
        var line = Element("p", "", "problem", ProblemId);
        line.InnerHtml.AppendHtml(Element("span", "Please mend this: ", "hidden-words")).Append(problem);
        content.AppendHtml(line);
    }

    /// <summary>The words of the label or legend; a heading when the field is the page's one question.</summary>
    protected IHtmlContent LabelWords()
    {
        var words = new HtmlContentBuilder().Append(Label);
        if (Optional) words.AppendHtml(" ").AppendHtml(Element("span", "(optional)", "optional"));
        if (!Heading) return words;
        var heading = new TagBuilder("h1");
        heading.InnerHtml.AppendHtml(words);
        return heading;
    }

    protected void Describe(TagBuilder control)
    {
        if (DescribedBy is { } ids) control.Attributes["aria-describedby"] = ids;
        if (Problem is not null) control.Attributes["aria-invalid"] = "true";
    }

    private protected static TagBuilder Element(string tag, string text, string? css = null, string? id = null)
    {
        var element = new TagBuilder(tag);
        if (css is not null) element.AddCssClass(css);
        if (id is not null) element.Attributes["id"] = id;
        element.InnerHtml.Append(text);
        return element;
    }
}

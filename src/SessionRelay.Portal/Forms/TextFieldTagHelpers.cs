using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace SessionRelay.Portal.Forms;

/// <summary>
/// One line of text: <c>&lt;field-text for="Name" label="Your name" autocomplete="name" /&gt;</c>. The attributes <c>type</c>, <c>autocomplete</c>, <c>inputmode</c>,
/// <c>class</c> and <c>spellcheck</c> go to the control; the length that is allowed is the property's.
/// </summary>
[HtmlTargetElement("field-text", TagStructure = TagStructure.WithoutEndTag)]
public sealed class TextFieldTagHelper : FieldTagHelper
{
    public string Type { get; set; } = "text";

    public string? Autocomplete { get; set; }

    public string? Inputmode { get; set; }

    /// <summary>Classes of the control: <c>short</c>, <c>code</c>.</summary>
    public string? Kind { get; set; }

    public string? Min { get; set; }

    public string? Max { get; set; }

    protected override void Build(TagHelperOutput box)
    {
        box.TagName = "div";
        box.Attributes.SetAttribute("class", "field");
        box.Content.AppendHtml(TextParts.LabelFor(Id, LabelWords()));
        AppendHintAndProblem(box.Content);

        var input = new TagBuilder("input") { TagRenderMode = TagRenderMode.SelfClosing };
        input.Attributes["id"] = Id;
        input.Attributes["name"] = Name;
        input.Attributes["type"] = Type;
        if (Type != "password") input.Attributes["value"] = Value; // a password is never sent back
        if (Type is "email" or "tel") input.Attributes["spellcheck"] = "false";
        if (Type == "email") input.Attributes["autocapitalize"] = "none";
        if ((Autocomplete ?? TextParts.UsualAutocomplete(Type)) is { } fill) input.Attributes["autocomplete"] = fill;
        if (Inputmode is not null) input.Attributes["inputmode"] = Inputmode;
        if (Kind is not null) input.Attributes["class"] = Kind;
        if (Min is not null) input.Attributes["min"] = Min;
        if (Max is not null) input.Attributes["max"] = Max;
        if (TextParts.MaxLength(For) is { } length && Type is not ("date" or "time" or "number")) input.Attributes["maxlength"] = $"{length}";
        Describe(input);
        box.Content.AppendHtml(input);
    }
}

/// <summary>Several lines: <c>&lt;field-area for="Words" label="…" rows="6" /&gt;</c>. The limit that the property has is said in the hint's place.</summary>
[HtmlTargetElement("field-area", TagStructure = TagStructure.WithoutEndTag)]
public sealed class AreaFieldTagHelper : FieldTagHelper
{
    public int Rows { get; set; } = 5;

    protected override void Build(TagHelperOutput box)
    {
        var length = TextParts.MaxLength(For);
        if (length is { } most)
        {
            var limit = $"At most {most:N0} characters.";
            Hint = Hint is null ? limit : $"{Hint} {limit}";
        }

        box.TagName = "div";
        box.Attributes.SetAttribute("class", "field");
        box.Content.AppendHtml(TextParts.LabelFor(Id, LabelWords()));
        AppendHintAndProblem(box.Content);

        // No maxlength: a browser would cut what is pasted without a word. The server says how much is too much, and keeps it all.
        var area = new TagBuilder("textarea");
        area.Attributes["id"] = Id;
        area.Attributes["name"] = Name;
        area.Attributes["rows"] = $"{Rows}";
        Describe(area);
        area.InnerHtml.AppendHtml("\n").Append(Value); // HTML drops the first line break
        box.Content.AppendHtml(area);
    }
}

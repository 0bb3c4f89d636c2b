using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace SessionRelay.Portal.Forms;

/// <summary>One answer of several, all in sight: <c>&lt;field-radios for="Region" label="…" items="@Model.Choices" /&gt;</c>. For up to about eight.</summary>
[HtmlTargetElement("field-radios", TagStructure = TagStructure.WithoutEndTag)]
public sealed class RadiosFieldTagHelper : FieldTagHelper
{
    public IEnumerable<Choice> Items { get; set; } = [];

    protected override void Build(TagHelperOutput box) =>
        ChoiceParts.Build(box, new ChoiceParts.Group(Id, Name, Values, DescribedBy, LabelWords(), AppendHintAndProblem), "radio", Items);
}

/// <summary>Any number of answers: the property is a list.</summary>
[HtmlTargetElement("field-checks", TagStructure = TagStructure.WithoutEndTag)]
public sealed class ChecksFieldTagHelper : FieldTagHelper
{
    public IEnumerable<Choice> Items { get; set; } = [];

    protected override void Build(TagHelperOutput box) =>
        ChoiceParts.Build(box, new ChoiceParts.Group(Id, Name, Values, DescribedBy, LabelWords(), AppendHintAndProblem), "checkbox", Items);
}

/// <summary>One thing to agree to or to switch on: the property is a <see cref="bool"/>, and its label the whole sentence.</summary>
[HtmlTargetElement("field-check", TagStructure = TagStructure.WithoutEndTag)]
public sealed class CheckFieldTagHelper : FieldTagHelper
{
    protected override void Build(TagHelperOutput box)
    {
        box.TagName = "div";
        box.Attributes.SetAttribute("class", "field");
        AppendHintAndProblem(box.Content);
        var control = ChoiceParts.Control("checkbox", Id, Name, "true", Values.Contains("true"));
        Describe(control);
        var label = TextParts.LabelFor(Id, control);
        label.AddCssClass("choice");
        label.InnerHtml.AppendHtml(Element("span", Label));
        box.Content.AppendHtml(label);
    }
}

/// <summary>One answer of many: a list that opens.</summary>
[HtmlTargetElement("field-select", TagStructure = TagStructure.WithoutEndTag)]
public sealed class SelectFieldTagHelper : FieldTagHelper
{
    public IEnumerable<Choice> Items { get; set; } = [];

    /// <summary>What stands first while nothing is chosen.</summary>
    public string Empty { get; set; } = "Choose";

    public string? Autocomplete { get; set; }

    /// <summary>The browser's own zone is filled in while nothing is chosen.</summary>
    public bool DetectZone { get; set; }

    protected override void Build(TagHelperOutput box)
    {
        box.TagName = "div";
        box.Attributes.SetAttribute("class", "field");
        box.Content.AppendHtml(TextParts.LabelFor(Id, LabelWords()));
        AppendHintAndProblem(box.Content);

        var select = new TagBuilder("select");
        select.Attributes["id"] = Id;
        select.Attributes["name"] = Name;
        if (Autocomplete is not null) select.Attributes["autocomplete"] = Autocomplete;
        if (DetectZone && Value.Length == 0) select.Attributes["data-zone"] = "detect";
        Describe(select);
        if (Empty.Length > 0) select.InnerHtml.AppendHtml(ChoiceParts.Option(new Choice("", Empty), Value.Length == 0));
        foreach (var item in Items) select.InnerHtml.AppendHtml(ChoiceParts.Option(item, item.Value == Value));
        box.Content.AppendHtml(select);
    }
}

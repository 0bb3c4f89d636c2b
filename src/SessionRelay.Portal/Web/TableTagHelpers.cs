using System.Net;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace SessionRelay.Portal.Web;

/// <summary>
/// A table whose cells know their column's heading (<c>data-column</c>), so that a phone can show each row as a card with its facts named (staff.css). The pages write plain tables.
/// </summary>
[HtmlTargetElement("table")]
public sealed class TableTagHelper : TagHelper
{
    public override void Init(TagHelperContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Items[typeof(TableColumns)] = new TableColumns();
    }
}

/// <summary>Begins a row.</summary>
[HtmlTargetElement("tr")]
public sealed class TableRowTagHelper : TagHelper
{
    public override void Init(TagHelperContext context) => TableColumns.Of(context)?.BeginRow();
}

/// <summary>A heading of a column, or of a row.</summary>
[HtmlTargetElement("th", Attributes = "scope")]
public sealed class TableHeadingTagHelper : TagHelper
{
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (TableColumns.Of(context) is not { } columns) return;
        if (Written(output, "scope") != "col") columns.Next(output);
        else columns.Add((await output.GetChildContentAsync()).GetContent());
    }

    internal static string? Written(TagHelperOutput output, string name) => output.Attributes[name]?.Value switch
    {
        HtmlString html => html.Value,
        var other => other?.ToString(),
    };
}

/// <summary>A cell.</summary>
[HtmlTargetElement("td")]
public sealed class TableCellTagHelper : TagHelper
{
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (TableColumns.Of(context)?.Next(output) is { Length: > 0 } heading) output.Attributes.SetAttribute("data-column", heading);
    }
}

/// <summary>The headings of the table that is being written, and how far its row is.</summary>
internal sealed class TableColumns
{
    private readonly List<string> headings = [];
    private int at;

    public static TableColumns? Of(TagHelperContext context) => context.Items.TryGetValue(typeof(TableColumns), out var columns) ? (TableColumns)columns : null;

    public void BeginRow() => at = 0;

    /// <summary>A heading that is there for screen readers alone has elements in it, and needs no name before its cells.</summary>
    public void Add(string html) => headings.Add(html.Contains('<') ? "" : WebUtility.HtmlDecode(html).Trim());

    /// <summary>The heading of the row's next cell; empty for one that spans several.</summary>
    public string Next(TagHelperOutput cell)
    {
        var spans = int.TryParse(TableHeadingTagHelper.Written(cell, "colspan"), out var count) ? count : 1;
        var heading = spans == 1 && at < headings.Count ? headings[at] : "";
        at += spans;
        return heading;
    }
}

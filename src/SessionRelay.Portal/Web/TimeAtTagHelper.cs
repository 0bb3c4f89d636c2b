using Microsoft.AspNetCore.Razor.TagHelpers;
using NodaTime;
using NodaTime.Text;

namespace SessionRelay.Portal.Web;

/// <summary><c>&lt;time-at moment="@booking.Start" /&gt;</c>: day, time and zone, in the reader's zone unless <c>zone</c> says otherwise.</summary>
[HtmlTargetElement("time-at", TagStructure = TagStructure.WithoutEndTag)]
public sealed class TimeAtTagHelper : TagHelper
{
    private readonly ViewerZone viewer;
    private readonly TimeProvider clock;

    // Internal services come by the provider: tag helpers are public, as Razor finds no others.
    public TimeAtTagHelper(IServiceProvider services)
    {
        viewer = services.GetRequiredService<ViewerZone>();
        clock = services.GetRequiredService<TimeProvider>();
    }

    public Instant Moment { get; set; }

    public DateTimeZone? Zone { get; set; }

    /// <summary>Leaves the zone out, where a heading beside it has said it.</summary>
    public bool WithoutZone { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var zone = Zone ?? viewer.Zone;
        var now = Instant.FromDateTimeOffset(clock.GetUtcNow());
        output.TagName = "time";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("datetime", InstantPattern.General.Format(Moment));
        output.Content.SetContent(WithoutZone ? TimeWords.DayAndClock(Moment, zone, now) : TimeWords.Full(Moment, zone, now));
    }
}

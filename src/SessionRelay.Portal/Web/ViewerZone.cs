using NodaTime;
using SessionRelay.Portal.Practice;

namespace SessionRelay.Portal.Web;

/// <summary>The zone that this request's times are shown in: what the page's script learnt from the browser, or what a person chose; else the practice's.</summary>
internal sealed class ViewerZone(IHttpContextAccessor http, IPracticeFacts practice)
{
    public const string Cookie = "zone";

    public DateTimeZone Zone => Told ?? DateTimeZoneProviders.Tzdb[practice.Current.Zone];

    /// <summary>Null while neither browser nor person has told one.</summary>
    public DateTimeZone? Told => http.HttpContext?.Request.Cookies[Cookie] is { Length: < 64 } id ? DateTimeZoneProviders.Tzdb.GetZoneOrNull(id) : null;
}

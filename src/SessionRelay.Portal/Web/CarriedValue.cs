namespace SessionRelay.Portal.Web;

/// <summary>A query value of this request that the links to a folder's pages carry on, so that what was chosen once stays chosen in this tab and in no other.</summary>
/// <param name="Folder">As Razor Pages calls it, with a slash at its end: <c>/Client/</c>.</param>
/// <param name="Name">Of the query value.</param>
internal sealed record CarriedValue(string Folder, string Name, string Value)
{
    public void Carry(HttpContext http) => http.Items[typeof(CarriedValue)] = this;

    /// <summary>Null outside of a request, and where nothing was chosen.</summary>
    public static CarriedValue? Of(HttpContext? http) => http?.Items[typeof(CarriedValue)] as CarriedValue;
}

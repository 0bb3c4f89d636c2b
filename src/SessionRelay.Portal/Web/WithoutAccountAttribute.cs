using Microsoft.AspNetCore.Mvc.RazorPages;

namespace SessionRelay.Portal.Web;

/// <summary>A page that works while the database is down: the request's cookie is not even looked at, since what it says is held against the database.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class WithoutAccountAttribute : Attribute
{
    public static bool IsOn(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<PageActionDescriptor>() is CompiledPageActionDescriptor page
            ? page.ModelTypeInfo?.IsDefined(typeof(WithoutAccountAttribute), inherit: true) == true
            : context.GetEndpoint()?.Metadata.GetMetadata<WithoutAccountAttribute>() is not null;
}

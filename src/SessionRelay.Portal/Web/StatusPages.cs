using Microsoft.AspNetCore.Diagnostics;

namespace SessionRelay.Portal.Web;

/// <summary>A refusal or failure becomes a page in plain words, for people; programs (API, hub, files) get what they always got.</summary>
internal static partial class StatusPages
{
    private const string Files = "/portal";

    /// <param name="page">The page's address, with <c>{0}</c> for the status.</param>
    public static void UseStatusPages(this WebApplication app, string page)
    {
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("SessionRelay.Portal.Pages");
        app.UseStatusCodePagesWithReExecute(page);
        app.Use(async (context, next) =>
        {
            if (!IsForPeople(context))
            {
                if (context.Features.Get<IStatusCodePagesFeature>() is { } pages) pages.Enabled = false;
                await next(context);
                return;
            }

            try
            {
                await next(context);
            }
            catch (Exception failure) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
            {
                // Without its message: that may hold what somebody typed.
                Failed(log, failure.GetType().FullName!, failure.StackTrace ?? "");
                context.Response.Clear();
                context.Response.StatusCode = (failure as BadHttpRequestException)?.StatusCode ?? StatusCodes.Status500InternalServerError;
            }
        });
    }

    private static bool IsForPeople(HttpContext context) =>
        !NodePaths.IsOn(context) && !context.Request.Path.StartsWithSegments(Files, StringComparison.OrdinalIgnoreCase);

    [LoggerMessage(Level = LogLevel.Error, Message = "A page failed: {Failure}\n{Where}")]
    private static partial void Failed(ILogger log, string failure, string where);
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SessionRelay.Signaling.Hosting;
using SessionRelay.Signaling.Sessions;

namespace SessionRelay.Signaling.Api;

/// <summary><c>/api/v1</c>: protocol.md, HTTP API.</summary>
internal static class SessionsApi
{
    private const string Sessions = "sessions";
    private const string Tickets = "tickets";

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api/v1");
        api.MapPost("/sessions", Scoped(Sessions, CreateAsync));
        api.MapGet("/sessions/{id}", Scoped(Sessions, ViewAsync));
        api.MapPatch("/sessions/{id}", Scoped(Sessions, ChangeAsync));
        api.MapPost("/sessions/{id}/end", Scoped(Sessions, EndAsync));
        api.MapDelete("/sessions/{id}/participants/{participantId}", Scoped(Sessions, RemoveAsync));
        api.MapPost("/sessions/{id}/participants/{participantId}/call", Scoped(Sessions, CallAsync));
        api.MapPost("/sessions/{id}/tickets", Scoped(Tickets, MintAsync));
        api.MapFallback(static () => Problem.NoSuchAddress());
    }

    /// <summary>The key is judged before anything of the request is read.</summary>
    private static RequestDelegate Scoped(string scope, Func<HttpContext, SessionAdministration, Task<IResult>> call) => async context =>
    {
        var services = context.RequestServices;
        var result = services.GetRequiredService<ApiKeys>().Judge(context.Request, scope) ?? await AnswerAsync(context, call);
        context.Response.Headers.CacheControl = "no-store";
        await result.ExecuteAsync(context);
    };

    private static async Task<IResult> AnswerAsync(HttpContext context, Func<HttpContext, SessionAdministration, Task<IResult>> call)
    {
        try
        {
            return await call(context, context.RequestServices.GetRequiredService<SessionAdministration>());
        }
        catch (SessionRefusedException e)
        {
            return Problem.From(e);
        }
        catch (Exception e) when (e is SessionUnavailableException or OrleansException or TimeoutException)
        {
            context.RequestServices.GetRequiredService<ILogger<SessionAdministration>>().CallLost(e.GetType().Name);
            return Problem.Unavailable();
        }
    }

    private static async Task<IResult> CreateAsync(HttpContext context, SessionAdministration sessions)
    {
        var (body, problem) = await Bodies.ReadAsync<SessionBody>(context.Request);
        if (body is null) return problem!;
        var rules = RulesFor(context);
        rules.Times(body.StartsAt, body.EndsAt);
        if (body.Id is not null) rules.Id("id", body.Id);
        var policy = rules.Policy(body.Policy, new SessionPolicy());
        if (rules.Problem is { } wrong) return wrong;
        var (startsAt, endsAt) = (body.StartsAt!.Value, body.EndsAt!.Value);
        var id = body.Id ?? SessionAdministration.NewId();
        var view = await sessions.CreateAsync(id, new SessionDraft(startsAt, endsAt, policy, SessionAdministration.Fingerprint(startsAt, endsAt, policy)));
        context.Response.Headers.Location = $"/api/v1/sessions/{id}";
        return Json(view, StatusCodes.Status201Created);
    }

    private static async Task<IResult> ViewAsync(HttpContext context, SessionAdministration sessions) => Json(await sessions.ViewAsync(Route(context, "id")));

    private static async Task<IResult> ChangeAsync(HttpContext context, SessionAdministration sessions)
    {
        var (body, problem) = await Bodies.ReadAsync<PatchBody>(context.Request);
        if (body is null) return problem!;
        var id = Route(context, "id");
        var now = await sessions.ViewAsync(id);
        var rules = RulesFor(context);
        rules.Times(body.StartsAt ?? now.StartsAt, body.EndsAt ?? now.EndsAt);
        var policy = body.Policy is null ? null : rules.Policy(body.Policy, now.Policy);
        if (rules.Problem is { } wrong) return wrong;
        return Json(await sessions.ChangeAsync(id, new SessionPatch(body.StartsAt, body.EndsAt, policy)));
    }

    private static async Task<IResult> EndAsync(HttpContext context, SessionAdministration sessions) => Json(await sessions.CloseAsync(Route(context, "id")));

    private static async Task<IResult> RemoveAsync(HttpContext context, SessionAdministration sessions)
    {
        await sessions.RevokeAsync(Route(context, "id"), Route(context, "participantId"));
        return Results.NoContent();
    }

    private static async Task<IResult> CallAsync(HttpContext context, SessionAdministration sessions) =>
        Json(await sessions.CallAsync(Route(context, "id"), Route(context, "participantId")), StatusCodes.Status202Accepted);

    private static async Task<IResult> MintAsync(HttpContext context, SessionAdministration sessions)
    {
        var (body, problem) = await Bodies.ReadAsync<TicketBody>(context.Request);
        if (body is null) return problem!;
        var rules = RulesFor(context);
        var request = rules.Ticket(body);
        if (rules.Problem is { } wrong) return wrong;
        return Json(await sessions.MintAsync(Route(context, "id"), request), StatusCodes.Status201Created);
    }

    private static BodyRules RulesFor(HttpContext context) => new(context.RequestServices.GetRequiredService<IOptions<WebhookSettings>>().Value);

    private static IResult Json<T>(T value, int status = StatusCodes.Status200OK) => Results.Json(value, WireJson.Options, statusCode: status);

    private static string Route(HttpContext context, string name) => context.Request.RouteValues[name] as string ?? "";
}

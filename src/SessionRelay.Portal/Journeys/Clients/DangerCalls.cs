using System.Security.Claims;
using System.Threading.Channels;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Hosting;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Journeys.Intake;
using SessionRelay.Portal.Mail;

namespace SessionRelay.Portal.Journeys.Clients;

/// <summary>
/// Somebody who is signed in opened the crisis page: staff hear of it. The page itself waits for nothing and asks no database, so the session's cookie is only handed over
/// here, and looked at afterwards; when that fails, the page was shown all the same. It is a GET on purpose: a form could be refused, a link can't.
/// </summary>
internal sealed partial class DangerCalls(IServiceScopeFactory scopes, IOptionsMonitor<CookieAuthenticationOptions> cookies, TimeProvider clock, ILogger<DangerCalls> log) : BackgroundService
{
    private const int MostWaiting = 1_000;

    private readonly Channel<string> waiting = Channel.CreateBounded<string>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <summary>Never waits, and never fails for what the request has in it.</summary>
    public void Hear(HttpContext context)
    {
        if (IsFromElsewhere(context.Request)) return;
        var options = cookies.Get(IdentityConstants.ApplicationScheme);
        try
        {
            if (options.CookieManager.GetRequestCookie(context, options.Cookie.Name!) is { Length: > 0 } cookie) waiting.Writer.TryWrite(cookie);
        }
        catch (FormatException)
        {
            // a cookie in pieces of which one is missing: nobody is signed in by it
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var cookie in waiting.Reader.ReadAllAsync(stoppingToken)) await TryRaiseAsync(cookie, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the node stops
        }
    }

    /// <summary>Another site's link, and a browser that fetches ahead, are nobody's press.</summary>
    private static bool IsFromElsewhere(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site"
        || request.Headers["Sec-Purpose"].ToString().Contains("prefetch", StringComparison.OrdinalIgnoreCase)
        || (Uri.TryCreate(request.Headers.Referer.ToString(), UriKind.Absolute, out var from) && !from.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase));

    private async Task TryRaiseAsync(string cookie, CancellationToken cancel)
    {
        try
        {
            await RaiseAsync(cookie, cancel);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            NotRaised(failure.GetType().Name);
        }
    }

    private async Task RaiseAsync(string cookie, CancellationToken cancel)
    {
        if (cookies.Get(IdentityConstants.ApplicationScheme).TicketDataFormat.Unprotect(cookie) is not { } ticket || ticket.Properties.ExpiresUtc < clock.GetUtcNow()) return;
        await using var scope = scopes.BeginAsProgram("danger");
        var services = scope.ServiceProvider;
        var signIn = services.GetRequiredService<SignInManager<PortalUser>>();
        if (await signIn.ValidateSecurityStampAsync(ticket.Principal) is not { } user || !await MarkAsync(services, ticket.Principal, user, cancel)) return;
        services.GetRequiredService<OutboxBell>().Ring();
    }

    /// <returns>False when there was nothing to raise: no client, or a flag that nobody has looked at yet.</returns>
    private static async Task<bool> MarkAsync(IServiceProvider services, ClaimsPrincipal person, PortalUser user, CancellationToken cancel)
    {
        var work = services.GetRequiredService<UnitOfWork>();
        work.Person = new ActingPerson(user.Id, user.Roles, "danger");
        var isNew = false;
        foreach (var mine in await services.GetRequiredService<MyClients>().OfAsync(person, cancel))
        {
            if (await work.Db.SafetyFlags.AnyAsync(flag => flag.ClientId == mine.Client.Id && flag.Source == FlagSource.ClientPage && flag.SeenAt == null, cancel)) continue;
            work.Db.SafetyFlags.Add(new SafetyFlag { ClientId = mine.Client.Id, Source = FlagSource.ClientPage, RaisedAt = work.Database.Clock.GetCurrentInstant() });
            mine.Client.HasOpenFlag = true;
            isNew = true;
        }

        if (!isNew) return false;
        var letter = services.GetRequiredService<JourneyMail>().NeedsYouNow();
        var outbox = services.GetRequiredService<Outbox>();
        foreach (var address in await services.GetRequiredService<IntakeStaff>().AddressesAsync(cancel)) outbox.Add(new Letter("safety-flag", address, letter.Subject, letter.Text));
        await work.Db.SaveChangesAsync(cancel);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A press of \"Are you in danger now?\" could not be passed on to staff: {Failure}")]
    private partial void NotRaised(string failure);
}

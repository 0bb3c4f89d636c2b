using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Hosting;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Mail;
using SessionRelay.Portal.Practice;

namespace SessionRelay.Portal.Journeys.Owners;

/// <summary>
/// Looks each hour at what ends within 60 days, and mails the owners and the one whose it is: once for each end. The notice that stands for it is stored in the same
/// transaction as the message, so that neither a restart nor a second look sends it again; a renewed licence has another end and is told of anew.
/// </summary>
internal sealed partial class RenewalLetters(IServiceScopeFactory scopes, IPracticeFacts practice, TimeProvider clock, ILogger<RenewalLetters> log) : BackgroundService
{
    public const string NoticeKind = "renewal";

    private static readonly TimeSpan AfterStart = TimeSpan.FromMinutes(1); // a start has enough to do
    private static readonly TimeSpan Between = TimeSpan.FromHours(1);

    /// <returns>How many ends were told of.</returns>
    public async Task<int> SendAsync(CancellationToken cancel)
    {
        await using var scope = scopes.BeginByClock("renewals");
        var its = scope.ServiceProvider;
        var work = its.GetRequiredService<UnitOfWork>();
        if (!its.GetRequiredService<MailSettings>().IsOn) return 0; // told once there is mail
        var now = Instant.FromDateTimeOffset(clock.GetUtcNow());
        var today = now.InZone(DateTimeZoneProviders.Tzdb[practice.Current.Zone]).Date;
        var known = (await work.Db.StaffNotices.AsNoTracking().Where(notice => notice.Kind == NoticeKind).ToListAsync(cancel)).Select(notice => notice.Details?.Value).ToHashSet();
        var fresh = (await its.GetRequiredService<Renewals>().FindAsync(today, cancel)).Where(renewal => !known.Contains(MarkOf(renewal))).ToList();
        if (fresh.Count == 0) return 0;

        var outbox = its.GetRequiredService<Outbox>();
        foreach (var renewal in fresh)
        {
            work.Db.Add(new StaffNotice { StaffId = renewal.StaffId, Kind = NoticeKind, Details = MarkOf(renewal), At = now, DoneAt = now });
            foreach (var address in await AddressesAsync(work, renewal.StaffId, cancel)) outbox.Add(Letter(renewal, address));
        }

        await work.Db.SaveChangesAsync(cancel);
        its.GetRequiredService<OutboxBell>().Ring();
        return fresh.Count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(AfterStart, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            timer.Period = Between;
            try
            {
                await SendAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                Failed(failure.GetType().Name);
            }
        }
    }

    private static string MarkOf(Renewal renewal) => $"{renewal.Id:N} {renewal.Until:uuuu-MM-dd}";

    private static async Task<IReadOnlyList<string>> AddressesAsync(UnitOfWork work, Guid staffId, CancellationToken cancel)
    {
        var users = (await work.Db.Staff.AsNoTracking().Where(member => member.IsActive && member.UserId != null).ToListAsync(cancel))
            .Where(member => member.Id == staffId || member.Roles.HasFlag(PortalRole.Owner))
            .Select(member => member.UserId!.Value).ToList();
        return [.. (await work.Db.Users.AsNoTracking().Where(user => users.Contains(user.Id)).ToListAsync(cancel)).Select(user => user.Email).OfType<string>()];
    }

    private Letter Letter(Renewal renewal, string to) => new("renewal", to, $"{practice.Current.Name}: a {renewal.What} ends",
        $"""
        Hello,

        the {renewal.What} of {renewal.Staff} {(renewal.HasEnded ? "ended" : "ends")} on {renewal.Until.ToString("d MMMM uuuu", System.Globalization.CultureInfo.InvariantCulture)}.
        {(renewal.What.StartsWith("licence", StringComparison.Ordinal) ? "After that day no client there is matched with them, and no session can be booked." : "Please renew it, and write the new date into the practice's pages.")}

        {practice.Current.Name}
        """);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What ends soon could not be looked at: {Failure}")]
    private partial void Failed(string failure);
}

using System.Text;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Hosting;
using SessionRelay.Portal.Data.Sealing;
using SessionRelay.Portal.Data.Staff;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Journeys.Hours;

/// <summary>Fetches the calendars that therapists keep elsewhere, and stores when they are busy.</summary>
internal sealed class OutsideCalendars(UnitOfWork work, IHttpClientFactory clients)
{
    public const string ClientName = "outside-calendar";

    /// <summary>Bytes: some 10,000 entries.</summary>
    public const int MostBytes = 4 * 1024 * 1024;

    private static readonly Duration Ahead = Duration.FromDays(400); // beyond the furthest that can be booked

    /// <summary>Whether an address may be asked at all: HTTPS, without a name and password in it.</summary>
    public static bool IsAddress(string? text, out Uri address)
    {
        // People copy webcal addresses: it is HTTPS by another name.
        if (text?.StartsWith("webcal://", StringComparison.OrdinalIgnoreCase) == true) text = "https" + text["webcal".Length..];
        return Uri.TryCreate(text, UriKind.Absolute, out address!) && address.Scheme == Uri.UriSchemeHttps && address.UserInfo.Length == 0 && address.Host.Length > 0;
    }

    /// <summary>Sets or takes away a therapist's calendar, and fetches it at once.</summary>
    /// <returns>A stable word of what is wrong; null when all went well.</returns>
    public async Task<string?> SetAsync(Guid therapistId, string? address, CancellationToken cancel)
    {
        var known = await work.Db.OutsideCalendars.SingleOrDefaultAsync(calendar => calendar.StaffId == therapistId, cancel);
        if (string.IsNullOrWhiteSpace(address))
        {
            if (known is not null) work.Db.OutsideCalendars.Remove(known);
            work.Db.OutsideBusyTimes.RemoveRange(await work.Db.OutsideBusyTimes.Where(time => time.StaffId == therapistId).ToListAsync(cancel));
            await work.Db.SaveChangesAsync(cancel);
            return null;
        }

        if (!IsAddress(address.Trim(), out var good)) return OutsideTrouble.Address;
        if (known is null) work.Db.OutsideCalendars.Add(known = new OutsideCalendar { StaffId = therapistId, Address = new Sealed<string>(good.AbsoluteUri) });
        else known.Address = new Sealed<string>(good.AbsoluteUri);
        await work.Db.SaveChangesAsync(cancel);
        await RefreshAsync(known, cancel);
        return known.Trouble;
    }

    public async Task<IReadOnlyList<Guid>> AllAsync(CancellationToken cancel) => await work.Db.OutsideCalendars.AsNoTracking().Select(calendar => calendar.Id).ToListAsync(cancel);

    public async Task RefreshAsync(Guid calendarId, CancellationToken cancel)
    {
        if (await work.Db.OutsideCalendars.SingleOrDefaultAsync(known => known.Id == calendarId, cancel) is { } calendar) await RefreshAsync(calendar, cancel);
    }

    private async Task RefreshAsync(OutsideCalendar calendar, CancellationToken cancel)
    {
        var member = await work.Db.Staff.AsNoTracking().SingleAsync(known => known.Id == calendar.StaffId, cancel);
        var zone = ZoneData.Current.OrUtc(member.Zone);
        var now = work.Database.Clock.GetCurrentInstant();
        var (text, trouble) = await FetchAsync(calendar.Address.Value, cancel);
        var read = text is null ? null : BusyTimes.Read(text, zone, new InstantRange(now - Duration.FromDays(1), now + Ahead));
        if (text is not null && read is null) trouble = OutsideTrouble.NoCalendar;
        if (read is not null)
        {
            // What was busy stays so while the calendar can't be read: a free time that isn't one is worse.
            var stored = await work.Db.OutsideBusyTimes.Where(time => time.StaffId == calendar.StaffId).ToListAsync(cancel);
            var wanted = read.Busy.ToHashSet();
            work.Db.OutsideBusyTimes.RemoveRange(stored.Where(time => !wanted.Remove(new InstantRange(time.Start, time.End))));
            foreach (var busy in wanted) work.Db.OutsideBusyTimes.Add(new OutsideBusyTime { StaffId = calendar.StaffId, Start = busy.Start, End = busy.End });
            calendar.FetchedAt = now;
            trouble = read.LeftOut > 0 ? OutsideTrouble.LeftOut : null;
        }

        calendar.Trouble = trouble;
        await work.Db.SaveChangesAsync(cancel);
    }

    private async Task<(string? Text, string? Trouble)> FetchAsync(string address, CancellationToken cancel)
    {
        if (!IsAddress(address, out var uri)) return (null, OutsideTrouble.Address);
        try
        {
            using var client = clients.CreateClient(ClientName);
            using var answer = await client.GetAsync(uri, HttpCompletionOption.ResponseContentRead, cancel); // no more than MaxResponseContentBufferSize
            return answer.IsSuccessStatusCode ? (Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync(cancel)), null) : (null, OutsideTrouble.Refused);
        }
        catch (HttpRequestException)
        {
            return (null, OutsideTrouble.Unreachable);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return (null, OutsideTrouble.Slow);
        }
    }
}

/// <summary>What can be wrong with a calendar elsewhere: stable words, and what people read.</summary>
internal static class OutsideTrouble
{
    public const string Address = "address";
    public const string Unreachable = "unreachable";
    public const string Refused = "refused";
    public const string Slow = "slow";
    public const string NoCalendar = "no-calendar";
    public const string LeftOut = "left-out";

    public static string Words(string trouble) => trouble switch
    {
        Address => "The address must begin with https:// and have no name or password in it.",
        Unreachable => "The calendar can't be reached. It must be on the public internet, and no larger than 4 MB.",
        Refused => "The calendar's server refuses to give it. Copy its secret address once more.",
        Slow => "The calendar's server did not answer in time.",
        LeftOut => "Some entries could not be read: they do not block. Close those hours here as well.",
        _ => "What is at this address is no calendar (.ics).",
    };
}

/// <summary>Fetches all of them again and again.</summary>
internal sealed partial class OutsideCalendarRefresher(IServiceScopeFactory scopes, TimeProvider time, ILogger<OutsideCalendarRefresher> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await RunAsync(stoppingToken);
    }

    private async Task RunAsync(CancellationToken cancel)
    {
        IReadOnlyList<Guid> all;
        await using (var scope = scopes.BeginByClock("outside-calendars")) all = await scope.ServiceProvider.GetRequiredService<OutsideCalendars>().AllAsync(cancel);
        foreach (var calendar in all)
        {
            try
            {
                await using var scope = scopes.BeginByClock("outside-calendars");
                await scope.ServiceProvider.GetRequiredService<OutsideCalendars>().RefreshAsync(calendar, cancel);
            }
            catch (Exception failed) when (failed is not OperationCanceledException)
            {
                LogFailed(failed.GetType().Name); // the next one is somebody else's
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A calendar elsewhere could not be stored: {Failure}. It is tried again.")]
    private partial void LogFailed(string failure);
}

internal static class OutsideCalendarSetup
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static void AddOutsideCalendars(this IServiceCollection services)
    {
        services.AddScoped<OutsideCalendars>();
        services.AddHostedService<OutsideCalendarRefresher>();
        services.AddHttpClient(OutsideCalendars.ClientName, client =>
            {
                client.Timeout = Patience;
                client.MaxResponseContentBufferSize = OutsideCalendars.MostBytes;
            })
            .RemoveAllLoggers() // they would write the address, which is a secret
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = true,
                MaxAutomaticRedirections = 3, // never from HTTPS to HTTP, and each goes through the same door
                UseProxy = false,
                UseCookies = false,
                ConnectCallback = PublicAddress.ConnectAsync,
            });
    }
}

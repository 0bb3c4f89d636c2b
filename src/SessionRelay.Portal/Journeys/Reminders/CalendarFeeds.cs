using System.Security.Cryptography;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Calendars;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;

namespace SessionRelay.Portal.Journeys.Reminders;

/// <summary>A therapist's own sessions at a secret address, for their calendar program: times only, nobody's name. One address at a time.</summary>
internal sealed class CalendarFeeds(UnitOfWork work)
{
    private const int SecretBytes = 32;
    private const int LongestSecret = 64;
    private static readonly Duration Back = Duration.FromDays(31);
    private static readonly Duration Ahead = Duration.FromDays(366);

    private Instant Now => work.Database.Clock.GetCurrentInstant();

    public Task<CalendarFeed?> OfAsync(Guid staffId, CancellationToken cancel) =>
        work.Db.CalendarFeeds.SingleOrDefaultAsync(feed => feed.StaffId == staffId && feed.RevokedAt == null, cancel);

    /// <summary>Makes a new address; the one before is worth nothing from now on.</summary>
    /// <returns>The secret in it, which is told once and not kept.</returns>
    public async Task<string> MakeAsync(Guid staffId, CancellationToken cancel)
    {
        var secret = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(SecretBytes));
        await EndAsync(staffId, cancel);
        work.Db.CalendarFeeds.Add(new CalendarFeed { StaffId = staffId, AddressHash = work.Vault.TokenHash(secret), CreatedAt = Now });
        await work.Db.SaveChangesAsync(cancel);
        return secret;
    }

    public async Task RevokeAsync(Guid staffId, CancellationToken cancel)
    {
        await EndAsync(staffId, cancel);
        await work.Db.SaveChangesAsync(cancel);
    }

    /// <summary>The calendar file of an address; null when it is worth nothing.</summary>
    public async Task<string?> ReadAsync(string secret, CancellationToken cancel)
    {
        if (secret.Length > LongestSecret) return null;
        var hash = work.Vault.TokenHash(secret);
        if (await work.Db.CalendarFeeds.AsNoTracking().SingleOrDefaultAsync(known => known.AddressHash == hash && known.RevokedAt == null, cancel) is not { } feed) return null;
        var (from, to) = (Now - Back, Now + Ahead);
        var rows = await work.Db.Bookings
            .Where(booking => booking.TherapistId == feed.StaffId && booking.Start > from && booking.Start < to && (booking.State == BookingState.Booked || booking.State == BookingState.Held))
            .OrderBy(booking => booking.Start)
            .Select(booking => new { booking.Id, booking.Start, booking.Minutes, booking.CreditSeconds, booking.Sequence, booking.Format })
            .ToListAsync(cancel);
        return SessionCalendar.ForFeed(rows.Select(row => new FeedEvent(
            row.Id, row.Start, row.Start + Duration.FromMinutes(row.Minutes) + Duration.FromSeconds(row.CreditSeconds), row.Sequence, Summary(row.Format))), Now);
    }

    private async Task EndAsync(Guid staffId, CancellationToken cancel)
    {
        foreach (var feed in await work.Db.CalendarFeeds.Where(known => known.StaffId == staffId && known.RevokedAt == null).ToListAsync(cancel)) feed.RevokedAt = Now;
    }

    private static string Summary(CareFormat format) => format switch
    {
        CareFormat.Video => "Session by video",
        CareFormat.Phone => "Session by phone",
        _ => "Session in person",
    };
}

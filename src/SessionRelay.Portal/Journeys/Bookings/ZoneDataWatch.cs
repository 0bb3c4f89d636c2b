using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Hosting;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Journeys.Bookings;

/// <summary>After an update of the zone data: bookings to come whose wall clock and moment don't agree any more are shown to staff. Nothing moves by itself.</summary>
internal sealed class ZoneDataWatch(UnitOfWork work)
{
    public const string Notice = "zone-data-shift";

    /// <summary>What staff has to decide, soonest first.</summary>
    public async Task<IReadOnlyList<(Booking Booking, ShiftedBooking Shift)>> ShiftedAsync(CancellationToken cancel)
    {
        var (bookings, review) = await ReviewAsync(cancel);
        return [.. review.Shifted.Select(shift => (bookings[shift.Booking.Id], shift)).OrderBy(pair => pair.Item1.Start)];
    }

    /// <summary>Notes on the bookings that are still true which data they agree with, and raises a notice for each of the others, once.</summary>
    /// <returns>How many there are to decide.</returns>
    public async Task<int> CheckAsync(CancellationToken cancel)
    {
        var (bookings, review) = await ReviewAsync(cancel);
        foreach (var confirmed in review.Confirmed) bookings[confirmed.Id].ZoneDataVersion = confirmed.Time.ZoneDataVersion;
        var known = await work.Db.StaffNotices.Where(notice => notice.Kind == Notice && notice.DoneAt == null).ToListAsync(cancel);
        foreach (var shifted in review.Shifted)
        {
            var booking = bookings[shifted.Booking.Id];
            if (known.Exists(notice => notice.BookingId == booking.Id)) continue;
            work.Db.StaffNotices.Add(new StaffNotice
            {
                ForRole = PortalRole.Intake,
                Kind = Notice,
                ClientId = booking.ClientId,
                BookingId = booking.Id,
                At = work.Database.Clock.GetCurrentInstant(),
            });
        }

        await work.Db.SaveChangesAsync(cancel);
        return review.Shifted.Count;
    }

    /// <summary>Staff has decided about a booking.</summary>
    public async Task DoneAsync(Guid bookingId, CancellationToken cancel)
    {
        foreach (var notice in await work.Db.StaffNotices.Where(notice => notice.Kind == Notice && notice.BookingId == bookingId && notice.DoneAt == null).ToListAsync(cancel))
            (notice.DoneAt, notice.DoneById) = (work.Database.Clock.GetCurrentInstant(), work.Person?.UserId);
        await work.Db.SaveChangesAsync(cancel);
    }

    private async Task<(Dictionary<string, Booking> Bookings, ZoneDataReview Review)> ReviewAsync(CancellationToken cancel)
    {
        var now = work.Database.Clock.GetCurrentInstant();
        var version = ZoneData.Current.Version;
        var bookings = await work.Db.Bookings
            .Where(booking => booking.Start >= now && booking.ZoneDataVersion != version && (booking.State == BookingState.Booked || booking.State == BookingState.Requested))
            .ToListAsync(cancel);
        return (bookings.ToDictionary(booking => booking.Id.ToString()), ZoneDataReview.Of(bookings.Select(booking => booking.AsKept()), ZoneData.Current, now));
    }
}

/// <summary>Looks when the program starts: its zone data is its own, so it changes with the program alone.</summary>
internal sealed partial class ZoneDataCheck(IServiceScopeFactory scopes, ILogger<ZoneDataCheck> log) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.BeginAsProgram("zone-data");
        var shifted = await scope.ServiceProvider.GetRequiredService<ZoneDataWatch>().CheckAsync(cancellationToken);
        if (shifted > 0) LogShifted(shifted, ZoneData.Current.Version);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Of the bookings to come, {Count} need a decision: the zone data {Version} says another time. Nothing has moved.")]
    private partial void LogShifted(int count, string version);
}

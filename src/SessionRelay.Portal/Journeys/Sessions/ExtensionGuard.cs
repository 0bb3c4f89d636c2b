using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Hosting;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Signaling.Sessions;

namespace SessionRelay.Portal.Journeys.Sessions;

/// <summary>The calendar takes the time first, then the session grows. A crash in between keeps some minutes that nobody uses, and gives none twice.</summary>
internal sealed class ExtensionGuard(IServiceScopeFactory scopes) : IExtensionGuard
{
    public async Task<bool> AllowAsync(string sessionId, DateTimeOffset endsAt)
    {
        if (!Guid.TryParse(sessionId, out var id)) return true; // no booking of ours
        await using var scope = scopes.BeginAsProgram("sessions/extend");
        var work = scope.ServiceProvider.GetRequiredService<UnitOfWork>();
        var growth = new CalendarGrowth(work);
        var booking = await work.Db.Bookings.Include(known => known.Participants).SingleOrDefaultAsync(known => known.Id == id);
        if (booking is null) return true;
        if (booking.State != BookingState.Booked) return false;
        var minutes = CalendarGrowth.MinutesUntil(booking.Start, Instant.FromDateTimeOffset(endsAt));
        try
        {
            await using var transaction = await work.Db.Database.BeginTransactionAsync();
            await growth.QueueAsync(booking.TherapistId, default);
            if (await work.Db.BookingSpans.AnyAsync(span => span.BookingId == id && span.Minutes >= minutes)) return true;
            if (!await growth.GrowAsync(booking, minutes, default)) return false;
            await work.Db.SaveChangesAsync();
            await transaction.CommitAsync();
            return true;
        }
        catch (Exception taken) when (UniqueKeys.IsViolation(taken))
        {
            return false;
        }
    }
}

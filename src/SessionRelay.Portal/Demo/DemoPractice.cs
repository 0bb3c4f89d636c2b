using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Hosting;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Demo;

/// <summary>
/// A practice to look at: twelve therapists in six states, forty clients at every stage of the way. Written by hand, and so the same on every start but for the dates,
/// which lie around today.
/// </summary>
internal static class DemoPractice
{
    /// <summary>Fills an empty database; one that has a practice stays as it is.</summary>
    public static async Task FillAsync(IServiceProvider services, CancellationToken cancel)
    {
        await using var scope = services.GetRequiredService<IServiceScopeFactory>().BeginAsProgram("demo");
        var work = scope.ServiceProvider.GetRequiredService<UnitOfWork>();
        await FillAsync(work, cancel);
    }

    public static async Task FillAsync(UnitOfWork work, CancellationToken cancel)
    {
        if (await work.Db.Practice.AnyAsync(cancel)) return;
        var now = work.Database.Clock.GetCurrentInstant();
        var today = now.InUtc().Date;
        var documents = DemoTexts.Add(work, now, today);
        var staff = new DemoStaff(work, today);
        staff.Add();
        var clients = new DemoClients(work, staff, documents, now);
        clients.Add();
        var bookings = new DemoBookings(work, staff, now);
        bookings.AddPast(clients.Added);
        await work.Db.SaveChangesAsync(cancel);
        work.Db.ChangeTracker.Clear(); // what was added would be looked through again at every booking
        await bookings.AddComingAsync(clients.Added, cancel);
    }
}

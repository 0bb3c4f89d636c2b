using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Consents;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Demo.Large;

namespace SessionRelay.Portal.Demo;

/// <summary>How large.</summary>
/// <param name="Therapists">12 to 1,000; they follow the pattern of the demo's twelve.</param>
/// <param name="Clients">Of all of them together; one in ten is still choosing a therapist.</param>
/// <param name="Months">Of bookings, half of them behind us and half to come.</param>
internal sealed record PracticeSize(int Therapists, int Clients, int Months);

/// <summary>
/// Fills an empty database with a practice that is not real, as large as one likes: what a load test loads. Every client gets a link to sign in, which works once and for
/// <see cref="LinkLifetime"/>; the caller gives them to the operator alone.
/// </summary>
internal sealed class LargePractice(PortalDatabase database, PracticeSize size, Action<string> tell)
{
    public static readonly Duration LinkLifetime = Duration.FromDays(7);

    private const int TellEach = 20; // therapists

    /// <summary>Anybody at all: a practice that is real, or one that was filled before.</summary>
    public static async Task<bool> HasPeopleAsync(PortalDatabase database, CancellationToken cancel)
    {
        await using var work = database.Begin(ActingPerson.Program("fill"));
        return await work.Db.Practice.AnyAsync(cancel) || await work.Db.Staff.AnyAsync(cancel) || await work.Db.Users.AnyAsync(cancel) || await work.Db.Clients.AnyAsync(cancel)
            || await work.Db.ContactRequests.AnyAsync(cancel);
    }

    /// <returns>The tokens of the links, one a client.</returns>
    public async Task<IReadOnlyList<string>> FillAsync(CancellationToken cancel)
    {
        var now = database.Clock.GetCurrentInstant();
        var (staff, documents) = await AddStaffAsync(now, cancel);
        var tokens = new List<string>();
        var bookings = 0;
        for (var number = 0; number < staff.Therapists.Count; number++)
        {
            await using var work = database.Begin(ActingPerson.Program("fill"));
            var therapist = DemoTherapist.All[number % DemoTherapist.All.Count];
            var first = (int)((long)size.Clients * number / staff.Therapists.Count);
            var last = (int)((long)size.Clients * (number + 1) / staff.Therapists.Count);
            var clients = new LargeClients(work, new SignInLinks(work), staff, documents, now);
            for (var client = first; client < last; client++) clients.Add(client, number, therapist);
            await work.Db.SaveChangesAsync(cancel);
            tokens.AddRange(clients.Tokens);
            work.Db.ChangeTracker.Clear();
            bookings += await new LargeCalendar(work, now, size.Months).AddAsync(staff.Therapists[number], therapist, clients.InCare, cancel);
            if ((number + 1) % TellEach == 0 || number + 1 == staff.Therapists.Count) tell($"{number + 1} of {staff.Therapists.Count} therapists: {tokens.Count} clients, {bookings} bookings");
        }

        return tokens;
    }

    private async Task<(DemoStaff Staff, IReadOnlyList<ConsentDocument> Documents)> AddStaffAsync(Instant now, CancellationToken cancel)
    {
        await using var work = database.Begin(ActingPerson.Program("fill"));
        var today = now.InUtc().Date;
        var documents = DemoTexts.Add(work, now, today);
        var staff = new DemoStaff(work, today);
        staff.Add();
        staff.AddMore(size.Therapists);
        await work.Db.SaveChangesAsync(cancel);
        return (staff, documents);
    }
}

using System.Text;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Drafts;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Journeys;

/// <summary>
/// Remembers in the database. The token is taken before the deed and gets its place after it: whatever happens in between, no press does it a second time. When the
/// program ended just there, later presses are told that nobody knows, and their person looks.
/// </summary>
internal sealed class DatabaseOnce(PortalDatabase database) : IOnce, IDisposable
{
    /// <summary>Longer than any page stays open before its person is signed out.</summary>
    private static readonly Duration Memory = Duration.FromDays(1);

    private static readonly Duration BetweenSweeps = Duration.FromHours(1);

    private readonly SemaphoreSlim[] gates = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1))];

    private long sweepAt; // ticks since 1970

    public async Task<Pressed> DoAsync(Guid token, Func<Task<string?>> deed, CancellationToken cancel)
    {
        var gate = gates[(uint)token.GetHashCode() % (uint)gates.Length];
        await gate.WaitAsync(cancel);
        try
        {
            await using var work = database.Begin(null); // nothing of a client's stands in a row
            await SweepAsync(work, cancel);
            if (await FindAsync(work, token, cancel) is { } before) return new Pressed(false, PlaceOf(before));
            var mine = new DoneDeed { Id = token, BegunAt = database.Clock.GetCurrentInstant() };
            work.Db.DoneDeeds.Add(mine);
            try
            {
                await work.Db.SaveChangesAsync(cancel);
            }
            catch (Exception raced) when (UniqueKeys.IsViolation(raced))
            {
                return new Pressed(false, await FindAsync(work, token, cancel) is { } theirs ? PlaceOf(theirs) : null); // another node was quicker
            }

            return new Pressed(true, await DoAsync(work, mine, deed));
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose()
    {
        foreach (var gate in gates) gate.Dispose();
    }

    private async Task<string?> DoAsync(UnitOfWork work, DoneDeed mine, Func<Task<string?>> deed, string? place = null)
    {
        try
        {
            return place = await deed();
        }
        finally
        {
            // Also when its person has gone away meanwhile: that is when they press again.
            if (place is null) work.Db.DoneDeeds.Remove(mine);
            else mine.Place = database.Vault.Seal(BoundTo(mine), Encoding.UTF8.GetBytes(place));
            await work.Db.SaveChangesAsync(CancellationToken.None);
        }
    }

    private string? PlaceOf(DoneDeed done)
    {
        try
        {
            return done.Place is { } place ? Encoding.UTF8.GetString(database.Vault.Open(BoundTo(done), place)) : null;
        }
        catch (InvalidDataException)
        {
            return null; // keys were changed meanwhile: the person looks
        }
    }

    private static string BoundTo(DoneDeed done) => $"DoneDeeds/Place/{done.Id}";

    private static Task<DoneDeed?> FindAsync(UnitOfWork work, Guid token, CancellationToken cancel) =>
        work.Db.DoneDeeds.AsNoTracking().SingleOrDefaultAsync(done => done.Id == token, cancel);

    /// <summary>Forgets what is a day old; the first press of an hour does it.</summary>
    private async Task SweepAsync(UnitOfWork work, CancellationToken cancel)
    {
        var now = database.Clock.GetCurrentInstant();
        var due = Interlocked.Read(ref sweepAt);
        if (now.ToUnixTimeTicks() < due || Interlocked.CompareExchange(ref sweepAt, (now + BetweenSweeps).ToUnixTimeTicks(), due) != due) return;
        var old = now - Memory;
        await work.Db.DoneDeeds.Where(done => done.BegunAt < old).ExecuteDeleteAsync(cancel);
    }
}

using Microsoft.Extensions.Caching.Memory;
using SessionRelay.Signaling.Api;
using SessionRelay.Signaling.Sessions;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Portal.Journeys.Sessions;

/// <summary>Two ways into a room that nobody else has, for the two ends of a check in one page.</summary>
internal sealed record CheckRoom(string Near, string Far)
{
    public override string ToString() => nameof(CheckRoom); // ways in
}

/// <summary>A room of the relay for a few minutes, in which a person's browser meets itself: what it sends goes to the relay and comes back.</summary>
internal sealed class DeviceChecks(SessionAdministration sessions, IMemoryCache cache, TimeProvider time)
{
    private const int MostAtOnce = 6; // checks of one person within the lifetime of a room
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(3);

    private static readonly SessionPolicy Alone = new() { WaitingRoom = false, MaxPeople = 2, GraceMinutes = 0, ExtendMinutes = 0, Phone = PhonePolicy.Off };

    /// <param name="who">Whose check: an id, to count by.</param>
    /// <returns>Null when this person has begun too many just now.</returns>
    public async Task<CheckRoom?> OpenAsync(Guid who)
    {
        var begun = cache.GetOrCreate(("device-check", who), entry =>
        {
            entry.AbsoluteExpirationRelativeToNow = Lifetime;
            return new Counter();
        })!;
        if (begun.Next() > MostAtOnce) return null;
        var now = time.GetUtcNow();
        var id = await sessions.CreateAsync(null, now, now + Lifetime, Alone);
        var near = await sessions.MintAsync(id, new TicketRequest("near", "You", ParticipantRole.Host));
        var far = await sessions.MintAsync(id, new TicketRequest("far", "Your echo", ParticipantRole.Host));
        return new CheckRoom(near.Ticket, far.Ticket);
    }

    private sealed class Counter
    {
        private int value;

        public int Next() => Interlocked.Increment(ref value);
    }
}

using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Journeys.Sessions;

/// <summary>Gives and finds the links of <see cref="PlaceLinks"/>: each opens one booking for one person, and nothing else.</summary>
internal sealed class JoinLinks(UnitOfWork work)
{
    private const int Length = 64; // characters

    /// <summary>The secret for the link; its hash is set on a participant whose key is another one by now, to be saved by the caller.</summary>
    public string SecretOf(BookingParticipant participant)
    {
        var secret = PlaceLinks.SecretOf(work.Vault, participant.Id);
        var hash = PlaceLinks.HashOf(work.Vault, secret);
        if (participant.LinkHash != hash) participant.LinkHash = hash;
        return secret;
    }

    /// <returns>Null for one that was never made.</returns>
    public async Task<Guid?> FindAsync(string? secret, CancellationToken cancel)
    {
        if (secret is not { Length: Length }) return null;
        var hash = PlaceLinks.HashOf(work.Vault, secret);
        return (await work.Db.BookingParticipants.AsNoTracking().SingleOrDefaultAsync(participant => participant.LinkHash == hash, cancel))?.Id;
    }
}

using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Sealing;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Journeys.Sessions;

/// <summary>
/// The secret in a person's link to one booking. It is made from the portal's key and the participant's id, so that each mail about the booking has the same link
/// though only its hash is stored.
/// </summary>
internal sealed class JoinLinks(UnitOfWork work)
{
    private const int Length = 64; // characters

    /// <summary>The secret for the link; its hash is set on the participant, to be saved by the caller.</summary>
    public string SecretOf(BookingParticipant participant)
    {
        var secret = Secret(work.Vault, participant.Id);
        var hash = work.Vault.TokenHash(secret);
        if (participant.LinkHash != hash) participant.LinkHash = hash;
        return secret;
    }

    /// <returns>Null for one that was never made.</returns>
    public async Task<Guid?> FindAsync(string? secret, CancellationToken cancel)
    {
        if (secret is not { Length: Length }) return null;
        var hash = work.Vault.TokenHash(secret);
        return (await work.Db.BookingParticipants.AsNoTracking().SingleOrDefaultAsync(participant => participant.LinkHash == hash, cancel))?.Id;
    }

    private static string Secret(Vault vault, Guid participantId) => vault.Hash("join-link", participantId.ToString());
}

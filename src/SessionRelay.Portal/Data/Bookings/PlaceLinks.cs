using SessionRelay.Portal.Data.Sealing;

namespace SessionRelay.Portal.Data.Bookings;

/// <summary>
/// The secret in a person's link to one booking. It is made from the portal's key and the participant's id, so that each mail about the booking has the same link though
/// only its hash is stored; with the booking, so that it is good from the first moment on, whatever is mailed.
/// </summary>
internal static class PlaceLinks
{
    public static string SecretOf(Vault vault, Guid participantId) => vault.Hash("join-link", participantId.ToString());

    /// <summary>What is stored, and looked for.</summary>
    public static string HashOf(Vault vault, string secret) => vault.TokenHash(secret);
}

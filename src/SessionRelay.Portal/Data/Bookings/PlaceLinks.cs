using SessionRelay.Portal.Data.Sealing;
using SessionRelay.Portal.Domain.Care;

namespace SessionRelay.Portal.Data.Bookings;

/// <summary>
/// The secret in a person's link to one booking. It is made from the portal's key and the participant's id, so that each mail about the booking has the same link though
/// only its hash is stored; with the booking, so that it is good from the first moment on, whatever is mailed.
/// </summary>
internal static class PlaceLinks
{
    public static string SecretOf(Vault vault, Guid participantId) => vault.Hash("join-link", participantId.ToString());

    /// <summary>A person's place in a booking, with the hash of its link.</summary>
    public static BookingParticipant NewPlace(Vault vault, Booking booking, Guid? memberId, string zone, Region region)
    {
        var place = new BookingParticipant { BookingId = booking.Id, ClientId = booking.ClientId, MemberId = memberId, Zone = zone, Region = region };
        place.LinkHash = HashOf(vault, SecretOf(vault, place.Id));
        return place;
    }

    /// <summary>What is stored, and looked for.</summary>
    public static string HashOf(Vault vault, string secret) => vault.TokenHash(secret);
}

using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Sealing;
using SessionRelay.Portal.Data.Staff;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Signaling.Hosting;

namespace SessionRelay.Portal.Journeys.Sessions;

/// <summary>A therapist's own phone: the number at which they are called into a session of theirs, and the code that lets them in.</summary>
internal sealed class HostPhones(UnitOfWork work, IOptions<PhoneSettings> phone)
{
    private const int PinLength = 6;
    private const uint Pins = 1_000_000;

    /// <summary>This node calls people.</summary>
    public bool HasLine => phone.Value.HasTrunk;

    /// <summary>
    /// What whoever picks up enters: of one booking and therapist, always the same, and stored with none (the running session keeps it sealed). Who has neither the keys nor the booking's page can only guess, three times a call.
    /// </summary>
    public string PinOf(Booking booking)
    {
        var hash = work.Vault.Hash("host-pin", $"{booking.Id:N} {booking.TherapistId:N}");
        return (uint.Parse(hash.AsSpan(0, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) % Pins).ToString(CultureInfo.InvariantCulture).PadLeft(PinLength, '0');
    }

    /// <summary>Keeps where a member of staff is called; null: nowhere any more.</summary>
    /// <param name="userId">Of their sign-in.</param>
    /// <param name="number">E.164.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>False: nobody of the staff has this sign-in.</returns>
    public async Task<bool> ChangeAsync(Guid userId, string? number, CancellationToken cancel)
    {
        if (await work.Db.Staff.SingleOrDefaultAsync(member => member.UserId == userId, cancel) is not { } member) return false;
        if (member.Phone?.Value != number) member.Phone = number is null ? null : new Sealed<string>(number);
        await work.Db.SaveChangesAsync(cancel);
        return true;
    }

    /// <summary>What goes with a therapist's ticket so that they can be called.</summary>
    internal (string Callback, string Pin)? Of(Booking booking, StaffMember therapist) =>
        therapist.Phone is { } number ? (number.Value, PinOf(booking)) : null;
}

using Microsoft.EntityFrameworkCore;
using MimeKit.Utils;
using NodaTime;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Reminders;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Journeys.Care;
using SessionRelay.Portal.Mail;

namespace SessionRelay.Portal.Journeys.Clients;

/// <summary>Where somebody of a household is, and where their links go.</summary>
/// <param name="Zone">IANA, one that there is.</param>
internal sealed record MemberPlace(string Email, Region Region, string Zone)
{
    public override string ToString() => nameof(MemberPlace); // an address
}

/// <param name="IsAddressTaken">As <see cref="HouseholdOutcome.AddressTaken"/>: whose it is, nobody is told.</param>
/// <param name="Lost">Somebody else changed it meanwhile.</param>
internal sealed record MemberChange(bool IsAddressTaken = false, LostRace? Lost = null)
{
    public bool IsMade => !IsAddressTaken && Lost is null;
}

/// <summary>
/// Changes region, zone and e-mail of somebody who takes part or is a guardian. Sessions to come go along: their times are told in the new zone, licences are looked at anew, and with a
/// new address the links that went to the old one end. All of it is stored, or nothing.
/// </summary>
internal sealed class HouseholdChanges(UnitOfWork work, Guardians guardians, LostRaces races, JourneyMail words, Outbox outbox, MailSettings mail, OutboxBell bell)
{
    public async Task<MemberChange> ChangeAsync(Client client, HouseholdMember member, MemberPlace place, string? stamp, CancellationToken cancel)
    {
        try
        {
            if (!await TryAsync(client, member, place, stamp, cancel))
            {
                work.Db.ChangeTracker.Clear();
                return new MemberChange(IsAddressTaken: true);
            }

            bell.Ring();
            return new MemberChange();
        }
        catch (LostRaceException)
        {
            return new MemberChange(Lost: await races.TellAsync([member], stamp, null, cancel));
        }
    }

    private async Task<bool> TryAsync(Client client, HouseholdMember member, MemberPlace place, string? stamp, CancellationToken cancel)
    {
        await using var transaction = await work.Db.Database.BeginTransactionAsync(cancel);
        races.Expect([member], stamp);
        var (before, hash) = (member.Email?.Value, work.Vault.EmailHash(place.Email));
        var hasMoved = member.Region != place.Region;
        var isNewAddress = hash != member.EmailHash;
        if (hasMoved || member.Zone != place.Zone) (member.Region, member.Zone) = (place.Region, place.Zone);
        if (isNewAddress)
        {
            if (client.EmailHash == hash || await work.Db.HouseholdMembers.AnyAsync(other => other.ClientId == client.Id && other.Id != member.Id && other.EmailHash == hash, cancel)) return false;
            (member.Email, member.EmailHash) = (place.Email, hash);
            if (member.Role == HouseholdRole.Guardian && !await guardians.MoveSignInAsync(client, member, cancel)) return false;
            if (before is not null) outbox.Add(words.AddressChanged(before) with { ClientId = client.Id });
        }

        var toCome = await ToComeAsync(member, cancel);
        await PlaceAsync(toCome, member, isNewAddress, cancel);
        if (hasMoved) await TellUncoveredAsync(client, member, toCome, cancel);
        await work.Db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return true;
    }

    private async Task<List<Booking>> ToComeAsync(HouseholdMember member, CancellationToken cancel)
    {
        var now = work.Database.Clock.GetCurrentInstant();
        return await work.Db.Bookings.Include(booking => booking.Participants)
            .Where(booking => booking.ClientId == member.ClientId && booking.Start > now && (booking.State == BookingState.Booked || booking.State == BookingState.Requested)
                && booking.Participants.Any(participant => participant.MemberId == member.Id))
            .OrderBy(booking => booking.Start).ToListAsync(cancel);
    }

    /// <summary>Each session's place says where they are; with a new address it is made anew, since its link is derived from its id, and told of there in one letter.</summary>
    private async Task PlaceAsync(List<Booking> toCome, HouseholdMember member, bool isNewAddress, CancellationToken cancel)
    {
        var now = work.Database.Clock.GetCurrentInstant();
        var letter = mail.IsOn ? MimeUtils.GenerateMessageId(mail.From[(mail.From.IndexOf('@') + 1)..]) : null;
        foreach (var booking in toCome)
        {
            var place = booking.Participants.Single(participant => participant.MemberId == member.Id);
            (place.Region, place.Zone) = (member.Region, member.Zone);
            // Who has been in the room already keeps the place that they were let into.
            if (!isNewAddress || await work.Db.JoinChecks.AnyAsync(check => check.ParticipantId == place.Id, cancel)) continue;
            work.Db.Remove(place);
            var anew = PlaceLinks.NewPlace(work.Vault, booking, member.Id, member.Zone, member.Region);
            work.Db.Add(anew);
            if (letter is null || booking.State != BookingState.Booked) continue;
            work.Db.Reminders.Add(new Reminder
            {
                BookingId = booking.Id,
                RecipientId = anew.Id,
                ClientId = booking.ClientId,
                Kind = ReminderKinds.NewsOf(booking),
                Start = booking.Start,
                DueAt = now,
                MessageId = letter,
            });
        }
    }

    private async Task TellUncoveredAsync(Client client, HouseholdMember member, List<Booking> toCome, CancellationToken cancel)
    {
        var ids = toCome.Select(booking => booking.TherapistId).Distinct().ToList();
        var licences = (await work.Db.Licences.AsNoTracking().Where(licence => ids.Contains(licence.StaffId)).ToListAsync(cancel)).ToLookup(licence => licence.StaffId, licence => licence.AsRule());
        var there = new ClientPlace(member.Region, ClientPlaces.ZoneOf(member.Zone));
        var uncovered = toCome.Where(booking => !LicenceCover.Holds([.. licences[booking.TherapistId]], there, booking.Start, booking.End)).ToList();
        if (uncovered.Count == 0) return;
        var details = $"Somebody who takes part is in {Regions.Name(member.Region)} from now on. Sessions with them to come: {toCome.Count}, without a licence there: {uncovered.Count}. "
            + "What can be done: another therapist who is licensed there, or sessions without them.";
        Notices.TellIntake(work, NoticeKinds.HouseMove, client, details);
        foreach (var therapist in uncovered.Select(booking => booking.TherapistId).Distinct()) Notices.TellMember(work, therapist, NoticeKinds.HouseMove, client, details);
    }
}

using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Journeys.Bookings;

/// <summary>Somebody who takes part, as others of the session may know.</summary>
internal sealed record NamedParticipant(string Name, DateTimeZone Zone);

/// <summary>A booking with the names that a list shows.</summary>
/// <param name="Booking">The booking.</param>
/// <param name="With">The therapist's name; for staff the client's.</param>
/// <param name="Who">All who take part besides the therapist.</param>
/// <param name="HasLater">There are later ones of its series that are booked.</param>
internal sealed record ListedBooking(Booking Booking, string With, IReadOnlyList<NamedParticipant> Who, bool HasLater)
{
    /// <summary>There are later ones of its series that wait for approval: cancelled with it, but not moved.</summary>
    public bool HasLaterAsked { get; init; }

    /// <summary>The room of a session in person, with its address as clients find it; null where there is none.</summary>
    public string? Room { get; init; }
}

internal sealed record BookingList(
    Instant Now, IReadOnlyList<ListedBooking> Ahead, IReadOnlyList<ListedBooking> Past, IReadOnlyList<EarlierTimeWish> Wishes, IReadOnlyList<EarlierTimeOffer> Offers)
{
    public static readonly BookingList Empty = new(default, [], [], [], []);

    /// <summary>The start of the booking that would move to the offered time; null when a first one would be made.</summary>
    public Instant? InsteadOf(EarlierTimeOffer offer) => Wishes.FirstOrDefault(wish => wish.Id == offer.WishId)?.PresentStart;
}

/// <summary>Lists of bookings for clients and for staff.</summary>
internal sealed class BookingLists(UnitOfWork work)
{
    private const int MostPast = 20;

    public async Task<BookingList> OfPartyAsync(Party party, CancellationToken cancel)
    {
        var clientId = party.Client.Id;
        var now = work.Database.Clock.GetCurrentInstant();
        var ahead = await work.Db.Bookings.AsNoTracking().Include(booking => booking.Participants)
            .Where(booking => booking.ClientId == clientId && (booking.State == BookingState.Booked || booking.State == BookingState.Requested) && booking.Start > now)
            .OrderBy(booking => booking.Start).ToListAsync(cancel);
        var past = await work.Db.Bookings.AsNoTracking().Include(booking => booking.Participants)
            .Where(booking => booking.ClientId == clientId && (booking.Start <= now || booking.State == BookingState.Cancelled))
            .OrderByDescending(booking => booking.Start).Take(MostPast).ToListAsync(cancel);
        var wishes = await work.Db.EarlierTimeWishes.Where(wish => wish.ClientId == clientId && wish.IsActive && wish.Before > now).OrderBy(wish => wish.Before).ToListAsync(cancel);
        var offers = await work.Db.EarlierTimeOffers.Where(offer => offer.ClientId == clientId && offer.State == OfferState.Open && offer.Start > now).OrderBy(offer => offer.Start).ToListAsync(cancel);
        return new BookingList(now, await ListAsync([.. ahead.Where(party.MaySee)], isForStaff: false, cancel), await ListAsync([.. past.Where(party.MaySee)], isForStaff: false, cancel), wishes, offers);
    }

    /// <summary>A therapist's bookings that start in a while, those that are asked for too, and those cancelled so late that the practice may ask for its fee.</summary>
    public async Task<IReadOnlyList<ListedBooking>> OfTherapistAsync(Guid therapistId, InstantRange span, CancellationToken cancel)
    {
        var (from, to) = (span.Start, span.End);
        var found = await work.Db.Bookings.AsNoTracking().Include(booking => booking.Participants)
            .Where(booking => booking.TherapistId == therapistId && booking.Start >= from && booking.Start < to
                && (booking.State != BookingState.Cancelled || booking.Charge == BookingCharge.Late))
            .OrderBy(booking => booking.Start).ToListAsync(cancel);
        return await ListAsync(found, isForStaff: true, cancel);
    }

    /// <summary>What waits for approval, soonest first: of one therapist, or of all.</summary>
    public async Task<IReadOnlyList<ListedBooking>> RequestedAsync(Guid? therapistId, CancellationToken cancel)
    {
        var found = await work.Db.Bookings.AsNoTracking().Include(booking => booking.Participants)
            .Where(booking => booking.State == BookingState.Requested && (therapistId == null || booking.TherapistId == therapistId))
            .OrderBy(booking => booking.Start).ToListAsync(cancel);
        return await ListAsync(found, isForStaff: true, cancel);
    }

    public async Task<ListedBooking> OneAsync(Booking booking, bool isForStaff, CancellationToken cancel) => (await ListAsync([booking], isForStaff, cancel))[0];

    private async Task<IReadOnlyList<ListedBooking>> ListAsync(IReadOnlyList<Booking> bookings, bool isForStaff, CancellationToken cancel)
    {
        Guid[] clientIds = [.. bookings.Select(booking => booking.ClientId).Distinct()];
        Guid[] memberIds = [.. bookings.SelectMany(booking => booking.Participants).Select(participant => participant.MemberId).OfType<Guid>().Distinct()];
        Guid[] therapistIds = [.. bookings.Select(booking => booking.TherapistId).Distinct()];
        Guid[] seriesIds = [.. bookings.Select(booking => booking.SeriesId).OfType<Guid>().Distinct()];
        var clients = (await work.Db.Clients.AsNoTracking().Where(client => clientIds.Contains(client.Id)).ToListAsync(cancel)).ToDictionary(client => client.Id, client => client.Name.Value);
        var members = memberIds.Length == 0 ? [] : (await work.Db.HouseholdMembers.AsNoTracking().Where(member => memberIds.Contains(member.Id)).ToListAsync(cancel))
            .ToDictionary(member => member.Id, member => member.Name.Value);
        var therapists = (await work.Db.Staff.AsNoTracking().Where(member => therapistIds.Contains(member.Id)).ToListAsync(cancel)).ToDictionary(member => member.Id, member => member.Name.Value);
        var lasts = seriesIds.Length == 0 ? [] : (await work.Db.Bookings.AsNoTracking()
            .Where(known => known.SeriesId != null && seriesIds.Contains(known.SeriesId.Value) && (known.State == BookingState.Booked || known.State == BookingState.Requested))
            .ToListAsync(cancel)).GroupBy(known => (known.SeriesId!.Value, known.State)).ToDictionary(group => group.Key, group => group.Max(known => known.Start));
        Guid[] roomIds = [.. bookings.Select(booking => booking.RoomId).OfType<Guid>().Distinct()];
        var rooms = roomIds.Length == 0 ? [] : (await work.Db.PracticeRooms.AsNoTracking().Where(room => roomIds.Contains(room.Id)).ToListAsync(cancel))
            .ToDictionary(room => room.Id, room => room.Words);
        return
        [
            .. bookings.Select(booking => new ListedBooking(
                booking,
                isForStaff ? clients[booking.ClientId] : therapists[booking.TherapistId],
                [.. booking.Participants.Select(participant => new NamedParticipant(
                    participant.MemberId is { } member ? members[member] : clients[booking.ClientId],
                    ZoneData.Current.OrUtc(participant.Zone)))],
                HasLater(booking, BookingState.Booked)) { HasLaterAsked = HasLater(booking, BookingState.Requested), Room = booking.RoomId is { } room ? rooms.GetValueOrDefault(room) : null }),
        ];

        bool HasLater(Booking booking, BookingState state) => booking.SeriesId is { } series && lasts.TryGetValue((series, state), out var last) && last > booking.Start;
    }
}

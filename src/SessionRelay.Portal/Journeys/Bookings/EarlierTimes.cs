using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Policies;
using SessionRelay.Portal.Domain.Scheduling;
using SessionRelay.Portal.Mail;

namespace SessionRelay.Portal.Journeys.Bookings;

/// <summary>Where a message about an offer leads.</summary>
internal interface IOfferLinks
{
    string Of(Guid offerId);

    /// <summary>To times that staff has proposed.</summary>
    string OfProposal(Guid proposalId);
}

/// <summary>"Tell me if one opens": a time that falls free is offered to all who asked. Offers don't block; the first to accept has it.</summary>
internal sealed class EarlierTimes(UnitOfWork work, BookingStore store, Outbox outbox, OutboxBell bell, IOfferLinks links)
{
    /// <summary>How many wishes one person may have at a time with a therapist: one for each booking, and one for a first.</summary>
    private const int MostWishes = 20;

    private readonly Bookers bookers = new(work);

    private Instant Now => work.Database.Clock.GetCurrentInstant();

    /// <summary>Remembers the wish; asked twice, it is one.</summary>
    /// <returns>False when somebody wishes too much.</returns>
    public async Task<bool> AskAsync(Client client, Guid therapistId, Booking? booking, int minutes, Instant before, CancellationToken cancel)
    {
        var bookingId = booking?.Id;
        var wishes = await work.Db.EarlierTimeWishes.Where(wish => wish.ClientId == client.Id && wish.IsActive).ToListAsync(cancel);
        if (wishes.Find(wish => wish.TherapistId == therapistId && wish.BookingId == bookingId) is { } known) known.Before = before;
        else if (wishes.Count >= MostWishes) return false;
        else work.Db.EarlierTimeWishes.Add(new EarlierTimeWish { ClientId = client.Id, TherapistId = therapistId, BookingId = bookingId, Before = before, Minutes = minutes });
        await work.Db.SaveChangesAsync(cancel);
        return true;
    }

    public async Task ForgetAsync(EarlierTimeWish wish, CancellationToken cancel)
    {
        wish.IsActive = false;
        await work.Db.SaveChangesAsync(cancel);
    }

    /// <summary>The present start that an offered time would take the place of; null for a first session, or when it isn't wished for any more.</summary>
    public async Task<Instant?> InsteadOfAsync(EarlierTimeOffer offer, CancellationToken cancel) =>
        (await work.Db.EarlierTimeWishes.AsNoTracking().SingleOrDefaultAsync(wish => wish.Id == offer.WishId && wish.IsActive && wish.Before > Now, cancel))?.PresentStart;

    /// <summary>Looks who asked for a time that has just fallen free.</summary>
    public async Task FreedAsync(Guid therapistId, InstantRange freed, CancellationToken cancel)
    {
        var now = Now;
        if (freed.End <= now) return;
        var wishes = await work.Db.EarlierTimeWishes.Where(wish => wish.TherapistId == therapistId && wish.IsActive && wish.Before > freed.Start).ToListAsync(cancel);
        var offered = 0;
        foreach (var wish in wishes) offered += await OfferAsync(wish, freed, now, cancel) ? 1 : 0;
        if (offered == 0) return;
        await work.Db.SaveChangesAsync(cancel);
        bell.Ring();
    }

    /// <summary>Takes an offered time: the wish's booking moves there, or a first one is made.</summary>
    public async Task<BookingOutcome> AcceptAsync(EarlierTimeOffer offer, string holder, CancellationToken cancel)
    {
        if (offer.State != OfferState.Open) return BookingOutcome.Taken;
        var wish = await work.Db.EarlierTimeWishes.SingleAsync(known => known.Id == offer.WishId, cancel);
        var request = await RequestAsync(wish, holder, cancel);
        if (request is null || !wish.IsActive) return await CloseAsync(offer, BookingOutcome.Taken, cancel);
        var outcome = wish.BookingId is { } booking
            ? await store.MoveAsync(booking, offer.Start, holder, cancel: cancel)
            : await store.BookAsync(request with { Start = offer.Start }, cancel);
        return await CloseAsync(offer, outcome, cancel);
    }

    public async Task DeclineAsync(EarlierTimeOffer offer, CancellationToken cancel)
    {
        if (offer.State == OfferState.Open) offer.State = OfferState.Declined;
        await work.Db.SaveChangesAsync(cancel);
    }

    private async Task<BookingOutcome> CloseAsync(EarlierTimeOffer offer, BookingOutcome outcome, CancellationToken cancel)
    {
        // The store clears what the context knew when it lost: rows are read anew.
        var row = await work.Db.EarlierTimeOffers.SingleAsync(known => known.Id == offer.Id, cancel);
        row.State = outcome.IsBooked ? OfferState.Accepted : OfferState.Gone;
        if (outcome.IsBooked)
        {
            (await work.Db.EarlierTimeWishes.SingleAsync(known => known.Id == offer.WishId, cancel)).IsActive = false;
            foreach (var other in await work.Db.EarlierTimeOffers.Where(known => known.WishId == offer.WishId && known.State == OfferState.Open && known.Id != offer.Id).ToListAsync(cancel))
                other.State = OfferState.Declined;
        }

        await work.Db.SaveChangesAsync(cancel);
        return outcome;
    }

    private async Task<bool> OfferAsync(EarlierTimeWish wish, InstantRange freed, Instant now, CancellationToken cancel)
    {
        var holder = wish.ClientId.ToString();
        if (await RequestAsync(wish, holder, cancel) is not { } request)
        {
            wish.IsActive = false;
            return false;
        }

        // A longer session may begin before what fell free.
        var from = Instant.Max(now, freed.Start - Duration.FromMinutes(BookingPolicy.KnownLengths.Max()));
        var span = new InstantRange(from, Instant.Min(freed.End, wish.Before));
        if (span.Start >= span.End) return false;
        var without = wish.BookingId is { } own ? new HashSet<string> { own.ToString() } : null;
        var free = FreeTimes.Search(await store.AvailabilityAsync(request, span, without, cancel));
        if (free.Count == 0) return false;
        var start = free.MinBy(moment => (moment - freed.Start).ToTimeSpan().Duration());
        if (await work.Db.EarlierTimeOffers.AnyAsync(offer => offer.WishId == wish.Id && offer.Start == start && offer.State == OfferState.Open, cancel)) return false;
        var offer = new EarlierTimeOffer { WishId = wish.Id, ClientId = wish.ClientId, TherapistId = wish.TherapistId, Start = start, OfferedAt = now };
        work.Db.EarlierTimeOffers.Add(offer);
        var client = await work.Db.Clients.SingleAsync(known => known.Id == wish.ClientId, cancel);
        foreach (var booker in await bookers.OfAsync(client, cancel)) outbox.Add(OfferLetter.Of(client.Id, booker, links.Of(offer.Id)));
        return true;
    }

    /// <summary>Null when the wish has lost its sense: its booking is over or gone, or the client has another therapist.</summary>
    private async Task<BookingRequest?> RequestAsync(EarlierTimeWish wish, string holder, CancellationToken cancel)
    {
        if (wish.BookingId is { } id)
        {
            var booking = await work.Db.Bookings.Include(known => known.Participants).SingleAsync(known => known.Id == id, cancel);
            return booking.State == BookingState.Booked && booking.Start > Now ? BookingStore.RequestOf(booking, holder, byStaff: false) : null;
        }

        var client = await work.Db.Clients.SingleAsync(known => known.Id == wish.ClientId, cancel);
        if (client.TherapistId != wish.TherapistId) return null;
        var format = (client.PreferredFormat & CareFormat.Bookable) is CareFormat.Phone or CareFormat.Video ? client.PreferredFormat & CareFormat.Bookable : CareFormat.Video;
        return new SessionWish(wish.TherapistId, client, [], wish.Minutes, format, BookingKind.Therapy, holder).At(Now, null);
    }
}

/// <summary>The message says no more than that a time is free: where and with whom is read behind the link.</summary>
internal static class OfferLetter
{
    public static Letter Of(Guid clientId, Booker to, string link) => new(
        "earlier-time",
        to.Address,
        "An earlier time is free",
        $"""
        Hello,

        {(to.IsGuardian ? "an earlier time was asked for, for the young person in your care" : "you asked us to tell you when an earlier time opens")}. One has opened. Whoever takes it first has it:

        {link}

        You need do nothing if the present time suits you.
        """)
    { ClientId = clientId };
}

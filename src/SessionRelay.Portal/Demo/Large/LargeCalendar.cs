using NodaTime;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Policies;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Demo.Large;

/// <summary>
/// A therapist's weekly sessions over months, each client at a slot of the week of their own: the rows that <see cref="BookingStore"/> would have left, put in at once.
/// Three slots of four are taken; clients for whom there is none left have no booking yet.
/// </summary>
internal sealed class LargeCalendar(UnitOfWork work, Instant now, int months)
{
    private const int Minutes = 50;
    private const int SlotMinutes = 65; // a session, its buffer, and a start at a multiple of 5 minutes
    private const int NoShowEach = 25;

    private static readonly int Buffer = new BookingPolicy().BufferMinutes;

    /// <returns>How many bookings.</returns>
    public async Task<int> AddAsync(Guid therapist, DemoTherapist its, IReadOnlyList<Client> clients, CancellationToken cancel)
    {
        var zone = ZoneData.Current.TryGet(its.Zone, out var known) ? known : throw new ArgumentException($"The zone {its.Zone} is unknown.");
        var today = now.InZone(zone).Date;
        var first = today.PlusMonths(-months / 2).Previous(IsoDayOfWeek.Monday);
        var weeks = Period.DaysBetween(first, today.PlusMonths(months - months / 2)) / 7;
        List<BookingSeries> series = [];
        List<Booking> bookings = [];
        foreach (var ((day, minute), client) in Slots(its).Zip(clients))
        {
            var from = first.PlusDays((int)day - 1) + LocalTime.FromMinutesSinceMidnight(minute);
            var weekly = new BookingSeries { ClientId = client.Id, TherapistId = therapist, First = from, Zone = zone.Id, Count = weeks };
            series.Add(weekly);
            for (var week = 0; week < weeks; week++) bookings.Add(NewBooking(client, weekly, from.PlusWeeks(week), zone, week));
        }

        await using var transaction = await work.Db.Database.BeginTransactionAsync(cancel);
        var rows = bookings.ConvertAll(booking => TakenTime.RowsOf(booking, [booking.ClientId], booking.CalendarMinutes));
        var bulk = new BulkRows(work);
        await bulk.AddAsync(series, cancel);
        await bulk.AddAsync(bookings, cancel);
        await bulk.AddAsync(bookings.ConvertAll(booking => booking.Participants[0]), cancel);
        await bulk.AddAsync([.. rows.SelectMany(row => row.Units)], cancel);
        await bulk.AddAsync([.. rows.SelectMany(row => row.Spans)], cancel);
        await transaction.CommitAsync(cancel);
        return bookings.Count;
    }

    /// <summary>Of four slots one stays free.</summary>
    private static IEnumerable<(IsoDayOfWeek Day, int Minute)> Slots(DemoTherapist its)
    {
        var number = 0;
        foreach (var (days, from, to) in its.Hours)
        {
            foreach (var day in days)
            {
                for (var minute = from * 60; minute + Minutes <= to * 60; minute += SlotMinutes)
                {
                    if (number++ % 4 != 3) yield return ((IsoDayOfWeek)(day - '0'), minute);
                }
            }
        }
    }

    private Booking NewBooking(Client client, BookingSeries series, LocalDateTime local, DateTimeZone zone, int week)
    {
        var start = zone.AtLeniently(local).ToInstant();
        var booking = new Booking
        {
            ClientId = client.Id,
            TherapistId = series.TherapistId,
            SeriesId = series.Id,
            Kind = BookingKind.Therapy,
            Format = CareFormat.Video,
            State = start > now ? BookingState.Booked : week % NoShowEach == 0 ? BookingState.NoShow : BookingState.Held,
            Start = start,
            Minutes = Minutes,
            BufferMinutes = Buffer,
            Local = start.InZone(zone).LocalDateTime,
            Zone = zone.Id,
            ZoneDataVersion = ZoneData.Current.Version,
            BookedAt = now - Duration.FromDays(190),
        };
        booking.Participants.Add(PlaceLinks.NewPlace(work.Vault, booking, memberId: null, client.Zone, client.Region));
        return booking;
    }
}

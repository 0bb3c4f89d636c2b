using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Journeys.Reminders;
using SessionRelay.Portal.Mail;
using SessionRelay.Portal.Practice;

namespace SessionRelay.Portal.Journeys.Bookings;

/// <summary>Tells everybody of a client's side that times they asked for are not to be had. They were never booked, so no calendar file goes along.</summary>
internal sealed class DeclinedLetters(UnitOfWork work, Outbox outbox, SessionAddresses addresses, ITimeWords words, IPracticeFacts practice)
{
    private readonly BookingReaders readers = new(work);

    /// <summary>Adds the letters to what is stored next: one to each reader, with all the times of theirs.</summary>
    /// <param name="asked">Of one client.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task AddAsync(IReadOnlyList<Booking> asked, CancellationToken cancel)
    {
        var told = new List<(BookingReader Reader, Booking Booking)>();
        foreach (var booking in asked.OrderBy(booking => booking.Start))
        {
            foreach (var id in await readers.OfAsync(booking, cancel))
            {
                if (await readers.FindAsync(booking, id, cancel) is { } reader) told.Add((reader, booking));
            }
        }

        foreach (var letter in told.GroupBy(one => one.Reader.Address)) Add(letter.First().Reader, [.. letter.Select(one => one.Booking)]);
    }

    private void Add(BookingReader reader, IReadOnlyList<Booking> asked)
    {
        var (name, now) = (practice.Current.Name, work.Database.Clock.GetCurrentInstant());
        var times = asked.Select(booking => words.Full(booking.Start, reader.Zone, now)).ToList();
        var isOne = times.Count == 1;
        outbox.Add(new Letter(
            "declined",
            reader.Address,
            $"Not possible: {(isOne ? times[0] : $"{times.Count} times")} – {name}",
            $"""
            Hello,

            {(isOne ? "this time was asked for, and is" : "these times were asked for, and are")} not possible:

            {string.Join("\n", times)}

            {(reader.HasSignIn ? $"Nothing is booked. Other times are here:\n\n{addresses.Bookings()}" : "Nothing is booked.")}

            {name}
            """)
        { ClientId = asked[0].ClientId });
    }
}

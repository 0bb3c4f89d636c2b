using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Journeys.Reminders;
using SessionRelay.Portal.Mail;
using SessionRelay.Portal.Practice;

namespace SessionRelay.Portal.Journeys.Bookings;

/// <summary>Tells everybody of a client's side that a time they asked for is not to be had. It was never booked, so no calendar file goes along.</summary>
internal sealed class DeclinedLetters(UnitOfWork work, Outbox outbox, SessionAddresses addresses, ITimeWords words, IPracticeFacts practice)
{
    private readonly BookingReaders readers = new(work);

    /// <summary>Adds the letters to what is stored next.</summary>
    public async Task AddAsync(Booking asked, CancellationToken cancel)
    {
        var name = practice.Current.Name;
        foreach (var id in await readers.OfAsync(asked, cancel))
        {
            if (await readers.FindAsync(asked, id, cancel) is not { } reader) continue;
            var when = words.Full(asked.Start, reader.Zone, work.Database.Clock.GetCurrentInstant());
            outbox.Add(new Letter(
                "declined",
                reader.Address,
                $"Not possible: {when} – {name}",
                $"""
                Hello,

                this time was asked for, and is not possible:

                {when}

                {(reader.HasSignIn ? $"Nothing is booked. Other times are here:\n\n{addresses.Bookings()}" : "Nothing is booked.")}

                {name}
                """)
            { ClientId = asked.ClientId });
        }
    }
}

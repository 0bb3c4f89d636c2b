using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Journeys.Reminders;
using SessionRelay.Portal.Mail;
using SessionRelay.Portal.Practice;

namespace SessionRelay.Portal.Journeys.Bookings;

/// <summary>Tells whoever books for a client which times are proposed, on their own clock. With whom and what for is read behind the link.</summary>
internal sealed class ProposalLetters(UnitOfWork work, Outbox outbox, IOfferLinks links, ITimeWords words, IPracticeFacts practice)
{
    private readonly Bookers bookers = new(work);

    /// <summary>Adds the letters to what is stored next.</summary>
    /// <returns>False when there is nobody with an address.</returns>
    public async Task<bool> AddAsync(Client client, TimeProposal proposal, CancellationToken cancel)
    {
        var (name, now) = (practice.Current.Name, work.Database.Clock.GetCurrentInstant());
        var readers = await bookers.OfAsync(client, cancel);
        foreach (var reader in readers)
        {
            outbox.Add(new Letter(
                "proposed-times",
                reader.Address,
                $"{(proposal.Starts.Length == 1 ? "A time is" : "Times are")} proposed – {name}",
                $"""
                Hello,

                {(proposal.Starts.Length == 1 ? "this time is" : "these times are")} proposed{(reader.IsGuardian ? ", for the young person in your care" : "")}:

                {string.Join("\n", proposal.Starts.Select(start => words.Full(start, reader.Zone, now)))}

                Take one, or say that none suits:

                {links.OfProposal(proposal.Id)}

                Nothing is booked yet, and the times are not kept: the page shows which are still free.

                {name}
                """)
            { ClientId = client.Id });
        }

        return readers.Count > 0;
    }
}

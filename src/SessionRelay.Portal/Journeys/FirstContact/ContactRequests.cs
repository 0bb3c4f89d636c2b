using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.FirstContact;
using SessionRelay.Portal.Data.Sealing;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Journeys.Intake;
using SessionRelay.Portal.Mail;

namespace SessionRelay.Portal.Journeys.FirstContact;

/// <summary>Takes a visitor's request in: the request, its flag and the mails about it are stored together or not at all.</summary>
internal sealed class ContactRequests(UnitOfWork work, Outbox outbox, OutboxBell bell, JourneyMail words, IntakeStaff staff)
{
    /// <summary>Whoever writes somebody else's address into the form mails them once, not a hundred times.</summary>
    private static readonly Duration OneLetterIn = Duration.FromHours(1);

    /// <param name="draft">Complete: the journey let it through.</param>
    /// <param name="zone">IANA; where the visitor is.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task<ContactRequest> SendAsync(ContactDraft draft, string zone, CancellationToken cancel)
    {
        var now = work.Database.Clock.GetCurrentInstant();
        var request = new ContactRequest
        {
            ReceivedAt = now,
            InDanger = draft.WasInDanger,
            Population = draft.Population!.Value,
            Region = Region.Parse(draft.Region!),
            Zone = zone,
            Language = draft.Language!,
            Name = draft.Name!,
            Answers = AnswersOf(draft),
        };
        if (draft.Email is { Length: > 0 } email) (request.Email, request.EmailHash) = (email, work.Vault.EmailHash(email));
        if (draft.Phone is { Length: > 0 } phone) (request.Phone, request.PhoneHash) = (phone, work.Vault.PhoneHash(phone));
        if (draft.Population == Population.Teen)
            request.Guardian = new Sealed<GuardianContact>(new GuardianContact(draft.GuardianName!, draft.GuardianEmail, draft.GuardianPhone, draft.GuardianRelationship));
        work.Db.ContactRequests.Add(request);
        if (request.InDanger)
        {
            work.Db.SafetyFlags.Add(new SafetyFlag { ContactRequestId = request.Id, Source = FlagSource.FirstContact, RaisedAt = now });
            await TellStaffAsync(cancel);
        }

        if (request.EmailHash is { } hash && !await HeardAlreadyAsync(hash, now, cancel))
        {
            var letter = words.RequestReceived();
            outbox.Add(new Letter("request-received", request.Email!.Value, letter.Subject, letter.Text));
        }

        await work.Db.SaveChangesAsync(cancel);
        bell.Ring();
        return request;
    }

    private async Task TellStaffAsync(CancellationToken cancel)
    {
        var letter = words.NeedsYouNow();
        foreach (var address in await staff.AddressesAsync(cancel)) outbox.Add(new Letter("safety-flag", address, letter.Subject, letter.Text));
    }

    private Task<bool> HeardAlreadyAsync(string hash, Instant now, CancellationToken cancel) =>
        work.Db.ContactRequests.AnyAsync(earlier => earlier.EmailHash == hash && earlier.ReceivedAt > now - OneLetterIn, cancel);

    private static ContactAnswers AnswersOf(ContactDraft draft) => new()
    {
        Concerns = draft.Concerns!,
        Formats = draft.Formats!.Aggregate(CareFormat.None, (all, one) => all | one),
        Suitable = draft.Times!.Aggregate(SuitableTimes.None, (all, one) => all | one),
        Insurer = draft.Paying switch
        {
            Paying.Insurance => draft.Insurer ?? ContactAnswers.NotSure,
            Paying.NotSure => ContactAnswers.NotSure,
            _ => null,
        },
        Plan = draft.Plan,
        OwnWords = draft.OwnWords,
        Reach = draft.Reach == ReachBy.Phone ? "phone" : "email",
    };
}

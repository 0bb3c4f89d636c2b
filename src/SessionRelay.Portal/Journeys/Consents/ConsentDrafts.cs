using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Consents;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Policies;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Journeys.Consents;

/// <summary>A document that the program suggests, with the practice's own numbers in it. The practice's lawyer has not seen it.</summary>
internal sealed record ConsentDraft(string Title, string Text);

/// <summary>
/// A new practice has a draft of every document that clients sign, so that none begins without them. A draft binds nobody: the owner reads it, has it checked, changes it, and puts
/// it in force.
/// </summary>
internal sealed class ConsentDrafts(UnitOfWork work, ScheduleReader schedules)
{
    /// <summary>What stands at every draft, and at what is in force as it came.</summary>
    public const string Mark = "Draft: have your lawyer check it against the law where you and your clients are.";

    public async Task<ConsentDraft> OfAsync(ConsentKind kind, CancellationToken cancel) => Of(kind, await schedules.PolicyAsync(cancel));

    /// <summary>Whether a document is a draft that nobody has changed: its title and first words are the draft's, whatever the rules said when it was put in force.</summary>
    public static bool IsAsItCame(ConsentDocument document)
    {
        var draft = Of(document.Kind, new BookingPolicy());
        return document.Title == draft.Title && document.Text.Split("\n\n") is [var first, ..] && draft.Text.StartsWith(first + "\n\n", StringComparison.Ordinal)
            && document.Text.Split("\n\n").Length == draft.Text.Split("\n\n").Length;
    }

    /// <summary>Puts the draft of every kind in force that has no edition yet. Pressed twice it does so once: an edition is unique.</summary>
    /// <returns>How many.</returns>
    public async Task<int> PublishMissingAsync(CancellationToken cancel)
    {
        var there = await work.Db.ConsentDocuments.Select(document => document.Kind).Distinct().ToListAsync(cancel);
        var policy = await schedules.PolicyAsync(cancel);
        var now = work.Database.Clock.GetCurrentInstant();
        var missing = Enum.GetValues<ConsentKind>().Except(there).ToList();
        foreach (var kind in missing)
        {
            var draft = Of(kind, policy);
            work.Db.ConsentDocuments.Add(new ConsentDocument { Kind = kind, Edition = 1, Language = ConsentLibrary.DefaultLanguage, Title = draft.Title, Text = draft.Text, PublishedAt = now });
        }

        try
        {
            await work.Db.SaveChangesAsync(cancel);
            return missing.Count;
        }
        catch (Exception twice) when (UniqueKeys.IsViolation(twice))
        {
            work.Db.ChangeTracker.Clear();
            return 0; // another owner was quicker
        }
    }

    private static ConsentDraft Of(ConsentKind kind, BookingPolicy policy) => kind switch
    {
        ConsentKind.Telehealth => new("Consent to sessions by video and phone", """
            We meet by video or by phone. This says what that means, so that you can decide whether you want it.

            What it is: you and your therapist see and hear each other over the internet, or by phone. The connection is encrypted, and nothing is recorded, by us or by you, unless we both agree in writing.

            What it can't do: a connection may fail. Your therapist can't see everything that a room would show, and can't come to you. If something else would help you more, we say so, and help you find it.

            What we need from you: a private place, and before each session where you are, a number at which we reach you, and somebody to call in an emergency. Your therapist may meet you only where they are licensed: tell us before you travel or move.

            Danger: this is no emergency service. If a life is in danger, call the emergency number where you are.

            Your choice: you can ask for another way to meet, or stop, at any time. Nothing else of your care depends on it.

            By signing I say that I have read this, could ask what I wanted to, and agree to meet by video and phone.
            """),
        ConsentKind.PrivacyNotice => new("How we keep what you tell us", """
            This says how what you tell us is used and kept, and what you can ask of us.

            Who sees it: those who care for you, and as little as possible anybody else: who arranges appointments sees when you come and not what you talk about. We sell nothing, and advertise nothing with it.

            When we may or must tell others without your consent: when somebody's life or safety is in danger, when a child or a person who depends on others is harmed, when a court or a law demands it. We tell no more than is asked.

            With whom we work: services that carry mail or calls for us may see an address or a number, under an agreement that binds them. Your insurer learns what you ask us to send them.

            How it is kept: encrypted, with a record of who opened what and when, for as long as the law asks us to keep it.

            What you can ask for: to see your record and have a copy, to have it corrected, to hear to whom it was given, to be reached at another address, and to complain, to us or to the authority, without any harm to your care.

            By signing I say that I have been given this notice.
            """),
        ConsentKind.FeesAndCancellation => new("Fees and cancellation", $"""
            This says what a session costs you, and what happens when plans change.

            Fees: we tell you the fee before you book your first session, and before it changes. The first talk of {BookingPolicy.ConsultationMinutes} minutes is free.

            Insurance: what your insurer pays is between you and them. What we say of it is no promise: please ask them before your first session.

            When plans change: moving or cancelling costs nothing up to {SchedulingWords.Text(policy.CancellationWindow)} before the start. Later than that, or if you don't come, we may charge the fee that we have told you. What we cancel costs you nothing.

            When the connection fails: time that is lost to it is added to the session or to one of your next ones.

            Another therapist: you can ask for one at any time. Within the first {policy.FreeChangeSessions} sessions with a therapist nothing is charged for what was booked with them.

            By signing I say that I have read this and agree.
            """),
        ConsentKind.BackupPlan => new("If something goes wrong", """
            This says what we do when a connection fails, or when we are worried about you.

            If picture or sound break off: stay where you are. The room comes back by itself. If it has not after five minutes, we call the number that you gave before the session.

            If we can't reach you: we try for the rest of the session, and write to you how to go on. The time that was lost is made up.

            If we believe that you, or somebody with you, are in danger: we call the person whom you named for emergencies, or emergency services at the place where you said you are.

            Between sessions: messages to us are not read around the clock. In an emergency call the emergency number where you are, or a crisis line: they are on every page here.

            By signing I say that I agree to this plan, and that what I say before each session about where I am will be true.
            """),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}

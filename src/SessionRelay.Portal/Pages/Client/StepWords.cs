using Microsoft.AspNetCore.Mvc.RazorPages;
using SessionRelay.Portal.Journeys.Clients;

namespace SessionRelay.Portal.Pages.Client;

/// <summary>How a step is said, and which page it leads to.</summary>
internal static class StepWords
{
    private static readonly Dictionary<StepKind, (Type Page, string Button)> Pages = new()
    {
        [StepKind.Referral] = (typeof(Care.ReferralsModel), "See what is recommended"),
        [StepKind.Consents] = (typeof(Consents.IndexModel), "Read and sign"),
        [StepKind.Questionnaires] = (typeof(Screening.IndexModel), "Fill in"),
        [StepKind.ChooseTherapist] = (typeof(Matching.IndexModel), "See who fits"),
        [StepKind.AnswerTimes] = (typeof(Bookings.IndexModel), "See the times"),
        [StepKind.NextSession] = (typeof(Bookings.IndexModel), "Your sessions"),
        [StepKind.BookSession] = (typeof(Bookings.StartModel), "Book"),
    };

    /// <summary>Null where there is nothing to do but wait.</summary>
    public static (Type Page, string Button)? Way(StepKind kind) => Pages.TryGetValue(kind, out var way) ? way : null;

    public static (string Title, string Words) Of(ClientStep step, bool isGuardian) => step.Kind switch
    {
        StepKind.Referral => ("Help beyond our sessions", isGuardian ? "The clinician recommends it. We say whom to turn to, and ask how it went." : "Your clinician recommends it for you. We say whom to turn to, and ask you how it went."),
        StepKind.Consents => (step.Count == 1 ? "Read and sign one document" : $"Read and sign {step.Count} documents", isGuardian ? "As their parent or guardian you sign them too." : "It takes a few minutes. There is no first session without them."),
        StepKind.Questionnaires => (step.Count == 1 ? "Fill in a short questionnaire" : $"Fill in {step.Count} short questionnaires", "They show how you have been in the last two weeks, and help in the first conversation."),
        StepKind.ChooseTherapist => ("Choose a therapist", "We have looked for people who fit, and say why. You can change later."),
        StepKind.AnswerTimes => ("Times are proposed", isGuardian ? "Take one for them, or say that none suits." : "Take one, or say that none suits."),
        StepKind.NextSession => ("Your next session", ""),
        StepKind.BookSession => ("Book a session", "Choose a time of your therapist's that suits you."),
        _ => ("We get in touch", "Somebody from intake arranges the next conversation with you. You need do nothing."),
    };
}

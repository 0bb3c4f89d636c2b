using SessionRelay.Portal.Data.Consents;

namespace SessionRelay.Portal.Journeys.Consents;

/// <summary>
/// What a practice begins with, to be replaced by words that its own counsel has read. What a telehealth consent says follows the usual requirements of state law and of
/// 45 CFR 164.520 for the privacy notice; a blank line begins a paragraph.
/// </summary>
internal static class FirstEditions
{
    public static readonly IReadOnlyList<(ConsentKind Kind, string Title, string Text)> All =
    [
        (ConsentKind.Telehealth, "Consent to therapy by video or phone",
            """
            I agree to have therapy by video or phone. I know that it differs from meeting in a room: a connection can fail, and what a face or a voice shows can be harder to see and hear.

            I take part from a place where nobody else can listen. Before each session I say where I am, since my therapist may work with me only in regions where they are licensed, and needs to know where to send help.

            Sessions are encrypted on their way and are never recorded, by neither side.

            Therapy by video is not for emergencies. If I am in danger I call the numbers on the page "Are you in danger now?".

            I can take this consent back at any time, without giving a reason, and without losing the right to other care.
            """),
        (ConsentKind.PrivacyNotice, "How your information is used and kept private",
            """
            We keep what we need to treat you: who you are, how to reach you, what you tell us, and what your therapist notes. It is stored encrypted, and each look at it is noted.

            We use it for your treatment, for billing, and to run the practice. Only those who work with you can read it. Others get it only when you agree in writing, or when the law demands it: when somebody is in immediate danger, when a child or a person who depends on others is harmed, or when a court orders it.

            You can see your record, ask for a copy, ask for corrections, ask for a list of those who were given it, and ask us to reach you in another way. You can complain to us, or to the Office for Civil Rights of the U.S. Department of Health and Human Services; no harm comes to you from it.
            """),
        (ConsentKind.FeesAndCancellation, "Fees and cancellations",
            """
            We tell you the fee before your first session. If you use insurance, ask your insurer what it pays: we can't promise coverage.

            You can move or cancel a session yourself, without charge, up to 24 hours before it starts. Later than that, or when you don't come, the session may be charged.

            Time that is lost since the connection failed is not lost to you: it is added to a later session.
            """),
        (ConsentKind.BackupPlan, "If the connection fails",
            """
            If we lose each other, we both open the link of the session again. The session goes on from where it stopped.

            If that doesn't work within 5 minutes, your therapist calls you at the number that you gave before the session. Please keep your phone near you.

            If your therapist can't reach you and is worried about you, they call your emergency contact, and where a life may be in danger the emergency services at the place that you named.
            """),
    ];
}

/// <summary>Puts the first editions in before anybody is served.</summary>
internal sealed class ConsentStart(IServiceScopeFactory scopes) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var scope = Data.Hosting.DataHosting.BeginAsProgram(scopes, "consents");
        await scope.ServiceProvider.GetRequiredService<ConsentLibrary>().BeginAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

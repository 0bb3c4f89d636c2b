using SessionRelay.Portal.Practice;

namespace SessionRelay.Portal.Mail;

/// <summary>What messages say. Other kinds of messages have their words beside their deeds.</summary>
internal sealed class MailWords(IPracticeFacts practice)
{
    private string Name => practice.Current.Name;

    public (string Subject, string Text) SignIn(string link) => (
        $"Your link to sign in at {Name}",
        $"""
        Hello,

        with this link you sign in at {Name}. It works once, within 15 minutes:

        {link}

        You did not ask for it? Then you need do nothing: without the link nobody gets in.

        {Name}
        """);

    public (string Subject, string Text) Invitation(string link) => (
        $"{Name} invites you",
        $"""
        Hello,

        {Name} has set up a sign-in for you. With this link you choose how you sign in. It works once, within 7 days:

        {link}

        {Name}
        """);
}

using SessionRelay.Portal.Mail;
using SessionRelay.Portal.Practice;

namespace SessionRelay.Portal.Journeys;

/// <summary>What the mails of first contact and intake say. None says why somebody writes to a practice, or that they do.</summary>
internal sealed class JourneyMail(IPracticeFacts practice, JourneyAddresses addresses)
{
    private string Name => practice.Current.Name;

    public (string Subject, string Text) RequestReceived() => (
        $"We have your message – {Name}",
        $"""
        Hello,

        thank you for writing to us. Somebody from {Name} will get in touch with you, at the latest on the next working day.

        What happens next is described here:

        {addresses.Expect()}

        You did not write to us? Then somebody mistyped their address, and you need do nothing.

        {Name}
        """);

    public (string Subject, string Text) Welcome(string link) => (
        $"Your place at {Name}",
        $"""
        Hello,

        {Name} has made a place for you. With this link you sign in. It works once, within 7 days:

        {link}

        Later on you sign in here, with a new link each time:

        {addresses.SignIn()}

        {Name}
        """);

    /// <summary>To the address that is theirs no more, as it may be somebody's who should know.</summary>
    public Letter AddressChanged(string to) => new("address-changed", to, $"We write to another address now – {Name}", $"""
        Hello,

        from now on {Name} writes to another address instead of this one. Links that were sent here before don't work any more.

        Is that a mistake? Then please get in touch with us.

        {Name}
        """);

    /// <summary>To somebody who is no longer a guardian: whose, it does not say.</summary>
    public Letter AccessEnded(string to) => new("access-ended", to, $"Your access has ended – {Name}", $"""
        Hello,

        you no longer act for somebody at {Name} for whom you did so until now. You don't see their pages any more, and get no messages about them. What you have signed stays on record.

        Is that a mistake? Then please get in touch with us.

        {Name}
        """);

    /// <summary>Nothing of what is to be chosen, nor that it is somebody.</summary>
    public (string Subject, string Text) ChoiceIsReady() => (
        $"There is something for you to choose – {Name}",
        $"""
        Hello,

        we have prepared something for you to choose from. Take the time you need; it is here:

        {addresses.Choice()}

        {Name}
        """);

    public (string Subject, string Text) NeedsYouNow() => (
        $"Please look at the intake queue now – {Name}",
        $"""
        Hello,

        something in the intake queue needs you now:

        {addresses.Queue()}

        {Name}
        """);

    public (string Subject, string Text) WaitsInCare() => (
        $"Something waits for you – {Name}",
        $"""
        Hello,

        something on this page has waited longer than it should, or was to be asked after by today:

        {addresses.Care()}

        {Name}
        """);

    public (string Subject, string Text) WaitsTooLong() => (
        $"Something waits in the intake queue – {Name}",
        $"""
        Hello,

        something in the intake queue has waited longer than it should:

        {addresses.Queue()}

        {Name}
        """);
}

/// <summary>Where these mails lead. Pages are above this room, so their addresses come in from there.</summary>
/// <param name="Enter">Of a sign-in token.</param>
internal sealed record JourneyAddresses(Func<string> Expect, Func<string> SignIn, Func<string> Queue, Func<string> Care, Func<string> Choice, Func<string, string> Enter);

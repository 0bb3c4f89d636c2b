using System.Net;
using SessionRelay.Portal.Accounts;
using static SessionRelay.Portal.Tests.Pages.PageCase;
using ClientPages = SessionRelay.Portal.Pages.Client;
using IntakePages = SessionRelay.Portal.Pages.Intake;
using TherapistPages = SessionRelay.Portal.Pages.Therapist;

namespace SessionRelay.Portal.Tests.Pages.Care;

/// <summary>The pages of care, and who may see them.</summary>
internal static class CareCases
{
    private static readonly string[] Clients = [PortalRoles.Client, PortalRoles.Guardian];
    private static readonly string[] Intake = [PortalRoles.Intake, PortalRoles.Owner];

    public static readonly IReadOnlyList<PageCase> Cases =
    [
        Of<ClientPages.Care.IndexModel>(Clients),
        Of<ClientPages.Care.ReferralsModel>(Clients) with { Values = OwnRecord },
        Of<ClientPages.Care.ChangeModel>(Clients) with { Values = OwnRecord },
        Of<ClientPages.Screening.IndexModel>(PortalRoles.Client) with { Values = OwnRecord },
        Of<ClientPages.Screening.QuestionModel>(PortalRoles.Client) with { Values = Question },
        Of<ClientPages.Screening.SupportModel>(PortalRoles.Client) with { Values = OwnRecord },
        Of<ClientPages.Matching.IndexModel>(Clients) with { Values = OwnRecord },
        Of<ClientPages.Matching.ChooseModel>(Clients) with { Values = OwnProposal, Others = OthersProposal },
        Of<ClientPages.Matching.MeetModel>(Clients) with { Values = OwnProposal, Others = OthersProposal },
        Of<ClientPages.Moving.WhereModel>(Clients),
        Of<ClientPages.Moving.WhenModel>(Clients) with { Expected = HttpStatusCode.Redirect }, // nobody has said where to
        Of<ClientPages.Moving.CheckModel>(Clients) with { Expected = HttpStatusCode.Redirect },
        Of<ClientPages.Moving.ToldModel>(Clients) with { Values = OwnMove, Others = OthersMove },
        Of<TherapistPages.Care.IndexModel>(PortalRoles.Therapist),
        Of<TherapistPages.Care.ClientModel>(PortalRoles.Therapist) with { Values = OwnClient, Others = OthersClient },
        Of<TherapistPages.Care.AssessModel>(PortalRoles.Therapist) with { Values = OwnClient, Others = OthersClient },
        Of<IntakePages.Care.IndexModel>(Intake),
        Of<IntakePages.Care.ReferralModel>(Intake) with { Values = AnyReferral, Others = Nowhere },
        Of<IntakePages.Care.MoveModel>(Intake) with { Values = OthersMove, Others = Nowhere },
        Of<IntakePages.Matching.IndexModel>(Intake) with { Values = OthersClient, Others = Nowhere },
    ];

    private static async Task<object> OwnRecord(PortalApp app, PortalUserRef who)
    {
        await new CarePractice(app).ClientAsync(who.Id);
        return new { };
    }

    private static async Task<object> Question(PortalApp app, PortalUserRef who)
    {
        await OwnRecord(app, who);
        return new { form = "phq-9", item = 9 };
    }

    private static Task<object> OwnProposal(PortalApp app, PortalUserRef who) => ProposalAsync(app, who.Id);

    private static async Task<object> OthersProposal(PortalApp app, PortalUserRef who)
    {
        await OwnRecord(app, who);
        return await ProposalAsync(app, null);
    }

    private static async Task<object> ProposalAsync(PortalApp app, Guid? userId)
    {
        var practice = new CarePractice(app);
        return new { id = await practice.OfferAsync(await practice.ClientAsync(userId), await practice.TherapistAsync()) };
    }

    private static async Task<object> OwnMove(PortalApp app, PortalUserRef who)
    {
        var practice = new CarePractice(app);
        return new { id = await practice.MoveAsync(await practice.ClientAsync(who.Id)) };
    }

    private static async Task<object> OthersMove(PortalApp app, PortalUserRef who)
    {
        await OwnRecord(app, who);
        var practice = new CarePractice(app);
        return new { id = await practice.MoveAsync(await practice.ClientAsync()) };
    }

    private static async Task<object> OwnClient(PortalApp app, PortalUserRef who)
    {
        var practice = new CarePractice(app);
        return new { id = await practice.ClientAsync(null, await practice.TherapistAsync(userId: UserOf(who))) };
    }

    private static async Task<object> OthersClient(PortalApp app, PortalUserRef who)
    {
        var practice = new CarePractice(app);
        await practice.TherapistAsync(userId: UserOf(who));
        return new { id = await practice.ClientAsync(null, await practice.TherapistAsync("Dr. Other")) };
    }

    /// <summary>A visitor has no sign-in that a record could be tied to.</summary>
    private static Guid? UserOf(PortalUserRef who) => who.Id == Guid.Empty ? null : who.Id;

    private static async Task<object> AnyReferral(PortalApp app, PortalUserRef who)
    {
        var practice = new CarePractice(app);
        return new { id = await practice.ReferralAsync(await practice.ClientAsync()) };
    }

    private static Task<object> Nowhere(PortalApp app, PortalUserRef who) => Task.FromResult<object>(new { id = Guid.CreateVersion7() });
}

using System.Net;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Pages.Client.Bookings;
using SessionRelay.Portal.Pages.Therapist.Hours;
using static SessionRelay.Portal.Tests.Pages.PageCase;
using Calendar = SessionRelay.Portal.Pages.Staff.Calendar;
using Hours = SessionRelay.Portal.Pages.Therapist.Hours;
using Sessions = SessionRelay.Portal.Pages.Client.Bookings;

namespace SessionRelay.Portal.Tests.Pages.Bookings;

/// <summary>The pages of hours, bookings and calendars, for the table of all pages.</summary>
internal static class BookingPages
{
    private static readonly string[] Clients = [PortalRoles.Client, PortalRoles.Guardian];
    private static readonly string[] Staff = [PortalRoles.Therapist, PortalRoles.Intake, PortalRoles.Owner];

    public static readonly IReadOnlyList<PageCase> Cases =
    [
        Of<Sessions.IndexModel>(Clients),
        Of<StartModel>(Clients),
        .. new[] { Of<LengthModel>(Clients), Of<FormatModel>(Clients), Of<WhoModel>(Clients), Of<OftenModel>(Clients), Of<TimeModel>(Clients), Of<CheckModel>(Clients) }
            .Select(question => question with { Expected = HttpStatusCode.Redirect }), // to the first question
        Of<Sessions.MoveModel>(Clients) with { Values = BookingWorld.OwnBookingAsync, Others = BookingWorld.OthersBookingAsync },
        Of<MoveCheckModel>(Clients) with { Values = BookingWorld.OwnBookingAsync, Others = BookingWorld.OthersBookingAsync, Expected = HttpStatusCode.Redirect },
        Of<CancelModel>(Clients) with { Values = BookingWorld.OwnBookingAsync, Others = BookingWorld.OthersBookingAsync },
        Of<OfferModel>(Clients) with { Values = BookingWorld.OwnOfferAsync, Others = BookingWorld.OthersOfferAsync },
        Of<ProposalModel>(Clients) with { Values = BookingWorld.OwnProposalAsync, Others = BookingWorld.OthersProposalAsync },
        Of<Hours.IndexModel>(PortalRoles.Therapist),
        Of<DatesModel>(PortalRoles.Therapist),
        Of<SessionsModel>(PortalRoles.Therapist),
        Of<OutsideModel>(PortalRoles.Therapist),
        Of<WhyModel>(PortalRoles.Therapist),
        Of<Calendar.IndexModel>(Staff),
        Of<Calendar.ShiftsModel>(Staff),
        Of<Calendar.BookingModel>(Staff) with { Values = BookingWorld.OwnBookingAsync, Others = BookingWorld.OthersBookingAsync },
        Of<Calendar.MoveModel>(Staff) with { Values = BookingWorld.OwnBookingAsync, Others = BookingWorld.OthersBookingAsync },
        Of<SessionRelay.Portal.Pages.Staff.HouseholdModel>(Staff) with { Values = BookingWorld.OwnClientAsync, Others = BookingWorld.OthersClientAsync },
        Of<SessionRelay.Portal.Pages.Staff.HouseholdMemberModel>(Staff) with { Values = BookingWorld.OwnMemberAsync, Others = BookingWorld.OthersMemberAsync },
        Of<Calendar.BookModel>(Staff) with { Values = BookingWorld.OwnClientAsync, Others = BookingWorld.OthersClientAsync },
        Of<Calendar.ProposeModel>(Staff) with { Values = BookingWorld.OwnClientAsync, Others = BookingWorld.OthersClientAsync },
    ];
}

using Microsoft.AspNetCore.Mvc.RazorPages;
using NodaTime;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Staff;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Scheduling;
using SessionRelay.Portal.Tests.Pages.Bookings;
using Calendar = SessionRelay.Portal.Pages.Staff.Calendar;
using Client = SessionRelay.Portal.Pages.Client;
using Hours = SessionRelay.Portal.Pages.Therapist.Hours;
using Intake = SessionRelay.Portal.Pages.Intake;
using Staff = SessionRelay.Portal.Pages.Staff;
using Therapist = SessionRelay.Portal.Pages.Therapist;

namespace SessionRelay.Portal.Tests.Pages;

/// <summary>A form that names a record in a field, and somebody else's record to post there.</summary>
/// <param name="Page">The page.</param>
/// <param name="Handler">Empty for the page's only one.</param>
/// <param name="Field">The field.</param>
/// <param name="Record">What it names.</param>
/// <param name="Role">Who posts.</param>
/// <param name="Others">Makes a record that is not this person's.</param>
/// <param name="Values">Route values of a page that is about a record of this person's own; null where it has none.</param>
internal sealed record PostedId(
    Type Page, string Handler, string Field, Type Record, string Role, Func<PortalApp, PortalUserRef, Task<Guid>> Others, Func<PortalApp, PortalUserRef, Task<object>>? Values = null)
{
    public override string ToString() => $"{Page.FullName!["SessionRelay.Portal.Pages.".Length..]} {Handler}({Field})";
}

/// <summary>Each of them; a test fails for a handler with an id that is missing here.</summary>
internal static class PostedIds
{
    public static readonly IReadOnlyList<PostedId> All =
    [
        Of<Client.Bookings.IndexModel, Booking>("Earlier", "booking", PortalRoles.Client, BookingAsync),
        Of<Client.Bookings.IndexModel, EarlierTimeWish>("Forget", "wish", PortalRoles.Client, WishAsync),
        Of<Intake.Care.IndexModel, StaffNotice>("Done", "notice", PortalRoles.Intake, NoticeAsync),
        Of<Therapist.Care.IndexModel, StaffNotice>("Done", "notice", PortalRoles.Therapist, NoticeAsync),
        Of<Therapist.TodayModel, Booking>("", "id", PortalRoles.Therapist, BookingAsync),
        Of<Therapist.TodayModel, Booking>("Call", "id", PortalRoles.Therapist, BookingAsync),
        Of<Calendar.IndexModel, Booking>("Approve", "booking", PortalRoles.Therapist, RequestedAsync),
        Of<Calendar.IndexModel, Booking>("Decline", "booking", PortalRoles.Therapist, RequestedAsync),
        Of<Calendar.ProposeModel, TimeProposal>("Withdraw", "proposal", PortalRoles.Therapist, ProposalAsync) with { Values = BookingWorld.OwnClientAsync },
        Of<Calendar.ShiftsModel, Booking>("Keep", "booking", PortalRoles.Therapist, BookingAsync),
        Of<Calendar.ShiftsModel, Booking>("Move", "booking", PortalRoles.Therapist, BookingAsync),
        Of<Hours.IndexModel, WeeklyHoursRow>("Remove", "row", PortalRoles.Therapist, HoursAsync),
        Of<Hours.DatesModel, HoursException>("Remove", "row", PortalRoles.Therapist, DateAsync),
        Of<Staff.HouseholdModel, HouseholdMember>("Remove", "member", PortalRoles.Therapist, MemberAsync) with { Values = BookingWorld.OwnClientAsync },
    ];

    private static PostedId Of<TPage, TRecord>(string handler, string field, string role, Func<PortalApp, PortalUserRef, Task<Guid>> others)
        where TPage : PageModel => new(typeof(TPage), handler, field, typeof(TRecord), role, others);

    /// <summary>Who posts has a record of their own too: nobody is refused for want of one.</summary>
    private static async Task<Booking> BookedAsync(PortalApp app, PortalUserRef who, bool isAsking = false)
    {
        var own = await BookingWorld.TherapistAsync(app, who.Role == PortalRoles.Therapist ? who.Id : null);
        if (who.Role == PortalRoles.Client) await BookingWorld.ClientAsync(app, own, who.Id);
        var therapist = await BookingWorld.TherapistAsync(app);
        return await BookingWorld.BookAsync(app, therapist, await BookingWorld.ClientAsync(app, therapist), isAsking: isAsking);
    }

    private static async Task<Guid> BookingAsync(PortalApp app, PortalUserRef who) => (await BookedAsync(app, who)).Id;

    private static async Task<Guid> RequestedAsync(PortalApp app, PortalUserRef who) => (await BookedAsync(app, who, isAsking: true)).Id;

    private static async Task<Guid> WishAsync(PortalApp app, PortalUserRef who)
    {
        var booking = await BookedAsync(app, who);
        return await OwnerPages.AddAsync(app, new EarlierTimeWish { ClientId = booking.ClientId, TherapistId = booking.TherapistId, BookingId = booking.Id, Before = booking.Start, Minutes = 50 });
    }

    private static async Task<Guid> ProposalAsync(PortalApp app, PortalUserRef who)
    {
        var therapist = await BookingWorld.TherapistAsync(app);
        return await BookingWorld.ProposalAsync(app, await BookingWorld.ClientAsync(app, therapist), therapist, BookingWorld.Soon);
    }

    private static async Task<Guid> NoticeAsync(PortalApp app, PortalUserRef who)
    {
        var booking = await BookedAsync(app, who);
        return await OwnerPages.AddAsync(app, new StaffNotice { StaffId = booking.TherapistId, ForRole = PortalRole.Therapist, Kind = "house-move", ClientId = booking.ClientId, At = booking.BookedAt });
    }

    private static async Task<Guid> HoursAsync(PortalApp app, PortalUserRef who)
    {
        var booking = await BookedAsync(app, who);
        return await OwnerPages.AddAsync(app, new WeeklyHoursRow { StaffId = booking.TherapistId, Day = IsoDayOfWeek.Monday, FromMinute = 540, ToMinute = 600, Formats = CareFormat.Video });
    }

    private static async Task<Guid> DateAsync(PortalApp app, PortalUserRef who)
    {
        var booking = await BookedAsync(app, who);
        return await OwnerPages.AddAsync(app, new HoursException { StaffId = booking.TherapistId, Date = new LocalDate(2030, 5, 1), Kind = ExceptionKind.Closed });
    }

    private static async Task<Guid> MemberAsync(PortalApp app, PortalUserRef who)
    {
        var client = await BookingWorld.ClientAsync(app, await BookingWorld.TherapistAsync(app));
        return await OwnerPages.AddAsync(app, new HouseholdMember { ClientId = client, Role = HouseholdRole.Partner, Name = "Ben Wetherby", Region = Region.Parse("US-NY"), Zone = BookingWorld.Zone });
    }
}

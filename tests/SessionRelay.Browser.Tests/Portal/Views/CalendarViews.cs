using Microsoft.Playwright;
using static SessionRelay.Browser.Tests.Portal.PortalPages;
using Calendar = SessionRelay.Portal.Pages.Staff.Calendar;
using Staff = SessionRelay.Portal.Pages.Staff;
using Therapist = SessionRelay.Portal.Pages.Therapist;

namespace SessionRelay.Browser.Tests.Portal.Views;

/// <summary>The calendar of the people of the practice, and what they book there for whom.</summary>
internal static class CalendarViews
{
    public static readonly IReadOnlyList<PortalView> All =
    [
        Of<Calendar.IndexModel>("calendar", "therapist"),
        Of<Calendar.IndexModel>("calendar-intake", "intake"),
        Of<Calendar.IndexModel>("calendar-waiting", "therapist", person => person.Page.GetByRole(AriaRole.Heading, new() { Name = "Waiting for approval" }).WaitForAsync()),
        Of<Calendar.ShiftsModel>("calendar-shifts", "therapist"),
        Of<Calendar.ShiftsModel>("calendar-shifts-some", "intake", async person =>
        {
            // As if it had been agreed on under an older law, by which the clock of that day was an hour behind.
            person.Portal.Change(
                """
                UPDATE Bookings SET ZoneDataVersion = 'older', Local = strftime('%Y-%m-%dT%H:%M:%S', Local, '-1 hour')
                WHERE Id = (SELECT Id FROM Bookings WHERE State = 'Booked' AND SeriesId IS NOT NULL ORDER BY Start DESC LIMIT 1)
                """);
            await person.Page.ReloadAsync();
            await person.Page.GetByRole(AriaRole.Button, new() { Name = "Keep the moment" }).First.WaitForAsync();
        }),
        From<Calendar.IndexModel, Calendar.BookingModel>("calendar-booking", "therapist", BookingAsync),
        From<Calendar.IndexModel, Calendar.BookingModel>("calendar-booking-room", "therapist", async person =>
        {
            await BookingAsync(person);
            await InARoomAsync(person, new Uri(person.Page.Url).Segments[^1]);
            await person.Page.GetByText("Garden room, 12 Elm Street, second floor").WaitForAsync();
        }),
        From<Calendar.IndexModel, Calendar.MoveModel>("calendar-move", "therapist", async person =>
        {
            await BookingAsync(person);
            await person.FollowAsync("^Move it");
        }),
        From<Therapist.Care.IndexModel, Calendar.BookModel>("calendar-book", "therapist", person => person.FollowAsync("^Open", "^Book a session")),
        From<Therapist.Care.IndexModel, Calendar.BookModel>("calendar-book-couple", "therapist", person => person.FollowAsync("^Open Mabel", "^Book a session")),
        From<Therapist.Care.IndexModel, Calendar.ProposeModel>("calendar-propose", "therapist", person => person.FollowAsync("^Open", "^Propose times")),
        From<Therapist.Care.IndexModel, Calendar.ProposeModel>("calendar-propose-chosen", "therapist", ChosenAsync),
        From<Therapist.Care.IndexModel, Calendar.ProposeModel>("calendar-proposed", "therapist", async person =>
        {
            await ChosenAsync(person);
            await person.SendAsync("Propose these");
        }),
        From<Therapist.Care.IndexModel, Staff.HouseholdModel>("household", "therapist", person => person.FollowAsync("^Open Mabel", "^Who takes part")),
        From<Calendar.IndexModel, Staff.HouseholdModel>("household-teen", "intake", async person =>
        {
            await person.Page.SelectOptionAsync("main select[name='Therapist']", new SelectOptionValue { Label = DemoHomes.TherapistOfATeen });
            await person.SendAsync("Show");
            await person.FollowAsync("Week after", "Week after", "^Noel", "^Who takes part");
        }),
        From<Therapist.Care.IndexModel, Staff.HouseholdMemberModel>("household-member", "therapist", person => person.FollowAsync("^Open Mabel", "^Who takes part", "^Change where they are")),
        From<Therapist.Care.IndexModel, Staff.HouseholdMemberModel>("household-member-errors", "therapist", async person =>
        {
            await person.FollowAsync("^Open Mabel", "^Who takes part", "^Change where they are");
            await person.FillAsync("Email", "");
            await person.SendAsync("Save");
        }),
        From<Therapist.Care.IndexModel, Staff.HouseholdModel>("household-errors", "therapist", async person =>
        {
            await person.FollowAsync("^Open Nora", "^Who takes part");
            await person.SendAsync("Add");
        }),
    ];

    /// <summary>As if this session had been booked in person, and the practice had a room.</summary>
    internal static async Task InARoomAsync(PortalPerson person, string booking)
    {
        person.Portal.Change(
            """
            INSERT OR IGNORE INTO PracticeRooms (Id, Name, Address, IsOpen, Version, ChangedAt) VALUES ('01993E5C-0000-7000-8000-000000000001', 'Garden room', '12 Elm Street, second floor', 1, 1, 0);
            UPDATE Bookings SET Format = 'InPerson', RoomId = '01993E5C-0000-7000-8000-000000000001' WHERE Id = $id
            """,
            ("$id", booking.ToUpperInvariant()));
        await person.Page.ReloadAsync();
    }

    /// <summary>Two times, of a client whose own pages other views look at.</summary>
    private static async Task ChosenAsync(PortalPerson person)
    {
        await person.FollowAsync("^Open Nora", "^Propose times");
        await person.GoAsync(person.Page.Locator("main .times button").First);
        await person.GoAsync(person.Page.Locator("main .times button").Last);
    }

    private static async Task BookingAsync(PortalPerson person)
    {
        await person.FollowAsync("Week after");
        await person.GoAsync(person.Page.Locator("main table:has(caption) a").First);
    }
}

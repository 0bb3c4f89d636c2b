using System.Net;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Tests.Pages.Bookings;
using Hours = SessionRelay.Portal.Pages.Therapist.Hours;
using Owner = SessionRelay.Portal.Pages.Owner;

namespace SessionRelay.Portal.Tests.Pages;

/// <summary>A button that is pressed twice, or six times at once, does what it does once; each press leads on.</summary>
public sealed class DoubleClickTests : IAsyncLifetime
{
    private readonly PortalApp app = PortalApp.With(("Mail:Smtp", "smtp://127.0.0.1:9"), ("Mail:From", "practice@example.org"));

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task A_holiday_is_added_once() =>
        await PressAsync<Owner.HolidaysModel>(await app.SignedInAsync(PortalRoles.Owner), "Add", work => work.Db.PracticeHolidays.CountAsync(), null, ("Date", "2027-12-24"), ("Name", "Christmas Eve"));

    [Fact]
    public async Task Federal_holidays_are_added_once()
    {
        using var owner = await app.SignedInAsync(PortalRoles.Owner);
        await PressAllAsync<Owner.HolidaysModel>(owner, "Add them", null);

        (await app.InDatabaseAsync(async work => (await work.Db.PracticeHolidays.ToListAsync()).GroupBy(holiday => holiday.Date).Max(same => same.Count()))).ShouldBe(1);
    }

    [Fact]
    public async Task A_crisis_number_is_added_once()
    {
        var before = await app.InDatabaseAsync(work => work.Db.CrisisNumbers.CountAsync());
        await PressAsync<Owner.NumbersModel>(
            await app.SignedInAsync(PortalRoles.Owner), "Add", async work => await work.Db.CrisisNumbers.CountAsync() - before, null, ("Country", "GB"), ("Number", "116 123"), ("Name", "Samaritans"), ("Help", "Day and night, free."));
    }

    [Fact]
    public async Task A_room_is_added_once() =>
        await PressAsync<Owner.RoomsModel>(await app.SignedInAsync(PortalRoles.Owner), "Add", work => work.Db.PracticeRooms.CountAsync(), null, ("Name", "Garden room"));

    [Fact]
    public async Task An_invitation_is_sent_once()
    {
        var id = await OwnerPages.MemberAsync(app);
        await PressAsync<Owner.Staff.MemberModel>(await app.SignedInAsync(PortalRoles.Owner), "Send an invitation", work => work.Db.OutgoingMessages.CountAsync(), new { id });
    }

    [Fact]
    public async Task A_therapists_own_date_is_added_once()
    {
        var (therapist, _) = await app.SignedInTherapistAsync();
        await PressAsync<Hours.DatesModel>(therapist, "Add", work => work.Db.HoursExceptions.CountAsync(), null, ("Date", "2027-12-24"), ("Kind", "Closed"));
    }

    private async Task PressAsync<TPage>(Person person, string button, Func<UnitOfWork, Task<int>> count, object? values, params (string Name, string Value)[] fields)
        where TPage : PageModel
    {
        using var presses = person;
        await PressAllAsync<TPage>(person, button, values, fields);

        (await app.InDatabaseAsync(count)).ShouldBe(1);
    }

    private static async Task PressAllAsync<TPage>(Person person, string button, object? values, params (string Name, string Value)[] fields)
        where TPage : PageModel
    {
        await person.OpenAsync<TPage>(values);
        var form = person.Form(button);
        var posted = person.FormValues(form).Where(pair => !fields.Any(field => field.Name == pair.Key)).Concat(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))).ToList();
        foreach (var answer in await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => person.RawAsync(HttpMethod.Post, form.GetAttribute("action") ?? person.Place, new FormUrlEncodedContent(posted)))))
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
            answer.Dispose();
        }
    }
}

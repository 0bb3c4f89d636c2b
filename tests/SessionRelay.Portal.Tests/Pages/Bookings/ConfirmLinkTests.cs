using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Reminders;
using SessionRelay.Portal.Journeys.Bookings;
using SessionRelay.Portal.Journeys.Reminders;
using SessionRelay.Portal.Pages.Client.Bookings;

namespace SessionRelay.Portal.Tests.Pages.Bookings;

/// <summary>A button that is pressed again and again, at once, by somebody who sees nothing happen.</summary>
public sealed class ConfirmLinkTests : IAsyncDisposable
{
    private const int Presses = 100;

    private readonly PortalApp app = PortalApp.With(("Mail:Smtp", "smtp://127.0.0.1:9"), ("Mail:From", "practice@example.org")); // nobody listens there: what is to be sent stays

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task A_confirm_link_pressed_again_books_or_mails_again__100_presses_of_Book_are_one_booking_and_one_mail()
    {
        await app.VisitorAsync();
        var (person, client) = await app.ClientOfAsync(await app.TherapistAsync());
        using var _ = person;
        await person.ChooseTimeAsync();

        await PressAsync(person, app.Link<CheckModel>(), "Book");

        var booking = (await BookingsAsync(client)).ShouldHaveSingleItem();
        (await MailsAsync(booking)).ShouldBe([ReminderKinds.Booked]);
    }

    [Fact]
    public async Task A_confirm_link_pressed_again_books_or_mails_again__100_presses_of_an_earlier_times_link_move_once()
    {
        await app.VisitorAsync();
        var therapist = await app.TherapistAsync();
        var (person, client) = await app.ClientOfAsync(therapist);
        using var _ = person;
        var freed = await app.BookAsync(therapist, await app.ClientAsync(therapist));
        await app.BookAsync(therapist, client, freed.Start + Duration.FromDays(2));
        await person.OpenAsync<IndexModel>();
        await person.SendFormAsync("form:has(input[name=booking])");
        await app.DoAsync(async (work, services) => await services.GetRequiredService<BookingDesk>()
            .CancelAsync(await work.Db.Bookings.Include(booking => booking.Participants).SingleAsync(booking => booking.Id == freed.Id), false, null, true, default));
        await person.OpenAsync<IndexModel>();
        await person.OpenAsync(person.Page.QuerySelector("main a.button[href*=offer]")!.GetAttribute("href")!);

        await PressAsync(person, person.Place, "Take it");

        var booking = (await BookingsAsync(client)).ShouldHaveSingleItem();
        (booking.Start, booking.Sequence).ShouldBe((freed.Start, 1));
        (await MailsAsync(booking)).ShouldBe([ReminderKinds.ChangedStart + "1"]);
    }

    private static async Task PressAsync(Person person, string place, string button)
    {
        var form = person.FormValues(person.Form(button));
        var answers = await Task.WhenAll(Enumerable.Range(0, Presses).Select(_ => person.RawAsync(HttpMethod.Post, place, new FormUrlEncodedContent(form))));
        foreach (var answer in answers)
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
            answer.Dispose();
        }
    }

    private Task<List<Booking>> BookingsAsync(Guid client) => app.DoAsync((work, _) => work.Db.Bookings.Include(booking => booking.Participants).Where(booking => booking.ClientId == client).ToListAsync());

    /// <summary>What the client is told of this time, after the planner has looked many times.</summary>
    private Task<List<string>> MailsAsync(Booking booking) => app.DoAsync(async (work, services) =>
    {
        for (var run = 0; run < 25; run++) await services.GetRequiredService<ReminderPlanner>().PlanAsync(default);
        var client = booking.Participants.Single().Id;
        return await work.Db.Reminders.Where(reminder => reminder.BookingId == booking.Id && reminder.RecipientId == client && reminder.Start == booking.Start && reminder.State != DeliveryState.Dropped)
            .Select(reminder => reminder.Kind).ToListAsync();
    });
}

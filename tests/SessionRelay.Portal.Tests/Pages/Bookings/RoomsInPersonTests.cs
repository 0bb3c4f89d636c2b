using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Practice;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Scheduling;
using SessionRelay.Portal.Journeys.Bookings;
using SessionRelay.Portal.Pages.Client.Bookings;

namespace SessionRelay.Portal.Tests.Pages.Bookings;

/// <summary>Sessions in person take a room, whichever is free, and no room takes two.</summary>
public class RoomsInPersonTests(PortalApp any) : IAsyncLifetime
{
    private readonly PortalApp app = any.Another();

    public async ValueTask InitializeAsync()
    {
        using var _ = await app.VisitorAsync(); // it starts
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await app.DisposeAsync();
    }

    [Fact]
    public async Task While_the_only_room_is_taken_its_time_is_neither_offered_nor_booked_by_hand_and_with_a_second_room_it_is()
    {
        await AddRoomAsync("Garden");
        var (first, one) = await app.ClientOfAsync(await app.TherapistAsync(user: null, formats: CareFormat.InPerson));
        var (second, two) = await app.ClientOfAsync(await app.TherapistAsync(user: null, formats: CareFormat.InPerson));
        using var _ = first;
        using var __ = second;
        var start = await first.ChooseTimeAsync();
        await first.PostAsync(button: "Book");
        first.Words.ShouldContain("Your session is booked.");
        first.Words.ShouldContain("Where: Garden");

        await second.ToTimesAsync();
        second.OfferedTimes().ShouldNotContain(start);
        await second.PostTimeAsync(start);
        second.Words.ShouldContain("This time is not free.");
        (await app.OfClientAsync(two)).ShouldBeEmpty();

        await AddRoomAsync("Attic");
        await second.OpenAsync<TimeModel>(new { change = true });
        second.OfferedTimes().ShouldContain(start);
        await second.PostTimeAsync(start);
        await second.PostAsync(button: "Book");
        second.Words.ShouldContain("Where: Attic");
        (await app.OfClientAsync(one)).Single().RoomId.ShouldNotBe((await app.OfClientAsync(two)).Single().RoomId);
    }

    [Fact]
    public async Task Of_many_who_book_one_time_at_once_as_many_get_it_as_there_are_rooms()
    {
        const int Rooms = 3;
        const int People = 8;
        for (var room = 0; room < Rooms; room++) await AddRoomAsync($"Room {room}");
        var pairs = new List<(Guid Therapist, Guid Client)>();
        for (var pair = 0; pair < People; pair++)
        {
            var therapist = await app.TherapistAsync(user: null, formats: CareFormat.InPerson);
            pairs.Add((therapist, await app.ClientAsync(therapist)));
        }

        var outcomes = await Task.WhenAll(pairs.Select(pair => Task.Run(() => app.DoAsync(async (work, services) =>
        {
            var client = await work.Db.Clients.SingleAsync(known => known.Id == pair.Client);
            var wish = new SessionWish(pair.Therapist, client, [], 50, CareFormat.InPerson, BookingKind.Therapy, pair.Client.ToString());
            return await services.GetRequiredService<BookingDesk>().BookAsync(wish, BookingWorld.Soon, 1, DateTimeZone.Utc, null, default);
        }))));

        outcomes.Count(outcome => outcome.IsBooked).ShouldBe(Rooms);
        outcomes.Where(outcome => outcome.IsBooked).Select(outcome => outcome.Bookings.Single().RoomId).ShouldBeUnique();
        (await app.AskAsync(work => work.Db.BookingUnits.Where(unit => unit.Kind == ResourceKind.Room).Select(unit => unit.ResourceId).Distinct().CountAsync())).ShouldBe(Rooms);
    }

    private Task<Guid> AddRoomAsync(string name) => OwnerPages.AddAsync(app, new PracticeRoom { Name = name });
}

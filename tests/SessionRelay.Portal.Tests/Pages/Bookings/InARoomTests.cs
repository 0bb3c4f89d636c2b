using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Practice;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Pages.Client.Bookings;
using SessionRelay.Portal.Pages.Session;
using Calendar = SessionRelay.Portal.Pages.Staff.Calendar;

namespace SessionRelay.Portal.Tests.Pages.Bookings;

/// <summary>A session in person has a room, and both sides read where it is.</summary>
public sealed class InARoomTests(PortalApp app)
{
    [Fact]
    public async Task Client_and_staff_read_where_to_go()
    {
        var (therapist, id) = await app.SignedInTherapistAsync();
        using var _ = therapist;
        using var person = await app.VisitorAsync();
        var user = await app.AddUserAsync(PortalRoles.Client);
        await person.SignInAsync(user);
        var booking = await app.BookAsync(id, await app.ClientAsync(id, user.Id));
        var room = await OwnerPages.AddAsync(app, new PracticeRoom { Name = $"Garden <room> {Guid.NewGuid():N}", Address = "12 Elm Street" });
        await app.InDatabaseAsync(async work =>
        {
            var found = await work.Db.Bookings.SingleAsync(known => known.Id == booking.Id);
            (found.Format, found.RoomId) = (CareFormat.InPerson, room);
            return await work.Db.SaveChangesAsync();
        });

        await person.OpenAsync<IndexModel>();
        await therapist.OpenAsync<Calendar.BookingModel>(new { id = booking.Id });

        person.Words.ShouldContain("Where: Garden <room>");
        person.Words.ShouldContain("12 Elm Street");
        therapist.Words.ShouldContain("12 Elm Street");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_has_a_link_alone_reads_where_to_go(bool hasRoom)
    {
        using var person = await app.VisitorAsync();
        var session = await SessionSeed.AddAsync(app, format: CareFormat.InPerson);
        var name = $"Garden <room> {Guid.NewGuid():N}";
        var room = hasRoom ? await OwnerPages.AddAsync(app, new PracticeRoom { Name = name, Address = "12 Elm Street" }) : (Guid?)null;
        await app.InDatabaseAsync(async work =>
        {
            (await work.Db.Bookings.SingleAsync(known => known.Id == session.BookingId)).RoomId = room;
            return await work.Db.SaveChangesAsync();
        });

        await person.OpenAsync<JoinModel>(session.Join);

        if (hasRoom) person.Words.ShouldContain($"Where: {name}, 12 Elm Street");
        else person.Words.ShouldContain("in person, at our place.");
        person.Page.QuerySelector("#Callback").ShouldBeNull();
    }

    [Fact]
    public async Task What_is_to_be_signed_before_is_said_there_too()
    {
        using var person = await app.VisitorAsync();
        var session = await SessionSeed.AddAsync(app, format: CareFormat.InPerson, signed: SignedBy.Nobody);

        await person.OpenAsync<JoinModel>(session.Join);

        person.Words.ShouldContain("There is something to read and sign before the session can begin:");
    }
}

using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.FirstContact;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Demo;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Tests.Data;

namespace SessionRelay.Portal.Tests.Demo;

/// <summary>The practice that <c>--demo</c> comes with.</summary>
public sealed class DemoPracticeTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    /// <summary>Days on which a demo could go wrong: clocks change, the year ends, a holiday is near, a leap day.</summary>
    public static TheoryData<string> Days => ["2026-03-07T23:50:00Z", "2026-10-31T14:00:00Z", "2026-12-24T09:03:00Z", "2027-11-06T04:58:00Z", "2028-02-28T12:00:00Z"];

    [Theory]
    [MemberData(nameof(Days))]
    public async Task Has_people_at_every_stage_of_the_way_whatever_day_it_is(string day)
    {
        var now = NodaTime.Text.InstantPattern.General.Parse(day).Value;
        await using var practice = await TestPractice.NewAsync(onPostgres: false, server, now);
        await FillAsync(practice);
        await using var work = practice.Database.Begin(TestPractice.Intake);

        var therapists = (await work.Db.Staff.ToListAsync()).Where(member => member.Roles == PortalRole.Therapist).Select(member => member.Id).ToList();
        therapists.Count.ShouldBe(12);
        (await work.Db.Licences.ToListAsync()).Where(licence => therapists.Contains(licence.StaffId)).Select(licence => licence.Region).Distinct().Count().ShouldBe(6);
        var clients = await work.Db.Clients.ToListAsync();
        var waiting = await work.Db.ContactRequests.Where(request => request.State == RequestState.Waiting).ToListAsync();
        (clients.Count + waiting.Count).ShouldBe(40);
        clients.Select(client => client.Stage).Distinct().Order().ShouldBe([ClientStage.Intake, ClientStage.Assessed, ClientStage.Matching, ClientStage.InCare, ClientStage.Referred, ClientStage.Ended]);
        clients.Select(client => client.Population).Distinct().Count().ShouldBe(Enum.GetValues<Population>().Length);
        waiting.ShouldContain(request => request.InDanger);
        (await work.Db.TherapistChanges.CountAsync()).ShouldBe(2);
        (await work.Db.BookingSeries.CountAsync()).ShouldBe(6);
        var coming = await work.Db.Bookings.Where(booking => booking.Start > now && booking.State == BookingState.Booked).ToListAsync();
        foreach (var kind in Enum.GetValues<BookingKind>()) coming.ShouldContain(booking => booking.Kind == kind);
        coming.GroupBy(booking => booking.TherapistId).ShouldAllBe(of => of.OrderBy(booking => booking.Start).Zip(of.OrderBy(booking => booking.Start).Skip(1)).All(pair => pair.First.End <= pair.Second.Start));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Is_the_same_each_time(bool onPostgres)
    {
        await using var one = await TestPractice.NewAsync(onPostgres, server);
        await using var two = await TestPractice.NewAsync(onPostgres, server);
        await FillAsync(one);
        await FillAsync(two);

        (await PictureAsync(two)).ShouldBe(await PictureAsync(one));
    }

    [Fact]
    public async Task A_second_start_on_the_same_folder_adds_nothing()
    {
        await using var practice = await TestPractice.NewAsync(onPostgres: false, server);
        await FillAsync(practice);
        var before = await PictureAsync(practice);

        await FillAsync(practice);

        (await PictureAsync(practice)).ShouldBe(before);
    }

    private static async Task FillAsync(TestPractice practice)
    {
        await using var work = practice.Database.Begin(ActingPerson.Program("demo"));
        await DemoPractice.FillAsync(work, default);
    }

    /// <summary>All but ids.</summary>
    private static async Task<IReadOnlyList<string>> PictureAsync(TestPractice practice)
    {
        await using var work = practice.Database.Begin(TestPractice.Intake);
        var names = (await work.Db.Clients.ToListAsync()).ToDictionary(client => client.Id, client => client.Name.Value);
        var staff = (await work.Db.Staff.ToListAsync()).ToDictionary(member => member.Id, member => member.Name.Value);
        var bookings = await work.Db.Bookings.ToListAsync();
        return [.. names.Values.Concat(staff.Values).Concat(bookings.Select(booking => $"{names[booking.ClientId]}, {staff[booking.TherapistId]}, {booking.Start}, {booking.State}, {booking.Minutes}")).Order()];
    }
}

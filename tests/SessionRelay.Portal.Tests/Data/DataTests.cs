using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Auditing;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Tests.Data;

/// <summary>One suite on both databases.</summary>
public sealed class DataTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_sealed_is_read_back_and_stands_nowhere_in_clear(bool onPostgres)
    {
        await using var practice = await TestPractice.NewAsync(onPostgres, server);
        var id = await practice.ClientAsync();

        await using var work = practice.Database.Begin(TestPractice.Intake);
        work.Db.Database.HasPendingModelChanges().ShouldBeFalse();
        var hash = work.Vault.EmailHash(" Ann.Wetherby@Example.org");
        var client = await work.Db.Clients.SingleAsync(known => known.EmailHash == hash);

        client.Id.ShouldBe(id);
        client.Name.Value.ShouldBe("Ann Wetherby");
        client.Email!.Value.ShouldBe("ann.wetherby@example.org");
        var files = onPostgres ? server.Files : practice.Folder;
        var bytes = Directory.GetFiles(files, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith("postmaster.pid")).Select(file => System.Text.Encoding.Latin1.GetString(ReadShared(file)));
        bytes.ShouldAllBe(text => !text.Contains("Wetherby") && !text.Contains("wetherby") && !text.Contains("010 7788"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Check_then_insert__200_parallel_bookings_with_random_starts_and_lengths_never_overlap(bool onPostgres)
    {
        await using var practice = await TestPractice.NewAsync(onPostgres, server);
        var therapist = await practice.TherapistAsync();
        var clients = new List<Guid>();
        for (var n = 0; n < 10; n++) clients.Add(await practice.ClientAsync($"Client {n}"));
        var random = new Random(4);
        var requests = Enumerable.Range(0, 200).Select(n => TestPractice.Request(
            therapist, clients[n % 10], TestPractice.Now + Duration.FromHours(24) + Duration.FromMinutes(15 * random.Next(60)), new[] { 15, 45, 50, 60, 80 }[random.Next(5)], $"holder {n}")).ToList();

        var outcomes = await Task.WhenAll(requests.Select(request => Task.Run(() => practice.BookAsync(request))));

        var booked = outcomes.SelectMany(outcome => outcome.Bookings).OrderBy(booking => booking.Start).ToList();
        booked.Count.ShouldBeInRange(5, 40);
        booked.Zip(booked.Skip(1)).ShouldAllBe(pair => pair.First.End + Duration.FromMinutes(10) <= pair.Second.Start);
        outcomes.Where(outcome => !outcome.IsBooked).ShouldAllBe(outcome => outcome.JustTaken || outcome.Refused.Rule == SchedulingRule.TherapistBooked || outcome.Refused.Rule == SchedulingRule.Buffer || outcome.Refused.Rule == SchedulingRule.ParticipantBooked);
    }

    [Theory]
    [InlineData(false, -30, 50)] // runs into it
    [InlineData(true, -30, 50)]
    [InlineData(false, 30, 50)] // begins within it
    [InlineData(true, 30, 50)]
    [InlineData(false, -15, 80)] // surrounds it
    [InlineData(true, -15, 80)]
    [InlineData(false, 15, 15)] // lies within it
    [InlineData(true, 15, 15)]
    [InlineData(false, 0, 50)] // is it
    [InlineData(true, 0, 50)]
    public async Task Overlap_tested_by_containment_the_client_is_double_booked__one_client_with_two_therapists(bool onPostgres, int minutesLater, int minutes)
    {
        await using var practice = await TestPractice.NewAsync(onPostgres, server);
        var (one, other, client) = (await practice.TherapistAsync(), await practice.TherapistAsync("Dr. Other"), await practice.ClientAsync());
        var start = TestPractice.Now + Duration.FromHours(30);
        (await practice.BookAsync(TestPractice.Request(one, client, start))).IsBooked.ShouldBeTrue();

        (await practice.BookAsync(TestPractice.Request(other, client, start + Duration.FromMinutes(minutesLater), minutes))).Refused.Rule.ShouldBe(SchedulingRule.ParticipantBooked);
        (await practice.BookAsync(TestPractice.Request(other, client, start + Duration.FromMinutes(60), minutes))).IsBooked.ShouldBeTrue(); // one after the other is no overlap
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_hold_locks_out_its_own_holder__it_keeps_the_time_from_others_alone(bool onPostgres)
    {
        await using var practice = await TestPractice.NewAsync(onPostgres, server);
        var (therapist, client) = (await practice.TherapistAsync(), await practice.ClientAsync());
        var start = TestPractice.Now + Duration.FromHours(30);
        await using (var work = practice.Database.Begin(TestPractice.Intake))
            (await new BookingStore(work).HoldAsync(TestPractice.Request(therapist, client, start))).Refused.IsFree.ShouldBeTrue();

        (await practice.BookAsync(TestPractice.Request(therapist, await practice.ClientAsync("Somebody Else"), start))).Refused.Rule.ShouldBe(SchedulingRule.Held);
        (await practice.BookAsync(TestPractice.Request(therapist, client, start))).IsBooked.ShouldBeTrue();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reads_and_writes_are_in_the_trail_and_nobody_can_change_it(bool onPostgres)
    {
        await using var practice = await TestPractice.NewAsync(onPostgres, server);
        var id = await practice.ClientAsync();
        await using (var work = practice.Database.Begin(TestPractice.Intake))
        {
            await work.Db.Clients.AsNoTracking().SingleAsync(client => client.Id == id);
            await work.Db.Clients.CountAsync();
        }

        await using var after = practice.Database.Begin(TestPractice.Intake);
        var trail = await after.Db.AuditTrail.OrderBy(entry => entry.Number).ToListAsync();

        trail.Select(entry => (entry.Action, entry.Table)).ShouldBe([(AuditAction.Insert, "Clients"), (AuditAction.Read, "Clients"), (AuditAction.Ask, "Clients")]);
        trail[1].ClientId.ShouldBe(id);
        practice.Database.Trail.NotedHead()!.Number.ShouldBe(3);
        await Should.ThrowAsync<System.Data.Common.DbException>(() => after.Db.Database.ExecuteSqlRawAsync("DELETE FROM \"AuditTrail\""));
        await using var nobody = practice.Database.Begin(null);
        await Should.ThrowAsync<NobodyActsException>(() => nobody.Db.Clients.ToListAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_lost_race_says_what_changed(bool onPostgres)
    {
        await using var practice = await TestPractice.NewAsync(onPostgres, server);
        var id = await practice.ClientAsync();
        await using var first = practice.Database.Begin(TestPractice.Intake);
        await using var second = practice.Database.Begin(TestPractice.Intake);
        (await first.Db.Clients.SingleAsync(client => client.Id == id)).Name = "Ann First";
        (await second.Db.Clients.SingleAsync(client => client.Id == id)).Name = "Ann Second";
        await first.Db.SaveChangesAsync();

        var lost = await Should.ThrowAsync<LostRaceException>(() => second.Db.SaveChangesAsync());

        lost.Fields.ShouldBe(["Name"]);
        lost.At.ShouldBe(TestPractice.Now);
    }

    private static byte[] ReadShared(string file)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            return copy.ToArray();
        }
        catch (FileNotFoundException) when (Path.GetFileName(file).StartsWith("pg_internal.init", StringComparison.Ordinal))
        {
            return []; // the server's own cache of its catalogue, which it throws away while we look
        }
    }
}

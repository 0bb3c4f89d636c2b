using Microsoft.Data.Sqlite;
using NodaTime;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Tests.Data;

/// <summary>What grows with a practice's years is found by a key: what a search or a booking asks is asked again of the database, which tells how it would look.</summary>
public sealed class SearchesAreByKeyTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private static readonly string[] Questions = ["SELECT", "UPDATE", "DELETE"];
    private static readonly string[] Growing = ["Bookings", "BookingParticipants", "BookingUnits", "BookingSpans", "Clients", "Users", "HouseholdMembers", "AuditTrail", "CareRelations", "JourneyDrafts", "Reminders"];

    [Fact]
    public async Task No_search_and_no_booking_reads_a_whole_table_that_grows()
    {
        await using var practice = await TestPractice.NewAsync(false, server);
        var (therapist, client) = (await practice.TherapistAsync(), await practice.ClientAsync());
        var start = TestPractice.Now + Duration.FromHours(30);
        using var trace = new CommandTrace(practice.Database);
        await using (var work = practice.Database.Begin(TestPractice.Intake))
        {
            var store = new BookingStore(work);
            var request = TestPractice.Request(therapist, client, start);
            FreeTimes.Search(await store.AvailabilityAsync(request, new InstantRange(start, start + Duration.FromDays(7)), null, default)).ShouldNotBeEmpty();
            await store.HoldAsync(request);
            var booked = (await store.BookAsync(request)).Bookings.ShouldHaveSingleItem();
            (await store.MoveAsync(booked.Id, start + Duration.FromHours(2), client.ToString())).IsBooked.ShouldBeTrue();
            (await store.CancelAsync(booked.Id, null)).ShouldBeTrue();
        }

        var asked = trace.Take().Where(command => Questions.Any(verb => command.AsSpan().TrimStart().StartsWith(verb))).Distinct().ToList();

        asked.ShouldContain(command => command.Contains("\"BookingSpans\"") && command.StartsWith("SELECT"));
        foreach (var command in asked)
        {
            foreach (var step in Plan(practice, command))
                Growing.ShouldNotContain(ScannedBy(step, command), $"{step}\n{command}");
        }
    }

    /// <summary>The table that a step of a plan reads from end to end (or its index); empty when it looks by a key.</summary>
    private static string ScannedBy(string step, string sql)
    {
        if (step.Split(' ') is not ["SCAN", var name, ..]) return "";
        var alias = sql.IndexOf($"\" AS \"{name}\"", StringComparison.Ordinal);
        return alias < 0 ? name : sql[(sql.LastIndexOf('"', alias - 1) + 1)..alias];
    }

    /// <summary>What stands for values in a statement: a name after each @.</summary>
    private static IEnumerable<string> Parameters(string sql) =>
        sql.Split('@').Skip(1).Select(rest => "@" + string.Concat(rest.TakeWhile(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_'))).Distinct();

    private static List<string> Plan(TestPractice practice, string sql)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = practice.Database.File, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // the program's own statements, as it gave them to the database
        command.CommandText = "EXPLAIN QUERY PLAN " + sql;
#pragma warning restore CA2100
        foreach (var name in Parameters(sql)) command.Parameters.AddWithValue(name, DBNull.Value);
        using var reader = command.ExecuteReader();
        var steps = new List<string>();
        while (reader.Read()) steps.Add(reader.GetString(3));
        return steps;
    }
}

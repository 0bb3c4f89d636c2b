using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Auditing;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Demo;

namespace SessionRelay.Portal.Tests.Data;

/// <summary>
/// The trail is held against what the database was really told: on PostgreSQL its own log of all statements, on SQLite what EF Core reports of each command. Every table of
/// clients' data that a statement names must be in the trail for that deed, as a read or as a write, and the trail must tell of no other.
/// </summary>
public sealed partial class TheTrailMissesNothingTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private static readonly Dictionary<string, Func<UnitOfWork, Task>> Deeds = new()
    {
        ["find"] = async work => await work.Db.Clients.FindAsync((await work.Db.CareRelations.FirstAsync()).ClientId),
        ["list"] = work => work.Db.Clients.ToListAsync(),
        ["count"] = work => work.Db.SafetyFlags.CountAsync(),
        ["any"] = work => work.Db.Referrals.AnyAsync(referral => referral.OpenedAt < TestPractice.Now),
        ["nothing found"] = work => work.Db.Assessments.Where(assessment => assessment.ClientId == Guid.Empty).ToListAsync(),
        ["part of a row"] = work => work.Db.HouseholdMembers.Select(member => member.Zone).ToListAsync(),
        ["include"] = work => work.Db.Bookings.AsNoTracking().Include(booking => booking.Participants).Take(3).ToListAsync(),
        ["split"] = work => work.Db.MatchRounds.Include(round => round.Proposals).AsSplitQuery().ToListAsync(),
        ["join"] = work => (from client in work.Db.Clients join form in work.Db.ScreeningForms on client.Id equals form.ClientId select new { client.Stage, form.Instrument }).ToListAsync(),
        ["subquery"] = work => work.Db.Staff.Where(member => work.Db.CareRelations.Any(care => care.TherapistId == member.Id)).ToListAsync(),
        ["stream"] = async work =>
        {
            await foreach (var contact in work.Db.EmergencyContacts.AsAsyncEnumerable())
                if (contact.Name.Value.Length > 0) break; // the rest is never read
        },
        ["raw query"] = work => work.Db.Clients.FromSqlRaw("SELECT * FROM \"Clients\" LIMIT 2").ToListAsync(),
        ["raw scalar"] = work => work.Db.Database.SqlQueryRaw<int>("SELECT CAST(count(*) AS integer) AS \"Value\" FROM \"ClientInsurances\"").SingleAsync(),
        ["add"] = async work =>
        {
            work.Db.Add(new StaffNotice { Kind = "test", At = TestPractice.Now });
            await work.Db.SaveChangesAsync();
        },
        ["change"] = async work =>
        {
            (await work.Db.Clients.FirstAsync()).Name = "Somebody Else";
            await work.Db.SaveChangesAsync();
        },
        ["remove"] = async work =>
        {
            work.Db.Remove(await work.Db.StaffNotices.FirstAsync());
            await work.Db.SaveChangesAsync();
        },
        ["change many"] = async work =>
        {
            await using var transaction = await work.Db.Database.BeginTransactionAsync();
            await work.Db.SafetyFlags.ExecuteUpdateAsync(flag => flag.SetProperty(its => its.SeenAt, TestPractice.Now));
            await transaction.CommitAsync();
        },
        ["remove many"] = async work =>
        {
            await using var transaction = await work.Db.Database.BeginTransactionAsync();
            await work.Db.ClientInsurances.Where(insurance => insurance.Plan == null).ExecuteDeleteAsync();
            await transaction.CommitAsync();
        },
        ["raw change"] = async work =>
        {
            await using var transaction = await work.Db.Database.BeginTransactionAsync();
            await work.Db.Database.ExecuteSqlRawAsync("UPDATE \"Referrals\" SET \"FollowUpAt\" = NULL WHERE \"FollowUpAt\" IS NOT NULL");
            await transaction.CommitAsync();
        },
        ["book"] = async work =>
        {
            var booking = await work.Db.Bookings.FirstAsync(known => known.State == BookingState.Booked);
            await new BookingStore(work).CancelAsync(booking.Id, "a reason");
        },
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Each_deeds_reads_and_writes_are_those_that_the_database_was_told(bool onPostgres)
    {
        await using var practice = await TestPractice.NewAsync(onPostgres, server, "Options=-c log_statement=all");
        await using (var work = practice.Database.Begin(TestPractice.Intake)) await DemoPractice.FillAsync(work, default);
        using var trace = new CommandTrace(practice.Database);
        var told = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var (name, deed) in Deeds)
        {
            var before = onPostgres ? server.Log().Length : 0;
            trace.Clear();
            await using (var work = practice.Database.Begin(TestPractice.Intake with { Why = "deed/" + name })) await deed(work);
            told[name] = onPostgres ? StatementsOf(server.Log()[before..]) : trace.Take();
        }

        await using var after = practice.Database.Begin(TestPractice.Intake);
        var tables = ClientDataTables(after.Db);
        var trail = (await after.Db.AuditTrail.AsNoTracking().Where(entry => entry.Why.StartsWith("deed/")).ToListAsync()).ToLookup(entry => entry.Why["deed/".Length..]);
        foreach (var (name, statements) in told)
        {
            var happened = statements.SelectMany(statement => Touched(statement, tables)).ToHashSet();
            happened.ShouldNotBeEmpty($"the trace of \"{name}\" is empty");
            var noted = trail[name].Select(entry => (entry.Table, IsWrite: entry.Action is AuditAction.Insert or AuditAction.Update or AuditAction.Delete)).ToHashSet();
            noted.Order().ShouldBe(happened.Order(), $"the trail of \"{name}\"");
        }
    }

    /// <summary>Written here anew, so as not to ask the code that is tried.</summary>
    private static HashSet<string> ClientDataTables(PortalContext database) =>
        [.. database.Model.GetEntityTypes().Where(type => type.ClrType.GetInterfaces().Any(face => face.Name == "IClientData")).Select(type => type.GetTableName()!)];

    private static IEnumerable<(string Table, bool IsWrite)> Touched(string statement, HashSet<string> tables)
    {
        var written = Written().Matches(statement).Select(match => match.Groups["table"].Value).ToHashSet();
        return Quoted().Matches(statement).Select(match => match.Groups["table"].Value).Where(tables.Contains).Distinct().Select(table => (table, written.Contains(table)));
    }

    /// <summary>A line that begins with a time begins a statement; the others go on with it.</summary>
    private static List<string> StatementsOf(string log)
    {
        var statements = new List<string>();
        foreach (var line in log.Split('\n'))
        {
            if (Began().IsMatch(line)) statements.Add(line);
            else if (statements.Count > 0 && line.StartsWith('\t')) statements[^1] += "\n" + line;
        }

        return statements;
    }

    [GeneratedRegex(@"(?:INSERT INTO|UPDATE|DELETE FROM)\s+""(?<table>\w+)""", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Written();

    /// <summary>A name after which no column follows: <c>"Clients" AS c</c>, never <c>c."ClientId"</c>.</summary>
    [GeneratedRegex(@"(?<![.\w])""(?<table>\w+)""", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"LOG:\s+(?:statement|execute [^:]*):", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Began();
}

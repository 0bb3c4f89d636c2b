using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Tests.Data;

/// <summary>Answers to one proposal that come at once, on both databases.</summary>
public sealed class TimeProposalTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private static readonly Instant First = TestPractice.Now + Duration.FromHours(30);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_many_answers_one_counts(bool onPostgres)
    {
        await using var practice = await TestPractice.NewAsync(onPostgres, server);
        var (therapist, client) = (await practice.TherapistAsync(), await practice.ClientAsync());
        Instant[] starts = [First, First + Duration.FromHours(2), First + Duration.FromHours(4)];
        var proposal = await ProposeAsync(practice, therapist, client, starts);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 30).Select(n => Task.Run(() => n % 5 == 4
            ? DoAsync(practice, async store => await store.CloseProposalAsync(proposal, TimeProposalState.Declined) ? "declined" : "late")
            : DoAsync(practice, async store => (await store.TakeProposedAsync(proposal, TestPractice.Request(therapist, client, starts[n % 3]))).IsBooked ? "booked" : "late"))));

        var counted = outcomes.Where(outcome => outcome != "late").ShouldHaveSingleItem();
        await using var work = practice.Database.Begin(TestPractice.Intake);
        var known = await work.Db.TimeProposals.SingleAsync();
        known.State.ShouldBe(counted == "booked" ? TimeProposalState.Taken : TimeProposalState.Declined);
        (await work.Db.Bookings.Select(booking => (Guid?)booking.Id).ToListAsync()).ShouldBe(counted == "booked" ? [known.BookingId] : []);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Two_clients_who_were_proposed_one_time_do_not_both_get_it_and_the_other_proposal_stays_open(bool onPostgres)
    {
        await using var practice = await TestPractice.NewAsync(onPostgres, server);
        var therapist = await practice.TherapistAsync();
        Guid[] clients = [await practice.ClientAsync(), await practice.ClientAsync("Somebody Else")];
        var proposals = new List<Guid>();
        foreach (var client in clients) proposals.Add(await ProposeAsync(practice, therapist, client, First));

        var outcomes = await Task.WhenAll(clients.Select((client, n) => Task.Run(() => DoAsync(practice, store => store.TakeProposedAsync(proposals[n], TestPractice.Request(therapist, client, First))))));

        outcomes.Count(outcome => outcome.IsBooked).ShouldBe(1);
        outcomes.Single(outcome => !outcome.IsBooked).Refused.Rule.ShouldBe(SchedulingRule.TherapistBooked);
        await using var work = practice.Database.Begin(TestPractice.Intake);
        (await work.Db.TimeProposals.Select(known => known.State).ToListAsync()).ShouldBe([TimeProposalState.Taken, TimeProposalState.Open], ignoreOrder: true);
    }

    private static async Task<Guid> ProposeAsync(TestPractice practice, Guid therapist, Guid client, params Instant[] starts)
    {
        await using var work = practice.Database.Begin(TestPractice.Intake);
        var proposal = TestPractice.Proposal(therapist, client, TestPractice.Now, starts);
        work.Db.Add(proposal);
        await work.Db.SaveChangesAsync();
        return proposal.Id;
    }

    private static async Task<T> DoAsync<T>(TestPractice practice, Func<BookingStore, Task<T>> deed)
    {
        await using var work = practice.Database.Begin(TestPractice.Intake);
        return await deed(new BookingStore(work));
    }
}

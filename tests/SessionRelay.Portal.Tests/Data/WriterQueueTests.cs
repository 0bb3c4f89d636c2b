using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Data.Practice;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Tests.Data;

/// <summary>Writers on SQLite wait for their turn, and whoever has it gives it on, however the work ends.</summary>
public sealed class WriterQueueTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("commit")]
    [InlineData("roll back")]
    [InlineData("leave")]
    [InlineData("fail")]
    public async Task The_next_writer_goes_on_when_the_first_is_done(string end)
    {
        await using var practice = await TestPractice.NewAsync(false, server);
        var first = practice.Database.Begin(TestPractice.Intake);
        var begun = await first.Db.Database.BeginTransactionAsync();
        await using var second = practice.Database.Begin(TestPractice.Intake);
        second.Db.Add(new PracticeRoom { Name = "Garden room" });

        var waiting = second.Db.SaveChangesAsync();
        waiting.IsCompleted.ShouldBeFalse("the turn is taken"); // without a queue it would not even have come back: the driver sleeps
        switch (end)
        {
            case "commit":
                await begun.CommitAsync();
                break;
            case "roll back":
                await begun.RollbackAsync();
                break;
            case "fail":
                await Should.ThrowAsync<DbUpdateException>(() =>
                {
                    first.Db.Add(new PracticeRoom { Name = null! });
                    return first.Db.SaveChangesAsync();
                });
                break;
        }

        await begun.DisposeAsync();
        await first.DisposeAsync();

        (await waiting.WaitAsync(Bound)).ShouldBe(1);
    }

    [Fact]
    public async Task Many_writers_at_once_all_have_their_turn()
    {
        await using var practice = await TestPractice.NewAsync(false, server);

        await Task.WhenAll(Enumerable.Range(0, 40).Select(number => Task.Run(async () =>
        {
            await using var work = practice.Database.Begin(TestPractice.Intake);
            work.Db.Add(new PracticeRoom { Name = $"Room {number}" });
            await work.Db.SaveChangesAsync();
        }))).WaitAsync(Bound);

        await using var after = practice.Database.Begin(TestPractice.Intake);
        (await after.Db.PracticeRooms.CountAsync()).ShouldBe(40);
    }

    [Fact]
    public async Task Nobody_waits_for_ever()
    {
        await using var practice = await TestPractice.NewAsync(false, server);
        using var queue = new WriterQueue(TimeSpan.FromMilliseconds(50));
        await using var first = practice.Database.Begin(TestPractice.Intake);
        await using var second = practice.Database.Begin(TestPractice.Intake);
        await queue.EnterAsync(first, default);

        await queue.EnterAsync(second, default).AsTask().WaitAsync(Bound); // the database decides then
        queue.Leave(second); // has no turn, so gives none
        queue.Leave(first);

        await queue.EnterAsync(second, default).AsTask().WaitAsync(Bound);
    }
}

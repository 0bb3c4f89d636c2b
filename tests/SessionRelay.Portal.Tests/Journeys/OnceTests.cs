using Microsoft.EntityFrameworkCore;
using NodaTime;
using NodaTime.Testing;
using SessionRelay.Portal.Data.Drafts;
using SessionRelay.Portal.Journeys;
using SessionRelay.Portal.Tests.Data;

namespace SessionRelay.Portal.Tests.Journeys;

/// <summary>A deed happens once, also when the program is another one at the second press.</summary>
public sealed class OnceTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private readonly Guid token = Guid.NewGuid();
    private int deeds;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_press_after_a_restart_is_led_to_where_the_first_one_was(bool onPostgres)
    {
        await using var practice = await TestPractice.NewAsync(onPostgres, server);
        using (var before = new DatabaseOnce(practice.Database)) (await before.DoAsync(token, DeedAsync, default)).ShouldBe(new Pressed(true, "/there"));
        using var after = new DatabaseOnce(practice.Database);

        for (var press = 0; press < 3; press++) (await after.DoAsync(token, DeedAsync, default)).ShouldBe(new Pressed(false, "/there"));

        deeds.ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task When_the_program_ended_in_the_middle_nobody_does_it_again(bool onPostgres)
    {
        await using var practice = await TestPractice.NewAsync(onPostgres, server);
        using var before = new DatabaseOnce(practice.Database);
        var never = new TaskCompletionSource<string?>();
        var begun = new TaskCompletionSource();
        var dying = before.DoAsync(token, () =>
        {
            begun.SetResult();
            return never.Task;
        }, default);
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(10));
        using var after = new DatabaseOnce(practice.Database);

        (await after.DoAsync(token, DeedAsync, default)).ShouldBe(new Pressed(false, null));

        deeds.ShouldBe(0);
        never.SetResult("/late");
        (await dying).Place.ShouldBe("/late");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_many_presses_at_once_at_two_nodes_one_does_it(bool onPostgres)
    {
        await using var practice = await TestPractice.NewAsync(onPostgres, server);
        using var one = new DatabaseOnce(practice.Database);
        using var other = new DatabaseOnce(practice.Database);

        var pressed = await Task.WhenAll(Enumerable.Range(0, 40).Select(press => Task.Run(() => (press % 2 == 0 ? one : other).DoAsync(token, DeedAsync, default))));

        deeds.ShouldBe(1);
        pressed.Count(press => press.IsFirst).ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Where_nothing_was_done_the_token_stays_good(bool fails)
    {
        await using var practice = await TestPractice.NewAsync(false, server);
        using var once = new DatabaseOnce(practice.Database);
        if (fails) await Should.ThrowAsync<TimeoutException>(() => once.DoAsync(token, () => throw new TimeoutException(), default));
        else (await once.DoAsync(token, () => Task.FromResult<string?>(null), default)).ShouldBe(new Pressed(true, null));

        (await once.DoAsync(token, DeedAsync, default)).ShouldBe(new Pressed(true, "/there"));
    }

    [Fact]
    public async Task What_is_older_than_a_day_is_forgotten()
    {
        await using var practice = await TestPractice.NewAsync(false, server);
        using var once = new DatabaseOnce(practice.Database);
        await once.DoAsync(Guid.NewGuid(), DeedAsync, default);
        ((FakeClock)practice.Database.Clock).Advance(Duration.FromHours(25));

        await once.DoAsync(token, DeedAsync, default);

        await using var work = practice.Database.Begin(TestPractice.Intake);
        (await work.Db.DoneDeeds.AsNoTracking().ToListAsync()).ShouldHaveSingleItem().Id.ShouldBe(token);
    }

    private Task<string?> DeedAsync()
    {
        Interlocked.Increment(ref deeds);
        return Task.FromResult<string?>("/there");
    }
}

using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Sealing;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Tests.Data;

/// <summary><c>keys rotate</c> as a process, on a folder that a node had.</summary>
public sealed class KeysCommandTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private const int Clients = 1500; // enough batches for a kill to come between two

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Says_how_far_it_is_and_goes_on_after_a_kill(bool onPostgres)
    {
        await using var practice = await TestPractice.NewAsync(onPostgres, server);
        await AddClientsAsync(practice);
        string[] arguments = ["keys", "rotate", "--Data:Path=" + practice.Folder, .. onPostgres ? ["--Data:Postgres=" + practice.Postgres] : Array.Empty<string>()];
        await using (var killed = PortalProcess.Start(arguments))
        {
            await killed.LineAsync(line => line.StartsWith("Clients: "));
        } // killed as it is disposed

        PortalKeys.Open(practice.Folder, canMake: false).SealingKeys.Count.ShouldBe(2);
        await using var again = PortalProcess.Start(arguments);

        (await again.ExitCodeAsync()).ShouldBe(0, again.Errors);
        again.Output.ShouldContain("The keys before it are gone");
        PortalKeys.Open(practice.Folder, canMake: false).SealingKeys.Count.ShouldBe(1);
        using var database = new PortalDatabase(practice.Folder, practice.Postgres, SystemClock.Instance);
        await using var work = database.Begin(TestPractice.Intake);
        (await work.Db.Clients.ToListAsync()).Select(client => client.Name.Value).ShouldBe(Enumerable.Range(0, Clients).Select(n => $"Client {n}"), ignoreOrder: true);
    }

    [Fact]
    public async Task Refuses_a_folder_that_a_node_uses()
    {
        using var folder = new TestFolder();
        await using var node = PortalProcess.Start("--urls=http://127.0.0.1:0", "--Relay:UdpPort=0", "--Data:Path=" + folder.Path);
        await node.ListeningAsync();

        await using var rotate = PortalProcess.Start("keys", "rotate", "--Data:Path=" + folder.Path);

        (await rotate.ExitCodeAsync()).ShouldBe(6);
        rotate.Errors.ShouldContain("is in use by another running node");
    }

    private static async Task AddClientsAsync(TestPractice practice)
    {
        await using var work = practice.Database.Begin(TestPractice.Intake);
        for (var n = 0; n < Clients; n++) work.Db.Add(TestPractice.NewClient(work, $"Client {n}"));
        await work.Db.SaveChangesAsync();
    }
}

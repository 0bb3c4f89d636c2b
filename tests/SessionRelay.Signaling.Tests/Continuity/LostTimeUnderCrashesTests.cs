using SessionRelay.Signaling.Sessions;
using SessionRelay.Signaling.Tests.Hosts;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Signaling.Tests.Continuity;

/// <summary>Random faults, and crashes between any two writes: what the session counts as lost is the union of the times in which somebody had no path.</summary>
public sealed class LostTimeUnderCrashesTests
{
    private const int Grain = 10; // ms: all times are multiples of it, so that time can be counted
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly string[] People = ["t", "a", "b"];
    private readonly SessionTools tools = SessionDisk.Tools();

    [Fact]
    public void What_is_lost_is_the_union_of_the_gaps_whatever_crashes_between_two_writes()
    {
        var (crashes, lost) = (0, 0L);
        for (var seed = 0; seed < 300; seed++)
        {
            var run = new Run(seed, tools);
            for (var step = 0; step < 60; step++) run.Step();
            run.Session.LostMillisecondsAt(run.Now).ShouldBe(run.Truth(), $"seed {seed}");
            run.Session.View(run.Now).LostSeconds.ShouldBe(run.Truth() / 1000, $"seed {seed}");
            crashes += run.Crashes;
            lost += run.Truth();
        }

        crashes.ShouldBeGreaterThan(1_000);
        lost.ShouldBeGreaterThan(100_000);
    }

    /// <summary>One session, its disk, and what really happened to each person's path.</summary>
    private sealed class Run
    {
        private readonly Random random;
        private readonly SessionTools tools;
        private readonly SessionDisk disk = new();
        private readonly Dictionary<string, DateTimeOffset?> deadSince = [];
        private readonly List<(DateTimeOffset From, DateTimeOffset To)> dead = [];
        private readonly Dictionary<string, string> inUse = []; // the peer that carries each person's media
        private int peers;

        public Run(int seed, SessionTools tools)
        {
            (random, this.tools) = (new Random(seed), tools);
            Session = Session.Create(new SessionRecord { Id = "s", StartsAt = Start, EndsAt = Start.AddMinutes(6), Policy = new SessionPolicy { WaitingRoom = false }, CreatedFrom = "x" }, tools);
            foreach (var who in People)
            {
                var role = who == "t" ? ParticipantRole.Host : ParticipantRole.Guest;
                Session.Enter(new TicketClaims("s", who, who, role, PermissionWords.DefaultOf(role), who, Now), "attempt", move: false, who, Now);
                Live(who);
                Write();
            }
        }

        public Session Session { get; private set; }

        public DateTimeOffset Now { get; private set; } = Start;

        public int Crashes { get; private set; }

        public void Step()
        {
            Pass(8_000);
            var who = People[random.Next(People.Length)];
            var before = new Dictionary<string, DateTimeOffset?>(deadSince);
            var (wasDead, count) = (deadSince[who], dead.Count);
            switch (random.Next(4))
            {
                case 0 when wasDead is null:
                    Session.Hear(new RelayEvent.PathSilent(who, $"p{peers}-{who}", Now.AddSeconds(-1))); // another connection's: says nothing of the one in use
                    break;
                case 1 when wasDead is null:
                    Live(who); // a fresh connection takes over without a break
                    break;
                case 2:
                    Session.ConnectionLost(who, who, Now); // the hub's connection alone
                    break;
                default:
                    if (wasDead is null) Silence(who);
                    else Live(who);
                    break;
            }

            Session.Tick(Now);
            var isLostWithIt = random.Next(6) == 0;
            if (isLostWithIt)
            {
                // Nobody was answered: on the disk the path is as it was before, and so it is from when the node died.
                dead.RemoveRange(count, dead.Count - count);
                foreach (var (id, since) in before) deadSince[id] = since;
            }
            else
            {
                Write();
            }

            if (isLostWithIt || random.Next(6) == 0) Crash();
        }

        /// <summary>Milliseconds in which at least one of them had no path, by counting.</summary>
        public long Truth()
        {
            var lost = new bool[(int)(TimeSpan.FromMinutes(6).TotalMilliseconds / Grain)];
            foreach (var (from, to) in dead.Concat(deadSince.Values.OfType<DateTimeOffset>().Select(since => (since, Now))))
            {
                for (var at = from; at < to && at < Start.AddMinutes(6); at = at.AddMilliseconds(Grain)) lost[(int)((at - Start).TotalMilliseconds / Grain)] = true;
            }

            return lost.Count(it => it) * (long)Grain;
        }

        private void Live(string who)
        {
            inUse[who] = $"p{++peers}";
            Session.Hear(new RelayEvent.PathLive(who, inUse[who], Now));
            if (deadSince.GetValueOrDefault(who) is { } since) dead.Add((since, Now));
            deadSince[who] = null;
        }

        private void Silence(string who)
        {
            var lastPacket = Now;
            Pass(3_000);
            Session.Hear(new RelayEvent.PathSilent(who, inUse[who], lastPacket));
            deadSince[who] = lastPacket;
        }

        private void Write() => disk.Write(Session.Take());

        /// <summary>The node dies now, and is started again after a while; now and then it dies once more before it could write what it found.</summary>
        private void Crash()
        {
            Crashes++;
            var died = Now;
            foreach (var who in People) deadSince[who] ??= died;
            do
            {
                Pass(15_000);
                Session = disk.Restore(died, tools, Now);
            }
            while (random.Next(3) == 0);
            Write();
        }

        private void Pass(int most) => Now = Now.AddMilliseconds(random.Next(0, most / Grain) * Grain);
    }
}

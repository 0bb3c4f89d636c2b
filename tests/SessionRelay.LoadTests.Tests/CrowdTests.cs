using SessionRelay.LoadTests.Measures;
using SessionRelay.LoadTests.People;
using SessionRelay.Net;
using SessionRelay.Peers;
using SessionRelay.Wire;

namespace SessionRelay.LoadTests.Tests;

/// <summary>A crowd runs many endpoints on one thread: each gets its own packets and is looked at when it is due.</summary>
public sealed class CrowdTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Everybody_gets_their_own_packets_and_answers_reach_the_sender(bool socketEach)
    {
        using var echo = UdpPort.Bind(0);
        using var crowd = new Crowd(new MonotonicClock(TimeProvider.System), socketEach ? new SocketPerMember() : new SharedPort());
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var people = new List<Caller>();
        var node = new NetworkPath(TransportAddress.FromIPv4(0x7F00_0001, (ushort)echo.LocalPort), default);
        for (var i = 0; i < 20; i++)
            crowd.Add(member => people.Keep(new Caller(member, node, (byte)i, 50)));
        foreach (var member in crowd.Members.ToArray())
        {
            member.Watch = (_, _) =>
            {
                if (people.All(person => person.Answered == 50))
                    done.TrySetResult();
            };
            crowd.Settle(member);
        }

        crowd.Start();
        var answering = Task.Run(() => Answer(echo, done.Task));
        await done.Task.WaitAsync(Bound, TimeProvider.System, TestContext.Current.CancellationToken);
        await answering;

        people.ShouldAllBe(person => person.Foreign == 0 && person.Answered == 50);
        (await crowd.AskAsync(_ => crowd.ReceiveDrops + crowd.SendFailures)).ShouldBe(0);
    }

    [Fact]
    public void A_wheel_gives_each_member_once_its_time_has_come_and_not_before()
    {
        var random = new Random(3);
        var now = MonotonicTime.FromMilliseconds(1000);
        var wheel = new TimerWheel(now);
        using var port = new SharedPort();
        var members = Enumerable.Range(0, 200).Select(i => new CrowdMember(port, i, default, "")).ToArray();
        foreach (var member in members)
            wheel.Set(member, now + TimeSpan.FromMilliseconds(random.NextDouble() * 3000));
        var taken = 0;
        for (var step = 0; step < 20_000; step++)
        {
            now += TimeSpan.FromMilliseconds(random.NextDouble() * 1.5);
            while (wheel.TakeDue(now) is { } due)
            {
                due.DueAt.ShouldBeLessThanOrEqualTo(now);
                (now - due.DueAt).ShouldBeLessThan(TimeSpan.FromMilliseconds(2.5), "at the latest at the second look after its time");
                taken++;
                wheel.Set(due, random.Next(10) == 0 ? MonotonicTime.Never : now + TimeSpan.FromMilliseconds(random.NextDouble() * 3000));
            }

            if (random.Next(50) == 0)
                wheel.Set(members[random.Next(members.Length)], now + TimeSpan.FromMilliseconds(random.NextDouble() * 10));
            members.ShouldAllBe(member => member.DueAt.IsNever || member.DueAt > now - TimeSpan.FromMilliseconds(1));
        }

        taken.ShouldBeGreaterThan(500);
    }

    [Fact]
    public async Task A_member_without_network_neither_sends_nor_hears_and_comes_back_elsewhere()
    {
        using var echo = UdpPort.Bind(0);
        using var crowd = new Crowd(new MonotonicClock(TimeProvider.System));
        var node = new NetworkPath(TransportAddress.FromIPv4(0x7F00_0001, (ushort)echo.LocalPort), default);
        var member = crowd.Add(its => new Caller(its, node, 1, int.MaxValue));
        var before = member.Local;
        crowd.Settle(member);
        crowd.Start();
        var stop = new TaskCompletionSource();
        var answering = Task.Run(() => Answer(echo, stop.Task));

        await AnsweredMoreAsync(crowd, member);
        var sent = await crowd.AskAsync(_ =>
        {
            member.IsOffline = true;
            return ((Caller)member.Endpoint).Answered;
        });
        await crowd.AskAsync(_ => true);
        (await crowd.AskAsync(_ => ((Caller)member.Endpoint).Answered)).ShouldBe(sent);
        await crowd.AskAsync(_ =>
        {
            crowd.Move(member);
            return member.IsOffline = false;
        });
        await AnsweredMoreAsync(crowd, member);

        member.Local.ShouldNotBe(before);
        stop.SetResult();
        await answering;
    }

    private static async Task AnsweredMoreAsync(Crowd crowd, CrowdMember member)
    {
        var more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await crowd.AskAsync(_ =>
        {
            var from = ((Caller)member.Endpoint).Answered;
            member.Watch = (its, _) =>
            {
                if (((Caller)its.Endpoint).Answered > from + 3)
                    more.TrySetResult();
            };
            return true;
        });
        await more.Task.WaitAsync(Bound, TimeProvider.System, TestContext.Current.CancellationToken);
    }

    /// <summary>Sends back what comes, to where it came from.</summary>
    private static void Answer(UdpPort echo, Task until)
    {
        while (!until.IsCompleted)
        {
            var count = echo.Receive();
            for (var i = 0; i < count; i++)
            {
                var datagram = echo.Received(i, out var path);
                datagram.CopyTo(echo.Reserve());
                echo.Commit(path, datagram.Length);
            }

            echo.Flush();
            echo.WaitReadable(TimeSpan.FromMilliseconds(20));
        }
    }

    /// <summary>Sends its number every millisecond and counts the answers.</summary>
    private sealed class Caller(CrowdMember member, NetworkPath node, byte number, int most) : IEndpoint
    {
        private int _sent;

        public MonotonicTime Deadline { get; private set; }

        public bool IsReady => true;

        public MonotonicTime FirstMediaAt => MonotonicTime.Never;

        public MonotonicTime LastMediaAt => MonotonicTime.Never;

        public bool IsSending { get; set; }

        public int Answered { get; private set; }

        public int Foreign { get; private set; }

        public void Receive(Span<byte> datagram, in TransportAddress from, MonotonicTime now)
        {
            if (datagram.Length == 3 && datagram[0] == number)
                Answered++;
            else
                Foreign++;
        }

        public void Advance(MonotonicTime now)
        {
            if (now < Deadline)
                return;
            var buffer = member.Reserve();
            buffer[..3].Fill(number);
            member.Commit(new NetworkPath(node.Remote, default), 3);
            Deadline = ++_sent < most ? now + TimeSpan.FromMilliseconds(1) : MonotonicTime.Never;
        }

        public void Close(MonotonicTime now)
        {
        }

        public MediaCounts Count(bool settled) => new() { Sent = _sent };

        public void Dispose()
        {
        }
    }
}

internal static class Keeping
{
    public static T Keep<T>(this List<T> list, T item)
    {
        list.Add(item);
        return item;
    }
}

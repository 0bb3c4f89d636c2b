using System.Diagnostics;
using SessionRelay.Dtls;
using SessionRelay.LoadTests.Measures;
using SessionRelay.LoadTests.People;
using SessionRelay.Net;
using SessionRelay.OpenSsl;
using SessionRelay.Routing;

namespace SessionRelay.LoadTests.Scenarios;

/// <summary>
/// What forwarding costs: publishers and viewers over real sockets, the relay alone in its process on one core, the load on another.
/// The figure is the whole relay process's CPU time divided by the packets that it sent.
/// </summary>
internal static class ForwardBenchmark
{
    private static readonly TimeSpan JoinBound = TimeSpan.FromSeconds(30);

    /// <summary>Runs one shape of load; prints its row.</summary>
    public static int Run(int sessions, int publishers, int viewers, bool videoOnly, int bitRate, TimeSpan warmUp, TimeSpan duration)
    {
        OpenSslLibrary.EnsureAvailable();
        var cores = Environment.ProcessorCount;
        using var relay = HostedRelay.Start(core: 0);
        if (OperatingSystem.IsLinux() && cores > 1)
            Process.GetCurrentProcess().ProcessorAffinity = 1 << 1;
        var clock = new MonotonicClock(TimeProvider.System);
        using var certificate = DtlsCertificate.Create();
        var pool = new PacketBlockPool();
        using var crowd = new Crowd(clock);
        var measures = new MediaMeasures();
        for (var session = 0; session < sessions; session++)
        {
            for (var i = 0; i < publishers + viewers; i++)
                Join(relay, crowd, certificate, pool, measures, clock, $"room{session}", isPublisher: i < publishers, videoOnly, bitRate, slots: publishers - (i < publishers ? 1 : 0)); // nobody is shown to themselves
        }

        var bound = clock.Now + JoinBound;
        crowd.Run(now => now > bound || crowd.Members.All(member => !member.Endpoint.FirstMediaAt.IsNever || member.Endpoint is VirtualPerson { IsReady: true, Settings.Slots: 0 }));
        if (crowd.Members.Any(member => !member.Endpoint.IsReady))
        {
            Console.Error.WriteLine($"Only {crowd.Members.Count(member => member.Endpoint.IsReady)} of {crowd.Members.Count} people connected within {JoinBound.TotalSeconds} s.");
            return 1;
        }

        Wait(crowd, clock, warmUp);
        var before = relay.Counters();
        var cpu = relay.CpuSeconds();
        var own = Process.GetCurrentProcess().TotalProcessorTime;
        var countsBefore = crowd.Count("", settled: true);
        measures.Begin();
        var watch = Stopwatch.StartNew();
        Wait(crowd, clock, duration);
        var seconds = watch.Elapsed.TotalSeconds;
        cpu = relay.CpuSeconds() - cpu;
        own = Process.GetCurrentProcess().TotalProcessorTime - own;
        var after = relay.Counters();
        var packets = after.PacketsOut - before.PacketsOut;
        measures.Roll();
        var latency = measures.Latency;
        var counts = crowd.Count("", settled: true) - countsBefore;
        Console.WriteLine(
            $"{sessions} x ({publishers} publishers, {viewers} viewers): {packets / seconds:N0} packets/s forwarded, {cpu / packets * 1e6:F2} µs CPU a packet, "
            + $"relay {cpu / seconds:P0} of a core, load {own.TotalSeconds / seconds:P0}, latency p50 {latency.Percentile(50):F2} ms p99 {latency.Percentile(99):F2} ms, "
            + $"lost {counts.Lost}, drops {after.Drops - before.Drops}, memory {relay.ResidentMegabytes():F0} MB");
        return 0;
    }

    private static void Wait(Crowd crowd, MonotonicClock clock, TimeSpan span)
    {
        var end = clock.Now + span;
        crowd.Run(now => now >= end);
    }

    private static void Join(HostedRelay relay, Crowd crowd, DtlsCertificate certificate, PacketBlockPool pool, MediaMeasures measures, MonotonicClock clock, string room, bool isPublisher, bool videoOnly, int bitRate, int slots)
    {
        var number = crowd.Members.Count;
        var settings = new PersonSettings
        {
            Number = number,
            Microphone = isPublisher && !videoOnly,
            Camera = isPublisher ? [VideoEncoding.Single with { BitsPerSecond = bitRate }] : [],
            Slots = slots,
        };
        var member = crowd.Add(its => new VirtualPerson(settings, certificate, its, pool, its.Local, measures));
        var person = (VirtualPerson)member.Endpoint;
        person.TakeAnswer(relay.Connect(room, $"person{number}", person.Offer()), clock.Now);
        crowd.Settle(member);
        crowd.Flush();
    }
}

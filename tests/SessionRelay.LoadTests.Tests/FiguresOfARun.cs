using SessionRelay.LoadTests.FrontDoor;
using SessionRelay.LoadTests.Measures;
using SessionRelay.LoadTests.Portal;
using SessionRelay.LoadTests.Thresholds;

namespace SessionRelay.LoadTests.Tests;

/// <summary>How figures are made, and what thresholds read of them.</summary>
public sealed class FiguresOfARun
{
    [Fact]
    public void Percentiles_are_exact_to_three_digits_up_to_p99_9()
    {
        var random = new Random(7);
        var times = Enumerable.Range(0, 100_000).Select(_ => TimeSpan.FromMicroseconds(Math.Exp(random.NextDouble() * 12))).ToArray();
        var sample = new TimeSample();
        foreach (var time in times)
            sample.Add(time);
        Array.Sort(times);

        foreach (var percent in new[] { 50, 75, 90, 95, 99, 99.9, 100 })
        {
            var exact = times[(int)Math.Ceiling(times.Length * percent / 100) - 1].TotalMilliseconds;
            sample.Percentile(percent).ShouldBe(exact, exact * 0.002 + 0.001, $"p{percent}");
        }

        sample.Count.ShouldBe(100_000);
    }

    [Fact]
    public void A_joins_cost_is_the_storms_cpu_less_that_of_its_media()
    {
        Sample At(double seconds, string step, long joins, double cpu, double packets) =>
            new(seconds, step, 0, joins, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, cpu, 0, 0, packets, 0, 0);

        // Media cost 10 % of a core at 10,000 packets a second and 20 % at 30,000, so 15 % at 20,000; the second at 90 % is the compiler's. The storm's two seconds have 15 % of media and 2 x 30 ms
        // for 20 joins.
        Sample[] samples =
        [
            At(1, "running sessions", 20, 90, 5_000), At(2, "warm-up", 40, 10, 10_000), At(3, "warm-up", 40, 90, 10_000), At(4, "warm-up", 40, 10, 10_000),
            At(5, "storm", 8, 18, 20_000), At(6, "storm", 20, 18, 20_000), At(7, "after the storm", 20, 20, 30_000), At(8, "after the storm", 20, 20, 30_000), At(9, "after the storm", 20, 60, 30_000),
        ];

        JoinCost.Of(samples, "warm-up", "storm", "after the storm").ShouldBe(2 * 30 / 20.0, 0.001);
        JoinCost.Of(samples[..4], "warm-up", "storm", "after the storm").ShouldBe(double.NaN);
    }

    [Fact]
    public void Without_anybody_before_a_storm_its_media_cost_what_packets_cost_after_it()
    {
        Sample At(double seconds, string step, long joins, double cpu, double packets) =>
            new(seconds, step, 0, joins, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, cpu, 0, 0, packets, 0, 0);

        Sample[] samples = [At(1, "", 0, 1, 0), At(2, "storm", 10, 23, 20_000), At(3, "after the storm", 20, 30, 30_000), At(4, "after the storm", 20, 30, 30_000)];

        JoinCost.Of(samples, "warm-up", "storm", "after the storm").ShouldBe(30 / 20.0, 0.001);
    }

    [Fact]
    public void Packets_and_cpu_of_media_are_of_one_second()
    {
        Sample At(double seconds, string step, long joins, double cpu, double packets) =>
            new(seconds, step, 0, joins, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, cpu, 0, 0, packets, 0, 0);

        // The middle seconds are 10 % at 10,000 packets and 20 % at 30,000, so media cost 15 % at 20,000; the others' packets are far from those.
        Sample[] samples =
        [
            At(1, "", 0, 1, 0), At(2, "warm-up", 0, 5, 1_000), At(3, "warm-up", 0, 10, 10_000), At(4, "warm-up", 0, 90, 12_000),
            At(5, "storm", 10, 21, 20_000), At(6, "after the storm", 20, 18, 21_000), At(7, "after the storm", 20, 20, 30_000), At(8, "after the storm", 20, 60, 30_000),
        ];

        JoinCost.Of(samples, "warm-up", "storm", "after the storm").ShouldBe(60 / 20.0, 0.001);
    }

    [Fact]
    public void When_fewer_packets_took_more_cpu_before_a_storm_media_cost_what_packets_cost_after_it()
    {
        Sample At(double seconds, string step, long joins, double cpu, double packets) =>
            new(seconds, step, 0, joins, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, cpu, 0, 0, packets, 0, 0);

        Sample[] samples = [At(1, "", 0, 1, 0), At(2, "warm-up", 0, 80, 10_000), At(3, "storm", 10, 23, 20_000), At(4, "after the storm", 20, 30, 30_000), At(5, "after the storm", 20, 30, 30_000)];

        JoinCost.Of(samples, "warm-up", "storm", "after the storm").ShouldBe(30 / 20.0, 0.001);
    }

    [Fact]
    public void Times_out_of_range_count_as_the_range_s_ends()
    {
        var sample = new TimeSample();
        sample.Add(TimeSpan.FromSeconds(-1));
        sample.Add(TimeSpan.FromHours(1));

        sample.Percentile(0).ShouldBe(0.001, 0.0005);
        sample.Max.ShouldBe(120_000, 120);
    }

    [Fact]
    public void A_copy_stays_as_it_was_and_sums_add()
    {
        var sample = new TimeSample();
        sample.Add(TimeSpan.FromMilliseconds(5));
        var copy = sample.Copy();
        sample.Add(TimeSpan.FromMilliseconds(50));
        copy.Count.ShouldBe(1);

        copy.Add(sample);

        copy.Count.ShouldBe(3);
        copy.Max.ShouldBe(50, 0.1);
    }

    [Fact]
    public void Steps_count_what_went_well_and_why_the_rest_did_not()
    {
        var steps = new StepTable();
        steps.Ok("join", TimeSpan.FromMilliseconds(10));
        steps.Fail("join", "session-full");
        steps.Fail("join", "session-full");
        steps.Fail("join", "timeout");

        var join = steps.Read("join");

        (join.Ok, join.Failed).ShouldBe((1, 3));
        join.Codes.ShouldBe(new Dictionary<string, long> { ["session-full"] = 2, ["timeout"] = 1 }, ignoreOrder: true);
        steps.Read("enter").Ok.ShouldBe(0);
    }

    [Fact]
    public async Task A_step_that_is_refused_is_counted_and_the_refusal_goes_on()
    {
        var steps = new StepTable();

        await Should.ThrowAsync<RefusedException>(() => steps.DoAsync<int>("enter", () => throw new RefusedException("ticket-used", "Used.")));

        steps.Read("enter").Codes.ShouldContainKeyAndValue("ticket-used", 1);
    }

    [Fact]
    public void The_node_s_metrics_are_read_and_what_it_does_not_tell_is_unknown()
    {
        const string Page = """
            # HELP process_cpu_seconds_total Total user and system CPU time spent in seconds.
            process_cpu_seconds_total 12.5
            process_working_set_bytes 104857600
            sessionrelay_gc_pause_seconds{quantile="0.5"} 0.001
            sessionrelay_gc_pause_seconds{quantile="1"} 0.012
            sessionrelay_rtp_packets_total{direction="out",kind="audio"} 100
            sessionrelay_rtp_packets_total{direction="out",kind="video"} 250
            sessionrelay_rtp_packets_total{direction="in",kind="audio"} 60
            sessionrelay_shard_busy_ratio{shard="0"} 0.25
            sessionrelay_shard_busy_ratio{shard="1"} 0.5
            nonsense
            broken{ 1e
            """;

        var figures = ServerMetrics.Parse(Page);

        figures.CpuSeconds.ShouldBe(12.5);
        figures.ResidentBytes.ShouldBe(104857600);
        figures.LongestPauseSeconds.ShouldBe(0.012);
        figures.PacketsOut.ShouldBe(350);
        figures.PacketsIn.ShouldBe(60);
        figures.ShardBusy.ShouldBe(0.5);
        figures.KernelDrops.ShouldBe(double.NaN);
    }

    [Fact]
    public void A_figure_that_the_run_does_not_have_is_unknown_not_zero()
    {
        var figures = Figures(new GeneratorFigures(10, 10, new TimeSample(), 0, 0, 100, 1));

        MetricCatalog.Read(figures, "running.loss").ShouldBe(double.NaN);
        MetricCatalog.Read(figures, "running.gap.max").ShouldBe(double.NaN);
        MetricCatalog.Read(figures, "reconnect.p99").ShouldBe(double.NaN);
        MetricCatalog.Read(figures, "search.p95").ShouldBe(double.NaN);
        MetricCatalog.Read(figures, "errors").ShouldBe(double.NaN);
        MetricCatalog.Read(figures, "gap.max").ShouldBe(0, "no gap is a gap of nothing");
        MetricCatalog.Read(figures, "loss").ShouldBe(1.0, 1e-9);
        MetricCatalog.Read(figures, "server.cpu-per-packet").ShouldBe(0.002, 1e-9);
    }

    [Fact]
    public void A_run_against_the_portal_has_no_media()
    {
        var steps = new StepTable(PortalSteps.Way);
        steps.Ok(PortalSteps.Search, TimeSpan.FromMilliseconds(12));
        var figures = Figures(new GeneratorFigures(10, 10, new TimeSample(), 0, 0, 100, 1)) with
        {
            Groups = [],
            Steps = steps.Read(),
            Portal = new PortalOutcome(3, 7, 1, 2, new Dictionary<string, long>()),
        };

        MetricCatalog.Read(figures, "search.p95").ShouldBe(12, 0.1);
        MetricCatalog.Read(figures, "booking.p95").ShouldBe(double.NaN, "nobody booked");
        MetricCatalog.Read(figures, "loss").ShouldBe(double.NaN);
        MetricCatalog.Read(figures, "join.failed").ShouldBe(double.NaN);
        (MetricCatalog.Read(figures, "people"), MetricCatalog.Read(figures, "booked"), MetricCatalog.Read(figures, "errors"), MetricCatalog.Read(figures, "refused")).ShouldBe((3, 7, 1, 2));
    }

    [Theory]
    [InlineData(0, 0, 50, 1, 0)]
    [InlineData(1, 0, 50, 1, 1)]
    [InlineData(0, 100, 50, 1, 1)]
    [InlineData(0, 0, 95, 1, 1)]
    [InlineData(0, 0, 50, 20, 1)]
    [InlineData(5, 100, 95, 20, 4)]
    public void A_generator_that_was_the_bottleneck_says_why(long drops, long failures, double busy, double lagMilliseconds, int reasons)
    {
        var lag = new TimeSample();
        for (var i = 0; i < 100; i++)
            lag.Add(TimeSpan.FromMilliseconds(lagMilliseconds));

        new GeneratorFigures(50, busy, lag, drops, failures, 100, 1).Bottlenecks.Count.ShouldBe(reasons);
    }

    private static RunFigures Figures(GeneratorFigures generator) => new(
        TimeSpan.FromSeconds(10),
        [],
        [new GroupFigures("", new MediaCounts { Received = 99, Lost = 1 }, new TimeSample(), new TimeSample())],
        new NodeFigures(20, 2, 1000, 200, 5, 0, 0),
        generator,
        PeopleIn: 2,
        Stalled: 0,
        LostHubs: 0);
}

using SessionRelay.Tests.Network;

namespace SessionRelay.Tests.Congestion;

/// <summary>The estimate over seeded networks: what it finds, how soon, and what sound pays for it. The table in docs/decisions/bandwidth.md is printed by the last test.</summary>
public sealed class EstimateFollowsThePath(ITestOutputHelper output)
{
    private static NetworkConditions Link(double kilobits, double delay = 25) =>
        new() { BitsPerSecond = (long)(kilobits * 1000), Delay = TimeSpan.FromMilliseconds(delay) };

    [Theory]
    [InlineData(300)]
    [InlineData(1_000)]
    [InlineData(2_500)]
    public void A_steady_link_is_used_to_70_percent_with_a_short_queue(int kilobits)
    {
        var path = new EstimatedPath(Link(kilobits));
        path.Run(10);
        path.Forget();
        path.Run(30);
        output.WriteLine(Row($"steady {kilobits}", path));
        path.Delivered.ShouldBeInRange(0.7 * kilobits * 1000, 1.01 * kilobits * 1000);
        path.Lost.ShouldBeLessThan(0.02);
        path.AudioDelay.ShouldBeLessThan(25 + 150);
    }

    [Fact]
    public void On_a_wide_link_probes_find_what_is_wanted_within_a_second()
    {
        var path = new EstimatedPath(new NetworkConditions { Delay = TimeSpan.FromMilliseconds(5) });
        path.Run(1);
        output.WriteLine(Row("unlimited", path));
        path.Estimator.BitRate.ShouldBeGreaterThan(3_000_000);
        path.Estimator.IsProven.ShouldBeTrue();
    }

    [Fact]
    public void A_narrow_link_is_known_before_the_first_second_is_over()
    {
        var path = new EstimatedPath(Link(300));
        path.Run(1);
        path.Estimator.IsProven.ShouldBeTrue();
        path.Estimator.BitRate.ShouldBeInRange(150_000, 330_000);
    }

    [Fact]
    public void A_step_down_to_a_quarter_is_followed_within_2_s()
    {
        var path = new EstimatedPath(Link(2_000));
        path.Run(15);
        path.Down.Conditions = Link(500);
        path.Run(2);
        path.Estimator.BitRate.ShouldBeInRange(150_000, 550_000);
        path.Run(3);
        path.Forget();
        path.Run(20);
        output.WriteLine(Row("step down", path));
        path.Delivered.ShouldBeInRange(0.7 * 500_000, 505_000);
        path.AudioDelay.ShouldBeLessThan(25 + 150);
    }

    [Fact]
    public void A_step_up_is_found_by_a_probe_within_6_s()
    {
        var path = new EstimatedPath(Link(300));
        path.Run(20);
        path.Estimator.BitRate.ShouldBeLessThan(330_000);
        path.Down.Conditions = Link(2_000);
        path.Run(6);
        path.Estimator.BitRate.ShouldBeGreaterThan(1_300_000);
        path.Forget();
        path.Run(20);
        output.WriteLine(Row("step up", path));
        path.Delivered.ShouldBeGreaterThan(1_400_000);
    }

    [Fact]
    public void Random_loss_of_5_percent_on_a_wide_link_does_not_starve_it()
    {
        for (var seed = 1; seed <= 5; seed++)
        {
            var path = new EstimatedPath(new NetworkConditions { BitsPerSecond = 10_000_000, Delay = TimeSpan.FromMilliseconds(25), Loss = 0.05 }, seed);
            path.Run(10);
            path.Forget();
            path.Run(50);
            output.WriteLine(Row("5 % loss", path));
            path.Delivered.ShouldBeGreaterThan(0.9 * 0.95 * 3_000_000);
        }
    }

    [Fact]
    public void Jitter_of_50_ms_is_not_taken_for_congestion()
    {
        for (var seed = 1; seed <= 5; seed++)
        {
            var path = new EstimatedPath(Link(5_000) with { Jitter = TimeSpan.FromMilliseconds(50) }, seed);
            path.Run(10);
            path.Forget();
            path.Run(30);
            output.WriteLine(Row("jitter", path));
            path.Delivered.ShouldBeGreaterThan(0.8 * 3_000_000);
        }
    }

    [Fact]
    public void Beside_a_download_both_get_their_part()
    {
        var path = new EstimatedPath(Link(3_000)) { Competitor = new CompetingFlow(TimeSpan.FromMilliseconds(25)) };
        path.Run(15);
        path.Forget();
        path.Run(60);
        output.WriteLine(Row("download", path));
        path.Delivered.ShouldBeGreaterThan(300_000);
        path.Competitor.Delivered(path.Now).ShouldBeGreaterThan(300_000);
    }

    [Fact]
    public void A_dead_path_of_3_s_leaves_the_estimate_as_it_was()
    {
        var path = new EstimatedPath(Link(5_000));
        path.Run(10);
        var before = path.Estimator.BitRate;
        path.Down.Conditions = NetworkConditions.Dead;
        path.Run(3);
        path.Down.Conditions = Link(5_000);
        path.Run(2);
        path.Estimator.BitRate.ShouldBeGreaterThan(0.8 * before);
    }

    [Fact]
    public void Figures()
    {
        output.WriteLine("| path | estimate, kbit/s | delivered, kbit/s | lost | sound's delay, p95 ms |");
        output.WriteLine("| --- | --- | --- | --- | --- |");
        Print("300 kbit/s", new EstimatedPath(Link(300)));
        Print("1 Mbit/s", new EstimatedPath(Link(1_000)));
        Print("2.5 Mbit/s", new EstimatedPath(Link(2_500)));
        Print("10 Mbit/s, 5 % random loss", new EstimatedPath(Link(10_000) with { Loss = 0.05 }));
        Print("5 Mbit/s, 50 ms jitter", new EstimatedPath(Link(5_000) with { Jitter = TimeSpan.FromMilliseconds(50) }));
        Print("3 Mbit/s beside a download", new EstimatedPath(Link(3_000)) { Competitor = new CompetingFlow(TimeSpan.FromMilliseconds(25)) });
        var down = new EstimatedPath(Link(2_000));
        down.Run(15);
        down.Down.Conditions = Link(500);
        Print("2 Mbit/s, then 500 kbit/s", down);
        var up = new EstimatedPath(Link(300));
        up.Run(20);
        up.Down.Conditions = Link(2_000);
        Print("300 kbit/s, then 2 Mbit/s", up);

        void Print(string name, EstimatedPath path)
        {
            path.Run(10);
            path.Forget();
            path.Run(30);
            output.WriteLine(Row(name, path));
        }
    }

    private static string Row(string name, EstimatedPath path) => FormattableString.Invariant(
        $"| {name} | {path.Estimator.BitRate / 1000:0} | {path.Delivered / 1000:0} | {path.Lost * 100:0.0} % | {path.AudioDelay:0} |");
}

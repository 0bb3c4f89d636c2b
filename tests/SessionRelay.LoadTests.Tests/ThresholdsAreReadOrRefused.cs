using SessionRelay.LoadTests.Thresholds;

namespace SessionRelay.LoadTests.Tests;

/// <summary>The grammar of <c>--fail-if</c>: README.md, Thresholds.</summary>
public sealed class ThresholdsAreReadOrRefused
{
    [Theory]
    [InlineData("join.p99>2s", "join.p99", ">", 2000)]
    [InlineData("join.p99.9>=250ms", "join.p99.9", ">=", 250)]
    [InlineData("latency.p50>900us", "latency.p50", ">", 0.9)]
    [InlineData("gap.max>1min", "gap.max", ">", 60_000)]
    [InlineData("loss>0.5%", "loss", ">", 0.5)]
    [InlineData("failed>1%", "failed.share", ">", 1)]
    [InlineData("failed>0", "failed", ">", 0)]
    [InlineData("joined<200", "joined", "<", 200)]
    [InlineData("people<=199", "people", "<=", 199)]
    [InlineData("server.memory>0.25GB", "server.memory", ">", 256)]
    [InlineData("server.cpu-per-packet>2us", "server.cpu-per-packet", ">", 0.002)]
    [InlineData(" First-Media.mean > 1.5 s ", "first-media.mean", ">", 1500)]
    [InlineData("running.latency.p99.9>20ms", "running.latency.p99.9", ">", 20)]
    [InlineData("reconnect.failed>0", "reconnect.failed", ">", 0)]
    public void Reads(string text, string metric, string comparison, double limit)
    {
        ThresholdParser.TryParse(text, out var thresholds, out var error).ShouldBeTrue(error);

        var threshold = thresholds.ShouldHaveSingleItem();
        threshold.Metric.ShouldBe(metric);
        threshold.Operator.ShouldBe(comparison);
        threshold.Limit.ShouldBe(limit, 1e-9);
    }

    [Fact]
    public void Reads_several_with_commas_between()
    {
        ThresholdParser.TryParse("join.p99>2s,loss>0.5% , failed>0", out var thresholds, out _).ShouldBeTrue();

        thresholds.Select(it => it.Metric).ShouldBe(["join.p99", "loss", "failed"]);
    }

    [Theory]
    [InlineData("", "A threshold is empty")]
    [InlineData("loss>1%,,failed>0", "A threshold is empty")]
    [InlineData("join.p99", "has no operator")]
    [InlineData("join.p99=2s", "has no operator")]
    [InlineData("join>2s", "needs one of .min")]
    [InlineData("join.p98>2s", "There is no metric \"join.p98\"")]
    [InlineData("latncy.p99>2s", "There is no metric \"latncy.p99\"")]
    [InlineData("join.p99>", "comes a number")]
    [InlineData("join.p99>fast", "comes a number")]
    [InlineData("join.p99>2..5s", "comes a number")]
    [InlineData("join.p99>2", "is a time: give it a unit")]
    [InlineData("join.p99>2%", "is a time: give it a unit")]
    [InlineData("loss>0.5", "is a share: give it in %")]
    [InlineData("joined<200s", "is a number without a unit")]
    [InlineData("server.memory>250", "is an amount of memory")]
    public void Refuses_and_says_what_would_be_right(string text, string words)
    {
        ThresholdParser.TryParse(text, out _, out var error).ShouldBeFalse();

        error.ShouldContain(words);
    }

    [Fact]
    public void Every_name_that_help_lists_can_be_used()
    {
        foreach (var name in MetricCatalog.Names)
            MetricCatalog.TryGetDimension(name, out _, out var error).ShouldBeTrue($"{name}: {error}");
    }

    [Theory]
    [InlineData(">", 2, 2, false)]
    [InlineData(">", 2, 2.01, true)]
    [InlineData(">=", 2, 2, true)]
    [InlineData("<", 2, 2, false)]
    [InlineData("<", 2, 1.99, true)]
    [InlineData("<=", 2, 2, true)]
    public void Breaks_as_the_operator_says(string comparison, double limit, double value, bool isBroken) =>
        new Threshold("joined", comparison, limit, Dimension.Count, "").IsBrokenBy(value).ShouldBe(isBroken);
}

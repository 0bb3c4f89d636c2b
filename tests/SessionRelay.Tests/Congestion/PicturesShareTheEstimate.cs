using SessionRelay.Congestion;

namespace SessionRelay.Tests.Congestion;

/// <summary>What each picture gets of a downlink: in order, the smallest of each first, and without flicker.</summary>
public sealed class PicturesShareTheEstimate
{
    private static readonly double[] Camera = [100_000, 300_000, 700_000];

    private static int[] Spread(double bitRate, bool mayResume, bool mayRaise, params (double[] Rates, int Had)[] pictures)
    {
        var demands = new VideoDemand[pictures.Length];
        for (var i = 0; i < pictures.Length; i++)
        {
            demands[i].Levels = pictures[i].Rates.Length;
            demands[i].Had = pictures[i].Had;
            for (var level = 0; level < pictures[i].Rates.Length; level++)
                demands[i].Rates[level] = pictures[i].Rates[level];
        }

        LayerAllocator.Spread(demands, bitRate, keeps: true, mayResume, mayRaise);
        return [.. demands.Select(demand => demand.Gets)];
    }

    [Theory]
    [InlineData(50_000, -1)]
    [InlineData(150_000, 0)]
    [InlineData(400_000, 1)]
    [InlineData(800_000, 2)]
    [InlineData(20_000_000, 2)]
    public void One_picture_gets_the_largest_encoding_that_fits(double bitRate, int gets) =>
        Spread(bitRate, mayResume: true, mayRaise: true, (Camera, -1)).ShouldBe([gets]);

    [Fact]
    public void Each_gets_its_smallest_before_the_first_gets_more() =>
        Spread(400_000, true, true, (Camera, -1), (Camera, -1), (Camera, -1)).ShouldBe([0, 0, 0]);

    [Fact]
    public void What_is_left_goes_to_the_first() =>
        Spread(600_000, true, true, (Camera, -1), (Camera, -1), (Camera, -1)).ShouldBe([1, 0, 0]);

    [Fact]
    public void The_last_pauses_first() =>
        Spread(180_000, true, true, (Camera, 0), (Camera, 0), (Camera, 0)).ShouldBe([0, 0, -1]);

    [Fact]
    public void What_arrives_in_full_is_kept_through_one_decrease() =>
        Spread(0.85 * 700_000, true, true, (Camera, 2)).ShouldBe([2]);

    [Fact]
    public void What_does_not_get_through_goes_down() =>
        Spread(0.85 * 600_000, true, true, (Camera, 2)).ShouldBe([1]);

    [Fact]
    public void What_is_given_anew_needs_some_room() =>
        Spread(700_000, true, true, (Camera, 1)).ShouldBe([1]);

    [Fact]
    public void Nothing_comes_back_or_goes_up_before_it_may()
    {
        Spread(5_000_000, mayResume: false, mayRaise: true, (Camera, -1)).ShouldBe([-1]);
        Spread(5_000_000, mayResume: true, mayRaise: false, (Camera, -1), (Camera, 1)).ShouldBe([0, 1]);
    }

    [Fact]
    public void Who_sends_nothing_takes_nothing() =>
        Spread(150_000, true, true, ([], -1), (Camera, -1)).ShouldBe([-1, 0]);
}

using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Scheduling;
using SessionRelay.Portal.Journeys.Care;

namespace SessionRelay.Portal.Tests.Journeys;

/// <summary>The one list of regions.</summary>
public sealed class RegionsTests
{
    [Fact]
    public void Each_has_a_name_of_its_own_and_a_zone_that_there_is()
    {
        Regions.All.Select(Regions.Name).ShouldBeUnique();
        Regions.All.Where(region => region != Region.Elsewhere && !ZoneData.Current.TryGet(Regions.ZoneOf(region)!, out _)).ShouldBeEmpty();
        Regions.All[^1].ShouldBe(Region.Elsewhere);
        Regions.ZoneOf(Region.Elsewhere).ShouldBeNull();
    }

    [Fact]
    public void One_that_is_not_in_it_is_called_by_its_code() => Regions.Name(Region.Parse("AU-NSW")).ShouldBe("AU-NSW");
}

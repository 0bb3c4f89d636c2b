using SessionRelay.Architecture.Tests.Fixture.Net;

namespace SessionRelay.Architecture.Tests;

/// <summary>Inside a part, a room uses only rooms that the plan gives it; of the relay, only one room touches the operating system.</summary>
public sealed class RoomsPointOneWayTests
{
    private static readonly Inspection Relay = new(Assemblies.Named("SessionRelay"), HousePlan.Relay.Root);
    private static readonly Inspection Signaling = new(Assemblies.Named("SessionRelay.Signaling"), HousePlan.Signaling.Root);
    private static readonly Inspection Portal = new(Assemblies.Named("SessionRelay.Portal"), HousePlan.Portal.Root);
    private static readonly Inspection Domain = new(Assemblies.Named("SessionRelay.Portal"), HousePlan.Domain.Root);
    private static readonly Inspection Broken = new(typeof(Socketed).Assembly, "SessionRelay.Architecture.Tests.Fixture");

    public static TheoryData<string> Rooms => [.. HousePlan.Relay.Rooms.Select(room => room.Name).Where(Relay.Rooms.Contains)];

    public static TheoryData<string> SignalingRooms => [.. HousePlan.Signaling.Rooms.Select(room => room.Name)];

    public static TheoryData<string> PortalRooms => [.. HousePlan.Portal.Rooms.Select(room => room.Name)];

    public static TheoryData<string> DomainRooms => [.. HousePlan.Domain.Rooms.Select(room => room.Name)];

    public static TheoryData<string> PureRooms => [.. Relay.Rooms.Except(HousePlan.TouchingTheSystem)];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_room_uses_only_rooms_that_the_plan_gives_it(string name)
    {
        Relay.TypesOf(name).ShouldNotBeEmpty();
        Relay.UsesBeyond(HousePlan.Relay.Rooms.Single(room => room.Name == name)).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(SignalingRooms))]
    public void A_room_of_signaling_uses_only_rooms_that_the_plan_gives_it(string name)
    {
        Signaling.TypesOf(name).ShouldNotBeEmpty();
        Signaling.UsesBeyond(HousePlan.Signaling.Rooms.Single(room => room.Name == name)).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(PortalRooms))]
    public void A_room_of_the_portal_uses_only_rooms_that_the_plan_gives_it(string name)
    {
        Portal.TypesOf(name).ShouldNotBeEmpty();
        Portal.UsesBeyond(HousePlan.Portal.Rooms.Single(room => room.Name == name)).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(DomainRooms))]
    public void A_room_of_the_domain_is_pure_and_uses_only_rooms_that_the_plan_gives_it(string name)
    {
        Domain.TypesOf(name).ShouldNotBeEmpty();
        Domain.UsesBeyond(HousePlan.Domain.Rooms.Single(room => room.Name == name)).ShouldBeEmpty();
        Domain.UsesOf(name, HousePlan.BeyondTheDomain).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(PureRooms))]
    public void Only_Net_touches_sockets_threads_timers_locks_and_clocks(string name) =>
        Relay.UsesOf(name, HousePlan.System).ShouldBeEmpty();

    [Fact]
    public void Every_folder_is_in_the_plan()
    {
        Relay.Rooms.Except(HousePlan.Relay.Rooms.Select(room => room.Name)).ShouldBeEmpty();
        Signaling.Rooms.Except(HousePlan.Signaling.Rooms.Select(room => room.Name)).ShouldBeEmpty();
        Portal.Rooms.Except(HousePlan.Portal.Rooms.Select(room => room.Name)).ShouldBeEmpty();
        Domain.Rooms.Except(HousePlan.Domain.Rooms.Select(room => room.Name)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("SessionRelay")]
    [InlineData("SessionRelay.Signaling")]
    [InlineData("SessionRelay.Portal")]
    [InlineData("SessionRelay.Portal.Domain")]
    public void The_plan_has_no_circle(string root)
    {
        House[] houses = [HousePlan.Relay, HousePlan.Signaling, HousePlan.Portal, HousePlan.Domain];
        var finished = new HashSet<string> { "" };
        var left = houses.Single(house => house.Root == root).Rooms.ToList();
        while (left.FirstOrDefault(room => room.MayUse.All(finished.Contains)) is { } next)
        {
            finished.Add(next.Name);
            left.Remove(next);
        }

        left.ShouldBeEmpty();
    }

    [Fact]
    public void The_rules_catch_a_room_that_uses_one_above_it() =>
        Broken.UsesBeyond(new Room("Wire")).ShouldContain(use => use.Contains("Fixture.Wire.Reaching") && use.Contains("Fixture.Net.Socketed"));

    [Fact]
    public void The_rules_let_a_room_use_what_it_may() =>
        Broken.UsesBeyond(new Room("Wire", "Net")).ShouldBeEmpty();

    [Fact]
    public void The_rules_catch_a_socket_a_lock_and_a_clock()
    {
        var uses = Broken.UsesOf("Net", HousePlan.System);

        foreach (var touched in new[] { "System.Net.Sockets.Socket", "System.Threading.Lock", "System.TimeProvider" })
            uses.ShouldContain(use => use.EndsWith(touched));
    }
}

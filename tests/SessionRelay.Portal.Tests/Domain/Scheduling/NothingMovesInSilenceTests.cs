using CsCheck;
using NodaTime;
using NodaTime.Testing.TimeZones;
using NodaTime.TimeZones;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Tests.Domain.Scheduling;

/// <summary>A booking keeps moment, wall clock, zone and version: new laws and people who move change none of it, and staff is shown what doesn't agree any more.</summary>
public sealed class NothingMovesInSilenceTests
{
    private static readonly Instant Now = Given.At("2026-06-01T00:00:00Z");

    /// <summary>A zone at UTC-5 that goes to UTC-4 at a moment by the new law, and stayed at -5 by the old.</summary>
    private static readonly Instant NewLaw = Given.At("2026-07-01T05:00:00Z");

    private static readonly ZoneData Before = Data("2026a", DateTimeZone.ForOffset(Offset.FromHours(-5)));

    private static readonly ZoneData After = Data("2026b", new SingleTransitionDateTimeZone(NewLaw, -5, -4));

    [Fact]
    public void A_booking_after_a_new_law_is_shown_with_both_readings_and_kept_as_it_was()
    {
        var booking = Kept("2026-07-10T15:00:00Z"); // 10:00 by the old law

        var review = ZoneDataReview.Of([booking], After, Now);

        review.Confirmed.ShouldBeEmpty();
        var shifted = review.Shifted.ShouldHaveSingleItem();
        shifted.Booking.ShouldBe(booking);
        shifted.Shift.ShouldBe(ZoneDataShift.Moves);
        shifted.StartByWallClock.ShouldBe(Given.At("2026-07-10T14:00:00Z"));
        shifted.LocalOfMoment.ShouldBe(Given.Local("2026-07-10T11:00"));
    }

    [Fact]
    public void A_booking_before_the_new_law_is_confirmed_with_the_new_version()
    {
        var review = ZoneDataReview.Of([Kept("2026-06-30T15:00:00Z")], After, Now);

        review.Shifted.ShouldBeEmpty();
        review.Confirmed.ShouldHaveSingleItem().ShouldBe(Kept("2026-06-30T15:00:00Z") with { Time = Kept("2026-06-30T15:00:00Z").Time with { ZoneDataVersion = After.Version } });
    }

    [Fact]
    public void A_wall_time_that_a_new_law_skips_is_shown()
    {
        var shifted = ZoneDataReview.Of([Kept("2026-07-01T05:30:00Z")], After, Now).Shifted.ShouldHaveSingleItem(); // 00:30, which the change skips

        (shifted.Shift, shifted.StartByWallClock).ShouldBe((ZoneDataShift.MissingTime, null));
        shifted.LocalOfMoment.ShouldBe(Given.Local("2026-07-01T01:30"));
    }

    [Fact]
    public void A_zone_that_the_data_lost_is_shown()
    {
        var booking = Kept("2026-07-10T15:00:00Z");

        ZoneDataReview.Of([booking with { Time = booking.Time with { Zone = "Nowhere/Gone" } }], After, Now).Shifted.ShouldHaveSingleItem().Shift.ShouldBe(ZoneDataShift.UnknownZone);
    }

    [Fact]
    public void What_is_over_and_what_was_made_with_this_version_is_not_looked_at()
    {
        ZoneDataReview[] reviews = [ZoneDataReview.Of([Kept("2026-05-31T15:00:00Z")], After, Now), ZoneDataReview.Of([Kept("2026-07-10T15:00:00Z")], Before, Now)];

        reviews.ShouldAllBe(review => review.Confirmed.Count == 0 && review.Shifted.Count == 0);
    }

    [Fact]
    public void A_version_with_the_same_rules_confirms_any_booking() =>
        Gen.Select(Gen.OneOfConst(ClockChanges.Zones), Gen.Int[0, 2 * 365 * 288]).Sample((zone, unit) =>
        {
            var start = Now + Duration.FromMinutes(5 * unit);
            var booking = new KeptBooking("b", BookedTime.Of(start, Given.Zone(zone), ZoneData.Current) with { ZoneDataVersion = "an older one" });

            var review = ZoneDataReview.Of([booking], ZoneData.Current, Now);

            review.Shifted.ShouldBeEmpty();
            review.Confirmed.Count.ShouldBe(1);
            review.Confirmed[0].Time.ShouldBe(BookedTime.Of(start, Given.Zone(zone), ZoneData.Current));
        });

    [Theory]
    [InlineData("2026-11-01T05:30:00Z")] // the first 01:30 in New York
    [InlineData("2026-11-01T06:30:00Z")] // the second
    public void Either_of_two_equal_wall_times_is_confirmed_as_itself(string start)
    {
        var booking = new KeptBooking("b", BookedTime.Of(Given.At(start), Given.Zone("America/New_York"), ZoneData.Current) with { ZoneDataVersion = "an older one" });

        ZoneDataReview.Of([booking], ZoneData.Current, Now).Confirmed.ShouldHaveSingleItem().Time.Start.ShouldBe(Given.At(start));
    }

    [Fact]
    public void The_current_data_names_its_version_and_has_no_zone_of_the_system()
    {
        ZoneData.Current.Version.ShouldStartWith("TZDB: 20");
        ZoneData.Current.TryGet("Eastern Standard Time", out _).ShouldBeFalse();
        ZoneData.Current.TryGet("Pacific/Chatham", out var chatham).ShouldBeTrue();
        chatham!.Id.ShouldBe("Pacific/Chatham");
    }

    [Fact]
    public void A_therapist_who_changes_zone_sees_each_booking_in_it_and_those_outside_the_new_hours()
    {
        Appointment over = Given.Booking("2026-05-31T14:00:00Z"), early = Given.Booking("2026-06-08T14:00:00Z"), late = Given.Booking("2026-06-08T18:00:00Z");
        var moved = Given.EveryDay("America/Los_Angeles", "09:00-17:00");

        MoveReviews.OfTherapist([(over, CareFormat.Video), (early, CareFormat.Video), (late, CareFormat.Phone)], moved, Now).ShouldBe(
        [
            new ZoneMove(early, Given.Local("2026-06-08T07:00"), IsWithinNewHours: false),
            new ZoneMove(late, Given.Local("2026-06-08T11:00"), IsWithinNewHours: true),
        ]);
        MoveReviews.OfTherapist([(over, CareFormat.Video)], moved, Now).ShouldBeEmpty();
    }

    [Fact]
    public void A_client_who_moves_house_is_checked_for_every_booking_to_come()
    {
        Licence[] licences = [Given.NewYorkLicence, new(Region.Parse("US-AZ"), new LocalDate(2026, 1, 1), new LocalDate(2026, 6, 30))];
        Appointment over = Given.Booking("2026-05-31T14:00:00Z"), covered = Given.Booking("2026-06-30T14:00:00Z"), uncovered = Given.Booking("2026-07-01T14:00:00Z");

        MoveReviews.WithoutLicence([over, covered, uncovered], licences, new ClientPlace(Region.Parse("US-AZ"), Given.Zone("America/Phoenix")), Now).ShouldBe([uncovered]);
        MoveReviews.WithoutLicence([over, covered, uncovered], licences, new ClientPlace(Region.Parse("US-CA"), Given.Zone("America/Los_Angeles")), Now).ShouldBe([covered, uncovered]);
        MoveReviews.WithoutLicence([over, covered, uncovered], licences, Given.InNewYork, Now).ShouldBeEmpty();
    }

    private static KeptBooking Kept(string start)
    {
        Before.TryGet("Test/Zone", out var zone).ShouldBeTrue();
        return new KeptBooking("b", BookedTime.Of(Given.At(start), zone!, Before));
    }

    private static ZoneData Data(string version, DateTimeZone zone) =>
        new(new DateTimeZoneCache(new OneZone(version, zone)));

    /// <summary>A data set with one zone, "Test/Zone".</summary>
    private sealed class OneZone(string version, DateTimeZone zone) : IDateTimeZoneSource
    {
        public string VersionId => version;

        public IEnumerable<string> GetIds() => ["Test/Zone"];

        public DateTimeZone ForId(string id) => new Renamed(zone);

        public string? GetSystemDefaultId() => null;
    }

    private sealed class Renamed(DateTimeZone zone) : DateTimeZone("Test/Zone", isFixed: false, zone.MinOffset, zone.MaxOffset)
    {
        public override ZoneInterval GetZoneInterval(Instant instant) => zone.GetZoneInterval(instant);
    }
}

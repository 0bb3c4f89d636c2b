using SessionRelay.Routing;
using SessionRelay.Wire;
using static SessionRelay.Tests.Routing.SampleStream;

namespace SessionRelay.Tests.Routing;

public sealed class NackTests
{
    private static readonly TimeSpan RoundTrip = TimeSpan.FromMilliseconds(100);

    [Fact]
    public void A_missing_packet_is_asked_for_after_20_ms_then_five_times_at_growing_intervals_and_given_up_after_3_s()
    {
        var generator = new NackGenerator();
        generator.OnPacket(65534, At(0));
        generator.OnPacket(1, At(1000)).ShouldBe(Arrival.Newest);
        var asked = new List<double>();
        var into = new ushort[10];
        for (var now = 1000.0; now <= 5000; now++)
        {
            var due = generator.TakeDue(At(now), RoundTrip, into);
            if (due == 0)
                continue;

            into[..due].ShouldBe([65535, 0]);
            asked.Add(now);
        }

        asked.ShouldBe([1020, 1120, 1245, 1402, 1598]);
        generator.Outstanding.ShouldBe(0);
        generator.Lost.ShouldBe(2);
        generator.Asked.ShouldBe(10);
        generator.Deadline.IsNever.ShouldBeTrue();
    }

    [Fact]
    public void What_is_postponed_is_asked_for_later_and_as_often()
    {
        var generator = new NackGenerator();
        generator.Postpone(At(10));
        generator.Deadline.IsNever.ShouldBeTrue("nothing is missing");
        generator.OnPacket(1, At(0));
        generator.OnPacket(3, At(0));
        var tries = 0;
        for (var now = 0.0; now <= 5000; now++)
        {
            if (now is > 10 and < 1_000)
                generator.Postpone(At(now + 5));
            var due = generator.TakeDue(At(now), RoundTrip, new ushort[4]);
            if (due > 0)
                now.ShouldBeGreaterThanOrEqualTo(1_000);
            tries += due;
        }

        (tries, generator.Lost).ShouldBe((5, 1L));
    }

    [Fact]
    public void The_deadline_wakes_for_every_try_and_for_nothing_else()
    {
        var generator = new NackGenerator();
        generator.OnPacket(1, At(0));
        generator.OnPacket(3, At(0));
        var wakes = 0;
        var tries = 0;
        while (!generator.Deadline.IsNever)
        {
            tries += generator.TakeDue(generator.Deadline, RoundTrip, new ushort[4]);
            (++wakes).ShouldBeLessThan(10);
        }

        (wakes, tries).ShouldBe((6, 5));
    }

    [Fact]
    public void Reordered_packets_are_never_asked_for()
    {
        var generator = new NackGenerator();
        generator.OnPacket(1, At(0));
        generator.OnPacket(3, At(1));
        generator.OnPacket(2, At(19)).ShouldBe(Arrival.Recovered);
        generator.OnPacket(2, At(19)).ShouldBe(Arrival.Duplicate);
        generator.OnPacket(3, At(19)).ShouldBe(Arrival.Duplicate);

        generator.TakeDue(At(100), RoundTrip, new ushort[4]).ShouldBe(0);
        generator.Lost.ShouldBe(0);
    }

    [Fact]
    public void All_that_is_due_goes_into_one_list_and_what_finds_no_room_is_due_again()
    {
        var generator = new NackGenerator();
        generator.OnPacket(0, At(0));
        for (ushort i = 2; i < 40; i += 2)
            generator.OnPacket(i, At(0));

        var into = new ushort[15];
        generator.TakeDue(At(20), RoundTrip, into).ShouldBe(15);
        into.ShouldBe(Enumerable.Range(0, 15).Select(i => (ushort)((2 * i) + 1)));
        generator.Deadline.ShouldBeLessThanOrEqualTo(At(20));
        generator.TakeDue(At(20), RoundTrip, into).ShouldBe(4);
        generator.TakeDue(At(20), RoundTrip, into).ShouldBe(0);
    }

    [Fact]
    public void An_unknown_round_trip_counts_as_100_ms()
    {
        var generator = new NackGenerator();
        generator.OnPacket(1, At(0));
        generator.OnPacket(3, At(0));
        generator.TakeDue(At(20), TimeSpan.Zero, new ushort[4]).ShouldBe(1);
        generator.Deadline.ShouldBe(At(120));

        var responder = new NackResponder();
        Send(responder, 1, At(0));
        responder.TryAnswer(1, At(10), TimeSpan.Zero, out _).ShouldBeTrue();
        responder.TryAnswer(1, At(109), TimeSpan.Zero, out _).ShouldBeFalse();
        responder.TryAnswer(1, At(110), TimeSpan.Zero, out _).ShouldBeTrue();
    }

    [Fact]
    public void Too_wide_a_gap_wants_a_key_frame_instead()
    {
        var generator = new NackGenerator();
        generator.OnPacket(0, At(0));
        generator.OnPacket(900, At(1));
        generator.Outstanding.ShouldBe(899);
        generator.KeyframeWanted.ShouldBeFalse();

        generator.OnPacket(1100, At(2));

        generator.Outstanding.ShouldBe(0);
        generator.KeyframeWanted.ShouldBeTrue();
        generator.ClearKeyframeWanted();
        generator.KeyframeWanted.ShouldBeFalse();
    }

    [Fact]
    public void A_publisher_that_counts_anew_is_followed_from_its_second_packet()
    {
        var generator = new NackGenerator();
        generator.OnPacket(40_000, At(0));
        generator.OnPacket(10_000, At(1)).ShouldBe(Arrival.Duplicate);
        generator.OnPacket(10_001, At(2)).ShouldBe(Arrival.Newest);
        generator.OnPacket(10_002, At(3)).ShouldBe(Arrival.Newest);
        generator.Outstanding.ShouldBe(0);
    }

    [Fact]
    public void Random_arrivals_keep_the_list_bounded_and_sorted()
    {
        var random = new Random(3);
        var generator = new NackGenerator();
        var into = new ushort[NackGenerator.MaxMissing];
        var now = 0.0;
        for (var i = 0; i < 100_000; i++)
        {
            now += random.NextDouble() * 5;
            generator.OnPacket(random.Next(50) == 0 ? (ushort)random.Next(65536) : (ushort)((i * 3 / 2) - random.Next(10)), At(now));
            (generator.Outstanding <= NackGenerator.MaxMissing).ShouldBeTrue();
            var due = generator.TakeDue(At(now), RoundTrip, into);
            for (var j = 1; j < due; j++)
                Wrap.IsNewer(into[j], into[j - 1]).ShouldBeTrue();
        }
    }

    [Fact]
    public void An_answer_tells_the_original_and_what_it_went_out_with()
    {
        var responder = new NackResponder();
        var sent = new SlotPacket(9000, 65535, 77, 5, 3, false);
        responder.OnSent(sent, source: 4, originalSequenceNumber: 1234, length: 1100, At(0));

        responder.TryAnswer(65535, At(50), RoundTrip, out var again).ShouldBeTrue();

        again.ShouldBe(new SentPacket(4, 1234, sent));
        responder.TryAnswer(65534, At(50), RoundTrip, out _).ShouldBeFalse();
    }

    [Fact]
    public void A_repeat_within_100_ms_or_two_round_trips_is_ignored_and_five_answers_are_the_most()
    {
        var responder = new NackResponder();
        Send(responder, 1, At(0));

        responder.TryAnswer(1, At(100), RoundTrip, out _).ShouldBeTrue();
        responder.TryAnswer(1, At(199), RoundTrip, out _).ShouldBeFalse();
        responder.TryAnswer(1, At(200), RoundTrip, out _).ShouldBeTrue();
        responder.TryAnswer(1, At(219), TimeSpan.FromMilliseconds(10), out _).ShouldBeFalse();
        responder.TryAnswer(1, At(220), TimeSpan.FromMilliseconds(10), out _).ShouldBeTrue();
        responder.TryAnswer(1, At(600), RoundTrip, out _).ShouldBeTrue();
        responder.TryAnswer(1, At(900), RoundTrip, out _).ShouldBeTrue();
        responder.TryAnswer(1, At(1200), RoundTrip, out _).ShouldBeFalse();
        (responder.Answered, responder.Unanswered).ShouldBe((5, 3));
    }

    [Fact]
    public void Nothing_is_answered_between_a_picture_loss_and_the_key_frame()
    {
        var responder = new NackResponder();
        Send(responder, 1, At(0));
        responder.OnPictureLossIndication(At(10));

        responder.TryAnswer(1, At(20), RoundTrip, out _).ShouldBeFalse();
        responder.OnKeyframeSent(1);
        responder.TryAnswer(1, At(30), RoundTrip, out _).ShouldBeTrue();

        Send(responder, 2, At(1000));
        responder.OnPictureLossIndication(At(1000));
        responder.TryAnswer(2, At(3999), RoundTrip, out _).ShouldBeFalse();
        Send(responder, 3, At(3999));
        responder.TryAnswer(3, At(4001), RoundTrip, out _).ShouldBeTrue();
    }

    [Fact]
    public void Answers_stay_within_15_percent_of_what_is_sent()
    {
        var responder = new NackResponder();
        var answered = 0;
        for (var i = 0; i < 20_000; i++)
        {
            Send(responder, (ushort)i, At(i * 5));
            if (responder.TryAnswer((ushort)i, At(i * 5), RoundTrip, out _))
                answered++;
        }

        // 48 KiB at once are 44 packets of 1,100 bytes.
        answered.ShouldBeInRange(3_000, 3_050);
    }

    [Fact]
    public void Packets_of_the_last_1500_ms_at_full_rate_are_all_known_and_what_is_older_is_too_late()
    {
        var responder = new NackResponder();
        for (var i = 0; i < 5_000; i++)
            Send(responder, (ushort)(i + 64_000), At(i * 1.5));

        var last = unchecked((ushort)(64_000 + 4_999));
        responder.TryAnswer((ushort)(last - 1_000), At(7_498.5), RoundTrip, out _).ShouldBeTrue();
        responder.TryAnswer((ushort)(last - 1_001), At(7_498.5), RoundTrip, out _).ShouldBeFalse();
        responder.TryAnswer((ushort)(last - 1_024), At(7_498.5), RoundTrip, out _).ShouldBeFalse();
        responder.IsTooLate((ushort)(last - 1_000), At(7_498.5)).ShouldBeFalse();
        responder.IsTooLate((ushort)(last - 1_002), At(7_498.5)).ShouldBeTrue();
        responder.IsTooLate((ushort)(last - 1_024), At(7_498.5)).ShouldBeTrue();
        responder.IsTooLate((ushort)(last + 1), At(7_498.5)).ShouldBeFalse("it was never sent");
    }

    [Fact]
    public void What_came_before_the_last_key_frame_is_never_too_late()
    {
        var responder = new NackResponder();
        Send(responder, 65535, At(0));
        Send(responder, 0, At(10));
        responder.IsTooLate(65535, At(1_500)).ShouldBeFalse();
        responder.IsTooLate(65535, At(1_501)).ShouldBeTrue();
        responder.IsTooLate(0, At(2_000)).ShouldBeTrue();
        Send(responder, 1, At(2_000));
        responder.OnKeyframeSent(1);

        responder.IsTooLate(65535, At(2_001)).ShouldBeFalse();
        responder.IsTooLate(0, At(2_001)).ShouldBeFalse();
        responder.IsTooLate(1, At(3_501)).ShouldBeTrue();
    }

    [Fact]
    public void While_a_key_frame_is_awaited_nothing_is_too_late()
    {
        var responder = new NackResponder();
        Send(responder, 1, At(0));
        responder.IsTooLate(1, At(2_000)).ShouldBeTrue();

        responder.OnPictureLossIndication(At(2_000));

        responder.IsTooLate(1, At(2_001)).ShouldBeFalse("one request is enough");
        responder.IsTooLate(1, At(5_001)).ShouldBeTrue("it was lost");
    }

    [Fact]
    public void Long_after_a_key_frame_what_is_too_late_is_still_known()
    {
        var responder = new NackResponder();
        responder.OnKeyframeSent(0);
        for (var i = 0; i < 200_000; i++)
        {
            Send(responder, (ushort)i, At(i * 5.0));
            if (i % 1_000 == 999)
                responder.IsTooLate((ushort)(i - 400), At(i * 5.0)).ShouldBeTrue($"packet {i}");
        }
    }

    private static void Send(NackResponder responder, ushort sequenceNumber, MonotonicTime now) =>
        responder.OnSent(new SlotPacket(0, sequenceNumber, 0, 0, 0, false), 0, sequenceNumber, 1100, now);
}

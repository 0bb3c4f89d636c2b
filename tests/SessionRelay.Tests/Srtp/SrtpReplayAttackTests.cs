using System.Buffers.Binary;
using SessionRelay.Srtp;

namespace SessionRelay.Tests.Srtp;

public sealed class SrtpReplayAttackTests
{
    public static TheoryData<ushort> Profiles => [(ushort)SrtpProfile.AeadAes128Gcm, (ushort)SrtpProfile.AesCm128HmacSha1_80];

    [Theory]
    [MemberData(nameof(Profiles))]
    public void A_packet_is_taken_once(ushort profile)
    {
        using var link = new SrtpLink((SrtpProfile)profile);
        var packet = link.Protect(SrtpLink.Rtp(100));

        link.Receive(packet).ShouldBe(SrtpResult.Ok);
        link.Receive(packet).ShouldBe(SrtpResult.Replayed);
        link.Receive(link.Protect(SrtpLink.Rtp(101))).ShouldBe(SrtpResult.Ok);
        link.Receive(packet).ShouldBe(SrtpResult.Replayed);
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void A_report_is_taken_once(ushort profile)
    {
        using var link = new SrtpLink((SrtpProfile)profile);
        var first = link.ProtectRtcp(SrtpLink.Rtcp());
        var second = link.ProtectRtcp(SrtpLink.Rtcp());

        link.ReceiveRtcp(second).ShouldBe(SrtpResult.Ok);
        link.ReceiveRtcp(first).ShouldBe(SrtpResult.Ok);
        link.ReceiveRtcp(first).ShouldBe(SrtpResult.Replayed);
        link.ReceiveRtcp(second).ShouldBe(SrtpResult.Replayed);
    }

    [Fact]
    public void A_packet_1023_late_is_taken_and_one_1024_late_is_not()
    {
        using var link = new SrtpLink(SrtpProfile.AeadAes128Gcm);
        var packets = Enumerable.Range(1000, 1025).Select(number => link.Protect(SrtpLink.Rtp((ushort)number))).ToArray();

        link.Receive(packets[1024]).ShouldBe(SrtpResult.Ok);
        link.Receive(packets[1]).ShouldBe(SrtpResult.Ok);
        link.Receive(packets[0]).ShouldBe(SrtpResult.Replayed);
        link.Receive(packets[1]).ShouldBe(SrtpResult.Replayed);
    }

    [Fact]
    public void A_report_127_late_is_taken_and_one_128_late_is_not()
    {
        using var link = new SrtpLink(SrtpProfile.AeadAes128Gcm);
        var reports = Enumerable.Range(0, 129).Select(_ => link.ProtectRtcp(SrtpLink.Rtcp())).ToArray();

        link.ReceiveRtcp(reports[128]).ShouldBe(SrtpResult.Ok);
        link.ReceiveRtcp(reports[1]).ShouldBe(SrtpResult.Ok);
        link.ReceiveRtcp(reports[0]).ShouldBe(SrtpResult.Replayed);
    }

    [Fact]
    public void A_forged_number_far_ahead_does_not_move_the_window()
    {
        using var link = new SrtpLink(SrtpProfile.AeadAes128Gcm);
        var packets = Enumerable.Range(1, 4).Select(number => link.Protect(SrtpLink.Rtp((ushort)number))).ToArray();
        link.Receive(packets[0]).ShouldBe(SrtpResult.Ok);
        var forged = (byte[])packets[1].Clone();
        BinaryPrimitives.WriteUInt16BigEndian(forged.AsSpan(2), 30_000);

        link.Receive(forged).ShouldBe(SrtpResult.AuthenticationFailed);
        link.Receive(packets[1]).ShouldBe(SrtpResult.Ok);
    }

    [Fact]
    public void A_replay_with_the_next_rollover_is_refused()
    {
        using var link = new SrtpLink(SrtpProfile.AeadAes128Gcm);
        var old = link.Protect(SrtpLink.Rtp(10));
        link.Receive(old).ShouldBe(SrtpResult.Ok);
        for (var number = 1; number <= 5; number++)
        {
            link.Receive(link.Protect(SrtpLink.Rtp((ushort)(10 + number * 13_107)))).ShouldBe(SrtpResult.Ok);
        }

        link.Receive(old).ShouldNotBe(SrtpResult.Ok);
    }

    [Fact]
    public void The_sender_refuses_to_use_an_index_twice()
    {
        using var link = new SrtpLink(SrtpProfile.AeadAes128Gcm);
        var buffer = new byte[200];
        SrtpLink.Rtp(5).CopyTo(buffer, 0);
        link.Sender.ProtectRtp(buffer, 112).ShouldBe(128);
        SrtpLink.Rtp(5).CopyTo(buffer, 0);
        buffer[50] = 1;

        link.Sender.ProtectRtp(buffer, 112).ShouldBe(0);
    }

    /// <summary>The window against a plain list of what was seen.</summary>
    [Fact]
    public void The_window_knows_exactly_what_it_has_seen()
    {
        var random = new Random(3);
        for (var run = 0; run < 50; run++)
        {
            var window = new PacketIndexWindow(64 << (run % 5));
            var size = 64 << (run % 5);
            var seen = new HashSet<long>();
            long highest = -1;
            for (var i = 0; i < 2000; i++)
            {
                var index = Math.Max(0, highest + random.Next(-size - 10, random.Next(50) == 0 ? 3 * size : 5));
                var expected = index > highest || (index > highest - size && !seen.Contains(index));
                window.IsNew(index).ShouldBe(expected);
                if (expected)
                {
                    window.Mark(index);
                    seen.Add(index);
                    highest = Math.Max(highest, index);
                }
            }
        }
    }
}

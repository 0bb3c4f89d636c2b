using SessionRelay.Srtp;

namespace SessionRelay.Tests.Srtp;

public sealed class SrtpHostilePacketTests
{
    public static TheoryData<ushort> Profiles => [(ushort)SrtpProfile.AeadAes128Gcm, (ushort)SrtpProfile.AesCm128HmacSha1_80];

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Another_key_or_another_salt_is_refused(ushort profile)
    {
        using var link = new SrtpLink((SrtpProfile)profile);
        link.Key[3] ^= 1;
        using var otherKey = new SrtpReceiver(link.Profile, link.Key, link.Salt);
        link.Key[3] ^= 1;
        link.Salt[3] ^= 1;
        using var otherSalt = new SrtpReceiver(link.Profile, link.Key, link.Salt);
        var packet = link.Protect(SrtpLink.Rtp(1));
        var report = link.ProtectRtcp(SrtpLink.Rtcp());

        otherKey.UnprotectRtp((byte[])packet.Clone(), out _).ShouldBe(SrtpResult.AuthenticationFailed);
        otherSalt.UnprotectRtp((byte[])packet.Clone(), out _).ShouldBe(SrtpResult.AuthenticationFailed);
        otherKey.UnprotectRtcp((byte[])report.Clone(), out _).ShouldBe(SrtpResult.AuthenticationFailed);
        otherSalt.UnprotectRtcp((byte[])report.Clone(), out _).ShouldBe(SrtpResult.AuthenticationFailed);
        otherKey.StreamCount.ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Every_single_changed_bit_is_noticed(ushort profile)
    {
        using var link = new SrtpLink((SrtpProfile)profile);
        var packet = link.Protect(SrtpLink.Rtp(7, payload: 30));
        var report = link.ProtectRtcp(SrtpLink.Rtcp());
        for (var bit = 0; bit < packet.Length * 8; bit++)
        {
            packet[bit / 8] ^= (byte)(1 << (bit % 8));
            link.Receive(packet).ShouldNotBe(SrtpResult.Ok, $"bit {bit}");
            packet[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        for (var bit = 0; bit < report.Length * 8; bit++)
        {
            report[bit / 8] ^= (byte)(1 << (bit % 8));
            link.ReceiveRtcp(report).ShouldNotBe(SrtpResult.Ok, $"bit {bit}");
            report[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        link.Receiver.StreamCount.ShouldBe(0);
        link.Receive(packet).ShouldBe(SrtpResult.Ok);
        link.ReceiveRtcp(report).ShouldBe(SrtpResult.Ok);
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void A_packet_cut_short_at_any_length_is_refused(ushort profile)
    {
        using var link = new SrtpLink((SrtpProfile)profile);
        var packet = link.Protect(SrtpLink.Rtp(7));
        var report = link.ProtectRtcp(SrtpLink.Rtcp());
        for (var length = 0; length < packet.Length; length++)
        {
            link.Receive(packet[..length]).ShouldNotBe(SrtpResult.Ok);
        }

        for (var length = 0; length < report.Length; length++)
        {
            link.ReceiveRtcp(report[..length]).ShouldNotBe(SrtpResult.Ok);
        }
    }

    [Fact]
    public void Streams_beyond_the_limit_are_refused_and_those_known_go_on()
    {
        using var link = new SrtpLink(SrtpProfile.AeadAes128Gcm, maxStreams: 3);
        for (var ssrc = 1u; ssrc <= 3; ssrc++)
        {
            link.Receive(link.Protect(SrtpLink.Rtp(1, ssrc))).ShouldBe(SrtpResult.Ok);
            link.ReceiveRtcp(link.ProtectRtcp(SrtpLink.Rtcp(ssrc))).ShouldBe(SrtpResult.Ok);
        }

        link.Receive(link.Protect(SrtpLink.Rtp(1, 4))).ShouldBe(SrtpResult.TooManyStreams);
        link.ReceiveRtcp(link.ProtectRtcp(SrtpLink.Rtcp(4))).ShouldBe(SrtpResult.TooManyStreams);
        link.Receive(link.Protect(SrtpLink.Rtp(2, 3))).ShouldBe(SrtpResult.Ok);
        link.Receiver.StreamCount.ShouldBe(3);
    }

    [Fact]
    public void An_unencrypted_report_is_malformed()
    {
        using var link = new SrtpLink(SrtpProfile.AeadAes128Gcm);
        var report = link.ProtectRtcp(SrtpLink.Rtcp());
        report[^4] &= 0x7F;

        link.ReceiveRtcp(report).ShouldBe(SrtpResult.Malformed);
    }

    [Fact]
    public void The_sender_refuses_what_is_no_packet_or_has_no_room()
    {
        using var link = new SrtpLink(SrtpProfile.AeadAes128Gcm);
        var buffer = new byte[128];
        SrtpLink.Rtp(1).CopyTo(buffer, 0);

        link.Sender.ProtectRtp(buffer, 113).ShouldBe(0);
        link.Sender.ProtectRtp(buffer, 11).ShouldBe(0);
        link.Sender.ProtectRtp(buffer, -1).ShouldBe(0);
        link.Sender.ProtectRtcp(buffer, 109).ShouldBe(0);
        link.Sender.ProtectRtcp(buffer, 7).ShouldBe(0);
        link.Sender.ProtectRtp(buffer, 112).ShouldBe(128);
        buffer[0] = 0x40;
        link.Sender.ProtectRtp(buffer, 100).ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void A_hundred_thousand_random_and_mutated_packets_and_as_many_reports_neither_throw_nor_pass_nor_grow_anything(ushort profile)
    {
        using var link = new SrtpLink((SrtpProfile)profile);
        var real = new[] { link.Protect(SrtpLink.Rtp(7)), link.ProtectRtcp(SrtpLink.Rtcp()) };
        var random = new Random(5);
        var buffer = new byte[400];
        var passed = 0;
        Allocations.Of(() =>
        {
            for (var i = 0; i < 200_000; i++)
                passed += Opens(link, i, Next(i)) ? 1 : 0;
        }).ShouldBe(0);
        passed.ShouldBe(0);
        link.Receiver.StreamCount.ShouldBe(0);

        Span<byte> Next(int i)
        {
            if (i % 2 == 0)
            {
                var noise = buffer.AsSpan(0, random.Next(buffer.Length));
                random.NextBytes(noise);
                if (noise.Length > 0)
                    noise[0] = (byte)(0x80 | noise[0] & 0x3F);
                return noise;
            }

            var source = real[i / 2 % 2];
            var packet = buffer.AsSpan(0, source.Length);
            source.CopyTo(packet);
            packet[random.Next(packet.Length)] ^= (byte)random.Next(1, 256);
            return packet[..(random.Next(3) == 0 ? random.Next(packet.Length) : packet.Length)];
        }
    }

    private static bool Opens(SrtpLink link, int i, Span<byte> packet) =>
        (i / 4 % 2 == 0 ? link.Receiver.UnprotectRtp(packet, out _) : link.Receiver.UnprotectRtcp(packet, out _)) == SrtpResult.Ok;

    [Fact]
    public void Keys_of_the_wrong_length_are_an_error_of_the_caller()
    {
        Should.Throw<ArgumentException>(() => new SrtpSender(SrtpProfile.AeadAes128Gcm, new byte[16], new byte[14]));
        Should.Throw<ArgumentException>(() => new SrtpReceiver(SrtpProfile.AesCm128HmacSha1_80, new byte[15], new byte[14]));
        Should.Throw<ArgumentException>(() => new SrtpSender((SrtpProfile)2, new byte[16], new byte[14]));
    }

    [Fact]
    public void After_disposal_a_packet_throws_instead_of_touching_freed_memory()
    {
        var link = new SrtpLink(SrtpProfile.AeadAes128Gcm);
        var packet = link.Protect(SrtpLink.Rtp(1));
        link.Dispose();

        Should.Throw<ObjectDisposedException>(() => link.Receive(packet));
        Should.Throw<ObjectDisposedException>(() => link.Protect(SrtpLink.Rtp(2)));
    }
}

using SessionRelay.Srtp;

namespace SessionRelay.Tests.Srtp;

/// <summary>Rollover counted per stream, by estimation (RFC 3711 section 3.3.1). sipsorcery 1584, SymphonyMediaBridge 322.</summary>
public sealed class SrtpRolloverTests
{
    [Theory]
    [InlineData(-1L, 0, 0L)]
    [InlineData(-1L, 65535, 65535L)]
    [InlineData(10L, 11, 11L)]
    [InlineData(65535L, 0, 65536L)]
    [InlineData(65536L, 65535, 65535L)]
    [InlineData(0x1FFFFL, 5, 0x20005L)]
    [InlineData(0x20005L, 0xFFFF, 0x1FFFFL)]
    [InlineData(10L, 0x800A, 0x800AL)] // exactly half a circle ahead of a low number: the same rollover
    [InlineData(0x1800AL, 10, 0x1000AL)] // and half a circle from a high one
    [InlineData(0x1800AL, 9, 0x20009L)]
    [InlineData(10L, 0xFFF0, 0xFFF0L)] // never below 0
    public void Index_is_the_one_nearest_to_the_highest(long highest, int sequenceNumber, long expected)
    {
        var window = new PacketIndexWindow(1024);
        if (highest >= 0)
        {
            window.Mark(highest);
        }

        window.Estimate((ushort)sequenceNumber).ShouldBe(expected);
    }

    [Fact]
    public void Pause_across_3_wraps_then_resume()
    {
        using var link = new SrtpLink(SrtpProfile.AeadAes128Gcm);
        const uint paused = 1;
        const uint running = 2;
        link.Receive(link.Protect(SrtpLink.Rtp(30_000, paused))).ShouldBe(SrtpResult.Ok);
        for (var i = 0; i < 3 * 65_536 + 100; i += 10_000)
        {
            link.Receive(link.Protect(SrtpLink.Rtp((ushort)i, running))).ShouldBe(SrtpResult.Ok);
        }

        link.Receive(link.Protect(SrtpLink.Rtp(30_001, paused))).ShouldBe(SrtpResult.Ok);
    }

    [Fact]
    public void Two_streams_one_wraps()
    {
        using var link = new SrtpLink(SrtpProfile.AesCm128HmacSha1_80);
        for (var i = 0; i < 20; i++)
        {
            link.Receive(link.Protect(SrtpLink.Rtp((ushort)(65_530 + i), 1))).ShouldBe(SrtpResult.Ok);
            link.Receive(link.Protect(SrtpLink.Rtp((ushort)(100 + i), 2))).ShouldBe(SrtpResult.Ok);
        }
    }

    [Fact]
    public void Packets_of_both_sides_of_a_wrap_may_be_mixed()
    {
        using var link = new SrtpLink(SrtpProfile.AeadAes128Gcm);
        var packets = Enumerable.Range(65_500, 72).Select(number => link.Protect(SrtpLink.Rtp((ushort)number))).ToList();
        link.Receive(packets[0]).ShouldBe(SrtpResult.Ok);
        var random = new Random(4);
        foreach (var packet in packets.Skip(1).OrderBy(_ => random.Next()))
        {
            link.Receive(packet).ShouldBe(SrtpResult.Ok);
        }
    }

    [Fact]
    public void First_sequence_number_just_under_half_and_the_first_packets_lost()
    {
        using var link = new SrtpLink(SrtpProfile.AeadAes128Gcm);
        for (var number = 32_767; number < 32_770; number++)
        {
            link.Protect(SrtpLink.Rtp((ushort)number));
        }

        for (var number = 32_770; number < 140_000; number += 500)
        {
            link.Receive(link.Protect(SrtpLink.Rtp((ushort)number))).ShouldBe(SrtpResult.Ok);
        }
    }
}

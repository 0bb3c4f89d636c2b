using CsCheck;
using SessionRelay.Srtp;

namespace SessionRelay.Tests.Srtp;

public sealed class SrtpRoundTripTests
{
    private static readonly Gen<SrtpProfile> s_profile = Gen.OneOfConst(SrtpProfile.AeadAes128Gcm, SrtpProfile.AesCm128HmacSha1_80);

    [Fact]
    public void What_is_protected_is_read_back_through_loss_and_reordering()
    {
        var streams = Gen.Select(Gen.UInt, Gen.OneOf(Gen.Int[0, 32_767], Gen.Int[32_700, 32_767]), Gen.Int[1, 300]);
        Gen.Select(s_profile, streams.Array[1, 3], Gen.Int[0, 30], Gen.Int).Sample(
            (profile, sources, lossPercent, seed) =>
            {
                using var link = new SrtpLink(profile, seed);
                var random = new Random(seed);
                var sent = new List<(double Arrival, byte[] Plain, byte[] Protected)>();
                foreach (var (ssrc, first, step) in sources.DistinctBy(source => source.Item1))
                {
                    for (var i = 0; i < 120; i++)
                    {
                        var plain = RandomRtp(random, (ushort)(first + i * step), ssrc);
                        sent.Add((i + (i == 0 ? 0 : random.NextDouble() * 3), plain, link.Protect(plain)));
                    }
                }

                foreach (var (_, plain, packet) in sent.OrderBy(packet => packet.Arrival).Where(p => p.Arrival == 0 || random.Next(100) >= lossPercent))
                {
                    var copy = (byte[])packet.Clone();
                    link.Receiver.UnprotectRtp(copy, out var length).ShouldBe(SrtpResult.Ok);
                    copy.AsSpan(0, length).SequenceEqual(plain).ShouldBeTrue();
                    // A short payload may meet a key stream of zeros: one byte does once in 256 times.
                    if (plain.Length - SrtpHeaderLength(plain) is var payload and (0 or >= 8))
                        packet.AsSpan().StartsWith(plain).ShouldBe(payload == 0, "the payload is not in clear");
                }
            },
            iter: 60);
    }

    [Fact]
    public void Reports_of_any_length_are_read_back()
    {
        Gen.Select(s_profile, Gen.UInt, Gen.Int[0, 300], Gen.Int[1, 20]).Sample(
            (profile, ssrc, words, count) =>
            {
                using var link = new SrtpLink(profile);
                for (var i = 0; i < count; i++)
                {
                    var plain = SrtpLink.Rtcp(ssrc, words);
                    var packet = link.ProtectRtcp(plain);
                    link.Receiver.UnprotectRtcp(packet, out var length).ShouldBe(SrtpResult.Ok);
                    packet.AsSpan(0, length).SequenceEqual(plain).ShouldBeTrue();
                }
            },
            iter: 100);
    }

    private static int SrtpHeaderLength(byte[] packet)
    {
        SrtpHeader.TryReadRtp(packet, out var length, out _, out _).ShouldBeTrue();
        return length;
    }

    /// <summary>With up to 15 contributing sources, an extension or none, and a payload that may be empty.</summary>
    private static byte[] RandomRtp(Random random, ushort sequenceNumber, uint ssrc)
    {
        var sources = random.Next(3) == 0 ? random.Next(16) : 0;
        var extensionWords = random.Next(2) == 0 ? random.Next(10) : -1;
        var header = 12 + sources * 4 + (extensionWords < 0 ? 0 : 4 + extensionWords * 4);
        var packet = new byte[header + random.Next(10) * random.Next(130)];
        random.NextBytes(packet);
        SrtpLink.Rtp(sequenceNumber, ssrc, 0).CopyTo(packet, 0);
        packet[0] = (byte)(0x80 | (extensionWords < 0 ? 0 : 0x10) | sources);
        if (extensionWords >= 0)
        {
            packet[12 + sources * 4 + 2] = 0;
            packet[12 + sources * 4 + 3] = (byte)extensionWords;
        }

        return packet;
    }
}

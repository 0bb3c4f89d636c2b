using SessionRelay.Phone.Sip;

namespace SessionRelay.Tests.Phone.Sip;

/// <summary>10,000 damaged messages, seeded: each is read or refused, none throws, and none costs memory beyond its length.</summary>
public sealed class MutatedMessagesCostNoMoreThanHonestOnes
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Any_bytes_are_read_or_refused(int seed)
    {
        var random = new Random(seed);
        byte[][] seeds = [.. Rfc4475.Messages.Values];
        var read = 0;
        for (var i = 0; i < 5_000; i++)
        {
            var bytes = SipMutations.Next(random, seeds);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var good = SipParser.TryParse(bytes, out var message, out var error);
            var spent = GC.GetAllocatedBytesForCurrentThread() - before;

            spent.ShouldBeLessThan(64 * 1_024 + 64L * bytes.Length);
            read += good ? 1 : 0;
            if (!good && error.Status != 0)
                SipWriter.Answer(message!, error.Status, "No", null, "t").Finish().Length.ShouldBeLessThan(4_096 + 4 * bytes.Length);
        }

        read.ShouldBeInRange(100, 4_900); // else nothing was tried
    }

    [Fact]
    public void Limits_have_numbers()
    {
        Refusal(new string('a', SipLimits.HeaderLength + 1), 1).ShouldBe("a header field that is too long");
        Refusal("a", SipLimits.Headers + 1).ShouldBe("too many header fields");
        SipParser.TryParse(new byte[SipLimits.Message + 1], out _, out var error).ShouldBeFalse();
        error.Status.ShouldBe(0);
        var vias = string.Join(", ", Enumerable.Repeat("SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1", SipLimits.Vias + 1));
        var text = $"OPTIONS sip:a SIP/2.0\r\nVia: {vias}\r\nFrom: <sip:a>;tag=1\r\nTo: <sip:a>\r\nCall-ID: a\r\nCSeq: 1 OPTIONS\r\n\r\n";
        SipParser.TryParse(System.Text.Encoding.Latin1.GetBytes(text), out _, out error).ShouldBeFalse();
        error.Status.ShouldBe(400);
    }

    private static string Refusal(string value, int times)
    {
        var text = "OPTIONS sip:a SIP/2.0\r\n" + string.Concat(Enumerable.Repeat($"X: {value}\r\n", times)) + "\r\n";
        SipParser.TryParse(System.Text.Encoding.Latin1.GetBytes(text), out _, out var error).ShouldBeFalse();
        return error.Reason;
    }
}

/// <summary>Seeded damage: bytes changed, cut, doubled or moved, two messages spliced, or noise.</summary>
internal static class SipMutations
{
    private static readonly byte[] Interesting = [.. "\r\n \t:;,=<>\"\\@?%/[]0"u8, 0, 0xFF];

    public static byte[] Next(Random random, byte[][] seeds)
    {
        var bytes = new List<byte>(seeds[random.Next(seeds.Length)]);
        if (random.Next(50) == 0)
        {
            var noise = new byte[random.Next(2_000)];
            random.NextBytes(noise);
            return noise;
        }

        for (var times = random.Next(5); times >= 0; times--)
        {
            var at = random.Next(bytes.Count);
            var count = Math.Min(random.Next(1, 40), bytes.Count - at);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] = Interesting[random.Next(Interesting.Length)];
                    break;
                case 2:
                    bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, count));
                    break;
                case 3:
                    bytes.Insert(at, Interesting[random.Next(Interesting.Length)]);
                    break;
                case 4 when bytes.Count - count > 1:
                    bytes.RemoveRange(at, count);
                    break;
                default:
                    var other = seeds[random.Next(seeds.Length)];
                    var from = random.Next(other.Length);
                    bytes.InsertRange(at, other[from..Math.Min(other.Length, from + 60)]);
                    break;
            }
        }

        return [.. bytes];
    }
}

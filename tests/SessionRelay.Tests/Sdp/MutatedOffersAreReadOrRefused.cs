using System.Diagnostics;
using System.Text;
using SessionRelay.Sdp;
using SessionRelay.Tests.Dtls;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Sdp;

[Collection(nameof(MeasuredAlone))]
public sealed class MutatedOffersAreReadOrRefused
{
    private static readonly string[] Numbers = ["0", "-1", "255", "256", "65536", "4294967295", "4294967296", "99999999999999999999999999", "1e9", "٣"];

    [Fact]
    public void A_thousand_mutated_offers_are_read_or_refused_with_line_and_reason()
    {
        string[] sources = [.. SdpSamples.Browsers.Select(row => SdpSamples.Text(row.Data)).Where(text => text.Length < 20_000)];
        var random = new Random(20_261);
        int accepted = 0, refused = 0;
        HashSet<string> reasons = [];
        var kept = 0L;
        for (var i = 0; i < 1_000; i++)
        {
            if (i == 100)
                kept = GC.GetTotalMemory(forceFullCollection: true);
            var text = Mutate(sources[i % sources.Length], random);
            var started = Stopwatch.GetTimestamp();
            var before = GC.GetAllocatedBytesForCurrentThread();
            var isRead = SdpOffer.TryParse(text, out var offer, out var error);
            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(2 * 1024 * 1024);
            Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(1));
            if (isRead)
            {
                accepted++;
                SdpAnswer.TryParse(SdpAnswerWriter.Write(offer!, SdpSamples.Relay(offer!.SlotCount)), out _, out var unreadable).ShouldBeTrue(unreadable.ToString());
            }
            else
            {
                refused++;
                reasons.Add(error.Reason);
                error.Line.ShouldBeInRange(1, text.Count(letter => letter == '\n') + 1);
                error.Reason.ShouldNotBeNullOrWhiteSpace();
            }

            if (!SdpAnswer.TryParse(text, out _, out var asAnswer))
                asAnswer.Reason.ShouldNotBeNullOrWhiteSpace();
        }

        accepted.ShouldBeGreaterThan(100);
        refused.ShouldBeGreaterThan(300);
        reasons.Count.ShouldBeGreaterThan(20);
        (GC.GetTotalMemory(forceFullCollection: true) - kept).ShouldBeLessThan(8 * 1024 * 1024, "nothing of an offer is kept");
    }

    [Fact]
    public void A_thousand_mutated_answers_are_read_or_refused()
    {
        var offer = SdpSamples.Offer("firefox-153-peer-first");
        var candidate = SdpCandidate.Host(TransportAddress.FromIPv4(0xC000_0201, 40_000), 0);
        var answer = SdpAnswerWriter.Write(offer, SdpSamples.Relay(offer.SlotCount) with { Candidates = [candidate, candidate, candidate] });
        var random = new Random(20_262);
        int accepted = 0, refused = 0;
        for (var i = 0; i < 1_000; i++)
        {
            if (SdpAnswer.TryParse(Mutate(answer, random), out var read, out var error))
            {
                accepted++;
                read!.Candidates.Count.ShouldBeLessThanOrEqualTo(SdpLimits.Candidates);
            }
            else
            {
                refused++;
                error.Reason.ShouldNotBeNullOrWhiteSpace();
            }
        }

        accepted.ShouldBeGreaterThan(100);
        refused.ShouldBeGreaterThan(100);
    }

    [Fact]
    public void Text_that_is_no_description_is_refused()
    {
        var random = new Random(7);
        for (var i = 0; i < 2_000; i++)
        {
            var letters = new char[random.Next(200)];
            for (var j = 0; j < letters.Length; j++)
                letters[j] = (char)random.Next(random.Next(2) == 0 ? 128 : 65_536);
            SdpSamples.Refuse(new string(letters)).Line.ShouldBeGreaterThan(0);
        }
    }

    [Fact]
    public void A_reason_never_repeats_what_the_offer_holds()
    {
        const string Marker = "Zz9Marker";
        var text = SdpOfferWriter.Write(SdpSamples.Client());
        var lines = text.Split("\r\n");
        var refused = 0;
        for (var i = 0; i < lines.Length; i++)
        {
            var marked = (string[])lines.Clone();
            marked[i] = lines[i] is { Length: > 2 } line ? line[..(line.IndexOf(':') is > 0 and var colon ? colon + 1 : 2)] + Marker + "\u00e9" : Marker;
            if (SdpOffer.TryParse(string.Join("\r\n", marked), out _, out var error))
                continue;
            refused++;
            error.Reason.ShouldNotContain(Marker);
        }

        refused.ShouldBeGreaterThan(lines.Length / 3);
    }

    [Fact]
    public void The_largest_hostile_offers_cost_no_more_than_the_largest_honest_one()
    {
        var head = SdpOfferWriter.Write(SdpSamples.Client(slotPairs: 16));
        string[] fillers =
        [
            "a=rtcp-fb:96 nack\r\n", "a=fmtp:97 apt=96;apt=96;apt=96;apt=96;apt=96\r\n", "a=ssrc:5 cname:x\r\n", "a=\r\n", "a=candidate:\r\n",
            "a=rid:q recv\r\n", "a=msid:a b\r\n", "a=extmap:99999 x\r\n", "a=rtcp-fb:* nack\r\n", new string(' ', 900), "a=fmtp:97 " + new string(';', 20_000) + "\r\n",
        ];
        foreach (var filler in fillers)
        {
            var text = new StringBuilder(head);
            while (text.Length + filler.Length < SdpLimits.Length)
                text.Append(filler);
            var offer = text.ToString();
            var first = SdpOffer.TryParse(offer, out _, out _);

            var started = Stopwatch.GetTimestamp();
            var before = GC.GetAllocatedBytesForCurrentThread();
            var again = SdpOffer.TryParse(offer, out _, out _);

            again.ShouldBe(first, filler);
            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(2 * 1024 * 1024, filler);
            Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(1), filler);
        }
    }

    private static string Mutate(string text, Random random)
    {
        List<string> lines = [.. text.Split("\r\n")];
        for (var times = random.Next(1, 4); times > 0 && lines.Count > 2; times--)
        {
            var at = random.Next(lines.Count - 1);
            switch (random.Next(8))
            {
                case 0:
                    lines.RemoveAt(at);
                    break;
                case 1:
                    lines.Insert(random.Next(lines.Count), lines[at]);
                    break;
                case 2 when lines[at].Length > 0:
                    var letters = lines[at].ToCharArray();
                    letters[random.Next(letters.Length)] = (char)random.Next(0, random.Next(2) == 0 ? 128 : 65_536);
                    lines[at] = new string(letters);
                    break;
                case 3:
                    lines[at] = lines[at][..random.Next(lines[at].Length + 1)];
                    break;
                case 4:
                    lines[at] = ReplaceNumber(lines[at], random);
                    break;
                case 5:
                    var other = random.Next(lines.Count);
                    (lines[at], lines[other]) = (lines[other], lines[at]);
                    break;
                case 6:
                    lines[at] = string.Concat(Enumerable.Repeat(lines[at], random.Next(1, 300)));
                    break;
                default:
                    var whole = string.Join("\r\n", lines);
                    lines = [.. whole[..random.Next(whole.Length)].Split("\r\n")];
                    break;
            }
        }

        return string.Join("\r\n", lines);
    }

    private static string ReplaceNumber(string line, Random random)
    {
        var start = line.AsSpan().IndexOfAnyInRange('0', '9');
        if (start < 0)
            return line + Numbers[random.Next(Numbers.Length)];
        var end = start;
        while (end < line.Length && char.IsAsciiDigit(line[end]))
            end++;
        return line[..start] + Numbers[random.Next(Numbers.Length)] + line[end..];
    }
}

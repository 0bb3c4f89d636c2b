using System.Net;
using System.Text;
using SessionRelay.Phone.Audio;
using SessionRelay.Phone.Sip;

namespace SessionRelay.Tests.Phone.Sip;

public sealed class PhoneDescriptionsAgree
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 30).Select(i => (byte)i)];
    private static readonly PhoneLocalMedia Plain = ScriptedTrunk.Media;
    private static readonly PhoneLocalMedia Secure = new(new IPEndPoint(IPAddress.Parse("2001:db8::1"), 30_002), 9, Key);

    [Fact]
    public void What_one_side_offers_the_other_answers()
    {
        foreach (var (a, b) in ((PhoneLocalMedia, PhoneLocalMedia)[])[(Plain, Plain), (Secure, new PhoneLocalMedia(Plain.Rtp, 3, [.. Key.AsEnumerable().Reverse()]))])
        {
            PhoneSdp.TryAnswer(PhoneSdp.Offer(a, 1), b, 1, out var answer, out var seen, out var reason).ShouldBeTrue(reason);
            PhoneSdp.TryReadAnswer(answer, a, out var remote, out reason).ShouldBeTrue(reason);

            seen!.Rtp.ShouldBe(a.Rtp);
            seen.SrtpKey.ShouldBe(a.SrtpKey);
            remote!.Rtp.ShouldBe(b.Rtp);
            remote.SrtpKey.ShouldBe(b.SrtpKey);
            (remote.Codec, remote.EventPayloadType, remote.Sends, remote.Receives).ShouldBe((G711Law.Pcmu, (byte?)101, true, true));
        }
    }

    [Theory]
    [InlineData("sendonly", "recvonly")]
    [InlineData("recvonly", "sendonly")]
    [InlineData("inactive", "inactive")]
    [InlineData("sendrecv", "sendrecv")]
    public void Directions_are_turned(string theirs, string ours)
    {
        var offer = $"v=0\r\nc=IN IP4 192.0.2.9\r\na={theirs}\r\nm=audio 20000 RTP/AVP 8 0\r\n";
        PhoneSdp.TryAnswer(offer, Plain, 2, out var answer, out var remote, out _).ShouldBeTrue();

        answer.ShouldContain($"a={ours}\r\n");
        answer.ShouldContain("m=audio 30000 RTP/AVP 8\r\n");
        remote!.Codec.ShouldBe(G711Law.Pcma);
    }

    [Fact]
    public void Other_media_are_refused_in_their_place()
    {
        var offer = "v=0\r\nc=IN IP4 192.0.2.9\r\nm=video 4 RTP/AVP 31\r\nm=audio 20000 RTP/AVP 96 97\r\na=rtpmap:96 PCMA/8000/1\r\na=rtpmap:97 telephone-event/8000\r\nm=audio 6 RTP/AVP 0\r\n";
        PhoneSdp.TryAnswer(offer, Plain, 2, out var answer, out var remote, out _).ShouldBeTrue();

        answer.Split("m=").Skip(1).Select(m => m.Split("\r\n")[0]).ShouldBe(["video 0 RTP/AVP 31", "audio 30000 RTP/AVP 96 97", "audio 0 RTP/AVP 0"]);
        (remote!.PayloadType, remote.EventPayloadType).ShouldBe(((byte)96, (byte?)97));
    }

    [Theory]
    [InlineData("RTP/AVP", "1 AES_CM_128_HMAC_SHA1_80 inline:{key}")] // a downgrade
    [InlineData("RTP/SAVP", "1 AES_CM_128_HMAC_SHA1_80 inline:{key}|2^20|1:4")] // an MKI in each packet
    [InlineData("RTP/SAVP", "1 AES_CM_128_HMAC_SHA1_80 inline:{key} UNENCRYPTED_SRTP")]
    [InlineData("RTP/SAVP", "1 F8_128_HMAC_SHA1_80 inline:{key}")]
    [InlineData("RTP/SAVP", "1 AES_CM_128_HMAC_SHA1_80 inline:AAAA")]
    public void A_required_key_is_not_done_without(string profile, string crypto)
    {
        var sdp = $"v=0\r\nc=IN IP4 192.0.2.9\r\nm=audio 20000 {profile} 0\r\na=crypto:{crypto.Replace("{key}", Convert.ToBase64String(Key))}\r\n";

        PhoneSdp.TryReadAnswer(sdp, Secure, out _, out var reason).ShouldBeFalse();
        reason.ShouldNotContain(Convert.ToBase64String(Key));
        PhoneSdp.TryReadAnswer(sdp.Replace(profile, "RTP/SAVP").Replace(crypto.Replace("{key}", Convert.ToBase64String(Key)), $"1 AES_CM_128_HMAC_SHA1_80 inline:{Convert.ToBase64String(Key)}|2^31"), Secure, out var remote, out _).ShouldBeTrue();
        remote!.SrtpKey.ShouldBe(Key);
    }

    [Fact]
    public void Mutated_descriptions_never_throw()
    {
        var random = new Random(6);
        byte[][] seeds = [Encoding.Latin1.GetBytes(PhoneSdp.Offer(Plain, 1)), Encoding.Latin1.GetBytes(PhoneSdp.Offer(Secure, 1)), Encoding.Latin1.GetBytes(ScriptedTrunk.Answer)];
        for (var i = 0; i < 10_000; i++)
        {
            var text = Encoding.Latin1.GetString(SipMutations.Next(random, seeds));
            PhoneSdp.TryAnswer(text, i % 2 == 0 ? Plain : Secure, 1, out _, out _, out _);
            PhoneSdp.TryReadAnswer(text, Secure, out _, out _);
        }
    }
}

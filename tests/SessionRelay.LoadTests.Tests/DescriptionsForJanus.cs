using SessionRelay.Dtls;
using SessionRelay.Ice;
using SessionRelay.LoadTests.Janus;
using SessionRelay.Sdp;

namespace SessionRelay.LoadTests.Tests;

/// <summary>What Janus's video room is told, and what is read of it, without a Janus.</summary>
public sealed class DescriptionsForJanus
{
    private const string JanusOffer =
        "v=0\r\no=- 1 1 IN IP4 192.0.2.2\r\ns=VideoRoom 1\r\nt=0 0\r\na=group:BUNDLE 0 1\r\na=ice-options:trickle\r\n"
        + "a=fingerprint:sha-256 3E:6C:8F:D2:E4:40:B9:10:1B:7A:18:89:B4:DC:61:81:7F:DF:64:F1:1E:1A:95:26:59:C6:39:8B:59:B1:6B:FF\r\na=ice-lite\r\n"
        + "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 192.0.2.2\r\na=sendonly\r\na=mid:0\r\na=rtcp-mux\r\na=ice-ufrag:4fzq\r\na=ice-pwd:uHAFVDsX3+8x0M/SAnvQ44\r\n"
        + "a=setup:actpass\r\na=rtpmap:111 opus/48000/2\r\na=msid:janus janus0\r\na=ssrc:1791194247 cname:janus\r\na=candidate:1 1 udp 2015363327 192.0.2.2 58880 typ host\r\na=end-of-candidates\r\n"
        + "m=video 9 UDP/TLS/RTP/SAVPF 96 97\r\nc=IN IP4 192.0.2.2\r\na=sendonly\r\na=mid:1\r\na=rtcp-mux\r\na=ice-ufrag:4fzq\r\na=ice-pwd:uHAFVDsX3+8x0M/SAnvQ44\r\n"
        + "a=setup:actpass\r\na=rtpmap:96 VP8/90000\r\na=rtpmap:97 rtx/90000\r\na=fmtp:97 apt=96\r\na=ssrc-group:FID 3957698756 3957698757\r\na=ssrc:3957698756 cname:janus\r\na=ssrc:3957698757 cname:janus\r\n";

    [Theory]
    [InlineData(true, "0 1")]
    [InlineData(false, "0")]
    public void A_publisher_offers_what_it_sends_and_begins_the_handshake(bool camera, string mids)
    {
        using var certificate = DtlsCertificate.Create();
        var offer = SdpOfferWriter.Write(new SdpOfferParameters
        {
            Ufrag = "abcdefgh",
            Password = "abcdefghijklmnopqrstuvwx",
            Fingerprint = certificate.Fingerprint.ToString(),
            MicrophoneSsrc = 1,
            Camera = camera ? new SdpSsrc(2, 3) : null,
        });

        var told = JanusSdp.PublisherOffer(offer);

        told.ShouldContain($"a=group:BUNDLE {mids}\r\n");
        told.ShouldNotContain("a=inactive");
        told.ShouldNotContain("actpass");
        told.ShouldEndWith("\r\n");
        told.Split("\r\nm=").Length.ShouldBe(camera ? 3 : 2);
    }

    [Fact]
    public void A_subscriber_takes_all_that_is_offered_with_credentials_of_its_own()
    {
        using var certificate = DtlsCertificate.Create();
        var credentials = IceCredentials.Create();

        var answer = JanusSdp.SubscriberAnswer(JanusOffer, credentials, certificate.Fingerprint);

        answer.ShouldNotContain("4fzq");
        answer.ShouldNotContain("a=ssrc");
        answer.ShouldNotContain("sendonly");
        var read = JanusSdp.Read(answer);
        (read.Ufrag, read.Password).ShouldBe((credentials.Ufrag, credentials.Password));
        read.Setup.ShouldBe(SdpSetup.Active);
        read.Fingerprints.ShouldHaveSingleItem().ToString().ShouldBe(certificate.Fingerprint.ToString());
        read.Media.Select(media => media.Direction).ShouldBe([SdpDirection.RecvOnly, SdpDirection.RecvOnly]);
    }

    [Fact]
    public void Of_an_offer_the_streams_and_the_address_are_read()
    {
        var offer = JanusSdp.Read(JanusOffer);

        offer.Media[0].Streams.ShouldBe([new SdpSsrc(1791194247, null)]);
        offer.Media[1].Streams.ShouldBe([new SdpSsrc(3957698756, 3957698757)]);
        offer.Candidates.ShouldHaveSingleItem().Address.Port.ShouldBe((ushort)58880);
    }

    [Fact]
    public void What_can_not_be_read_says_where() =>
        Should.Throw<FormatException>(() => JanusSdp.Read("v=0\r\nm=audio nine\r\n")).Message.ShouldContain("line");
}

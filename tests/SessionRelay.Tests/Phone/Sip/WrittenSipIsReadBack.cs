using System.Net;
using System.Text;
using SessionRelay.Phone.Sip;

namespace SessionRelay.Tests.Phone.Sip;

public sealed class WrittenSipIsReadBack
{
    [Fact]
    public void A_request_comes_back_as_it_was_written()
    {
        var bytes = SipWriter.Request("INVITE", "sip:+4930123@pbx.example")
            .Header("Via", "SIP/2.0/UDP [2001:db8::1]:5070;branch=z9hG4bKa;rport")
            .Header("From", new SipNameAddress("A \"b\" \\", Uri("sip:me@relay.example"), new SipParameters()) + ";tag=1")
            .Header("To", "<sip:+4930123@pbx.example>").Header("Call-ID", "c").Header("CSeq", "1 INVITE")
            .Finish("application/sdp", "v=0\r\n");

        SipParser.TryParse(bytes, out var message, out var error).ShouldBeTrue(error.ToString());
        message!.Vias[0].Host.ShouldBe("2001:db8::1");
        message.Vias[0].Port.ShouldBe(5070);
        message.Vias[0].ReportedPort.ShouldBe(0);
        message.From.DisplayName.ShouldBe("A \"b\" \\");
        message.From.Tag.ShouldBe("1");
        message.ContentType.ShouldBe("application/sdp");
        Encoding.Latin1.GetString(message.Body).ShouldBe("v=0\r\n");
    }

    [Fact]
    public void An_answer_says_where_the_request_came_from()
    {
        var bytes = "OPTIONS sip:a SIP/2.0\r\nVia: SIP/2.0/UDP pbx.example:5060;branch=z9hG4bKa;rport\r\nFrom: <sip:a>;tag=1\r\nTo: sip:a\r\nCall-ID: a\r\nCSeq: 1 OPTIONS\r\n\r\n"u8;
        SipParser.TryParse(bytes, out var request, out _).ShouldBeTrue();

        var answer = SipWriter.Answer(request!, 200, "OK", new IPEndPoint(IPAddress.Parse("192.0.2.7"), 5099), "mine").Finish();

        SipParser.TryParse(answer, out var read, out _).ShouldBeTrue();
        read!.Vias[0].Received.ShouldBe("192.0.2.7");
        read.Vias[0].ReportedPort.ShouldBe(5099);
        read.To.Tag.ShouldBe("mine");
    }

    [Theory]
    [InlineData("x\r\nVia: y")]
    [InlineData("x\ny")]
    public void A_value_can_not_become_another_header(string value) =>
        Should.Throw<ArgumentException>(() => SipWriter.Request("OPTIONS", "sip:a").Header("Subject", value));

    private static SipUri Uri(string text) => SipUri.TryParse(text, out var uri) ? uri! : throw new ArgumentException(text);
}

using System.Text;
using SessionRelay.Phone.Sip;

namespace SessionRelay.Tests.Phone.Sip;

/// <summary>RFC 4475, each message by its name: what is valid is read, what is not gets the answer that the RFC finds fitting.</summary>
public sealed class TortureMessagesAreReadOrRefused
{
    [Fact]
    public void All_49_are_here() => Rfc4475.Messages.Count.ShouldBe(49);

    /// <summary>Valid ones, and those that only a registrar or a server of another kind has to refuse. In baddate nothing reads the date: "may also treat it as valid".</summary>
    public static TheoryData<string> WellFormed() =>
    [
        .. """
        wsinv intmeth esc01 escnull esc02 lwsdisp longreq dblreq semiuri transports mpart01 unreason noreason baddate unkscm novelsc unksm2 bext01 invut
        regaut01 bcast zeromf cparam01 cparam02 regescrt sdp01 inv2543
        """.Split([' ', '\n']),
    ];

    /// <summary>Each with its answer; 0: a response, which is dropped.</summary>
    public static TheoryData<string, int> Broken()
    {
        TheoryData<string, int> broken = new() { { "badvers", 505 }, { "scalarlg", 0 }, { "bigcode", 0 } };
        foreach (var name in """
            badinv01 clerr ncl scalar02 quotbal ltgtruri lwsruri lwsstart trws escruri regbadct badaspec baddn mismatch01 mismatch02 badbranch insuf multi01
            mcl01
            """.Split([' ', '\n']))
        {
            broken.Add(name, 400);
        }

        return broken;
    }

    [Fact]
    public void None_is_left_out() => (WellFormed().Count + Broken().Count).ShouldBe(49);

    [Theory]
    [MemberData(nameof(WellFormed))]
    public void A_well_formed_message_is_read(string name)
    {
        var read = SipParser.TryParse(Rfc4475.Messages[name], out var message, out var error);

        read.ShouldBeTrue(error.ToString());
        message!.CallId.ShouldNotBeEmpty();
        message.Vias.ShouldNotBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_message_is_refused_with_the_fitting_answer(string name, int status)
    {
        SipParser.TryParse(Rfc4475.Messages[name], out var message, out var error).ShouldBeFalse();

        error.Status.ShouldBe(status, error.Reason);
        if (status == 0)
            return;
        var answer = SipWriter.Answer(message!, status, "No", null, "here").Finish();
        Encoding.Latin1.GetString(answer).ShouldStartWith($"SIP/2.0 {status} No\r\nVia: ");
    }

    [Fact]
    public void White_space_and_folding_everywhere_change_nothing()
    {
        SipParser.TryParse(Rfc4475.Messages["wsinv"], out var message, out _).ShouldBeTrue();

        message!.To.Uri.Text.ShouldBe("sip:vivekg@chair-dnrc.example.com");
        message.To.Tag.ShouldBe("1918181833n");
        message.From.DisplayName.ShouldBe("J Rosenberg \\\"");
        message.From.Tag.ShouldBe("98asjd8");
        message.CSeq.ShouldBe(new SipCSeq(9, "INVITE"));
        message.Vias.Select(v => v.ToString()).ShouldBe(
        [
            "SIP/2.0/UDP 192.0.2.2;branch=390skdjuw",
            "SIP/2.0/TCP spindle.example.com;branch=z9hG4bK9ikj8",
            "SIP/2.0/UDP 192.168.255.111;branch=z9hG4bK30239",
        ]);
        message.Addresses(SipHeaderName.Contact).ShouldHaveSingleItem().DisplayName.ShouldBe("Quoted string \"\"");
        message.Addresses(SipHeaderName.Route).ShouldHaveSingleItem().Uri.IsLooseRouter.ShouldBeTrue();
        message.Header("NewFangledHeader").ShouldBe("newfangled value continued newfangled value");
        message.Header("s").ShouldBe("");
        message.Body.Length.ShouldBe(150);
    }

    [Fact]
    public void An_unusual_method_URI_and_name_are_kept_byte_for_byte()
    {
        SipParser.TryParse(Rfc4475.Messages["intmeth"], out var message, out _).ShouldBeTrue();

        message!.Method.ShouldBe("!interesting-Method0123456789_*+`.%indeed'~");
        message.RequestUri!.Host.ShouldBe("example.com");
        message.RequestUri.User.ShouldBe("1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:&it+has=1,weird!*pas$wo~d_too.(doesn't-it)");
        message.To.DisplayName.ShouldBe("BEL:\a NUL:\0 DEL:\x7F");
        message.From.Tag.ShouldBe("_token~1'+`*%!-.");
        Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(message.From.Parameters["fromParam''~+*_!.-%"]!)).ShouldBe("работающий");
        var answer = SipWriter.Answer(message, 501, "Not Implemented", null, "t").Finish();
        answer.AsSpan().IndexOf("From: token1~` token2'+_ token3*%!.- <sip:mundane@example.com>;fromParam''~+*_!.-%=\"работающий\""u8).ShouldBePositive();
    }

    [Fact]
    public void What_stands_behind_a_datagrams_message_is_not_read()
    {
        SipParser.TryParse(Rfc4475.Messages["dblreq"], out var message, out _).ShouldBeTrue();

        message!.Method.ShouldBe("REGISTER");
        message.Body.ShouldBeEmpty();
    }
}

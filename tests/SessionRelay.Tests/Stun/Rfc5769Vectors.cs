using System.Net;
using System.Text;
using SessionRelay.Stun;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Stun;

public sealed class Rfc5769Vectors
{
    private static readonly byte[] Password = Encoding.ASCII.GetBytes("VOkJxbRl1RmTxUk/WvJxBt");
    private static readonly StunTransactionId TransactionId = new(0xB7E7_A701_BC34_D686, 0xFA87_DFAE);

    /// <summary>RFC 5769 section 2.1.</summary>
    public static readonly byte[] Request = Convert.FromHexString(
        "000100582112a442b7e7a701bc34d686fa87dfae802200105354554e207465737420636c69656e74002400046e0001ff80290008932ff9b151263b36"
        + "000600096576746a3a68367659202020000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a280280004e57a3bcf");

    /// <summary>RFC 5769 section 2.2.</summary>
    public static readonly byte[] IPv4Response = Convert.FromHexString(
        "0101003c2112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220002000080001a147e112a643"
        + "000800142b91f599fd9e90c38c7489f92af9ba53f06be7d780280004c07d4c96");

    /// <summary>RFC 5769 section 2.3.</summary>
    public static readonly byte[] IPv6Response = Convert.FromHexString(
        "010100482112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9"
        + "00080014a382954e4be67bf11784c97c8292c275bfe3ed4180280004c8fb0b4c");

    [Fact]
    public void Section_2_1_request_is_read()
    {
        StunMessage.TryParse(Request, out var message).ShouldBeTrue();

        message.Class.ShouldBe(StunClass.Request);
        message.Method.ShouldBe(StunMethod.Binding);
        message.TransactionId.ShouldBe(TransactionId);
        Encoding.UTF8.GetString(message.Username).ShouldBe("evtj:h6vY");
        Encoding.UTF8.GetString(message.ReceiverUfrag).ShouldBe("evtj");
        message.TryGetPriority(out var priority).ShouldBeTrue();
        priority.ShouldBe(0x6E00_01FFu);
        message.TryGetControlled(out var tieBreaker).ShouldBeTrue();
        tieBreaker.ShouldBe(0x932F_F9B1_5126_3B36ul);
        message.TryGetControlling(out _).ShouldBeFalse();
        message.HasUseCandidate.ShouldBeFalse();
        message.VerifyIntegrity(Password).ShouldBeTrue();
        message.VerifyFingerprint().ShouldBeTrue();
    }

    [Theory]
    [InlineData(false, "192.0.2.1")]
    [InlineData(true, "2001:db8:1234:5678:11:2233:4455:6677")]
    public void Sections_2_2_and_2_3_responses_are_read(bool isIPv6, string address)
    {
        StunMessage.TryParse(isIPv6 ? IPv6Response : IPv4Response, out var message).ShouldBeTrue();

        message.Class.ShouldBe(StunClass.Success);
        message.TransactionId.ShouldBe(TransactionId);
        message.TryGetXorMappedAddress(TransportProtocol.Udp, out var mapped).ShouldBeTrue();
        mapped.ShouldBe(TransportAddress.From(IPAddress.Parse(address), 32853));
        message.VerifyIntegrity(Password).ShouldBeTrue();
        message.VerifyFingerprint().ShouldBeTrue();
    }

    [Fact]
    public void Every_single_bit_that_changes_breaks_the_request()
    {
        for (var bit = 0; bit < Request.Length * 8; bit++)
        {
            var changed = Request.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));

            var stillHolds = StunMessage.TryParse(changed, out var message) && message.VerifyIntegrity(Password) && message.VerifyFingerprint();

            stillHolds.ShouldBeFalse($"bit {bit}");
        }
    }

    [Fact]
    public void Another_password_does_not_verify()
    {
        StunMessage.TryParse(Request, out var message).ShouldBeTrue();

        message.VerifyIntegrity(Encoding.ASCII.GetBytes("VOkJxbRl1RmTxUk/WvJxBu")).ShouldBeFalse();
        message.VerifyIntegrity(default).ShouldBeFalse();
    }

    [Fact]
    public void The_writer_makes_the_response_of_section_2_2()
    {
        var bytes = new byte[128];
        var writer = new StunWriter(bytes, StunClass.Success, StunMethod.Binding, TransactionId);
        writer.Add(StunAttribute.Software, "test vector"u8);
        writer.AddXorMappedAddress(TransportAddress.From(IPAddress.Parse("192.0.2.1"), 32853));

        // The vector pads SOFTWARE with a space, which the integrity covers, and the writer with zero; so only what comes before can be equal.
        var expected = IPv4Response[..writer.Length];
        expected[35] = 0;
        expected[3] = (byte)(writer.Length - StunMessage.HeaderLength);
        bytes[..writer.Length].ShouldBe(expected);
    }

    [Fact]
    public void Crc32_has_its_check_value() => Crc32.Compute("123456789"u8).ShouldBe(0xCBF4_3926u);
}

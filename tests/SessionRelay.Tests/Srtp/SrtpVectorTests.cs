using SessionRelay.OpenSsl;
using SessionRelay.Srtp;

namespace SessionRelay.Tests.Srtp;

public sealed class SrtpVectorTests
{
    private const string MasterKey = "E1F97A0D3E018BE0D64FA32C06DE4139";
    private const string MasterSalt = "0EC675AD498AFEEBB6960B3AABE6";

    [Fact]
    public void Counter_mode_key_stream_is_that_of_RFC_3711_B2()
    {
        using var cipher = new AesCtr128(Convert.FromHexString("2B7E151628AED2A6ABF7158809CF4F3C"));
        var stream = new byte[0xFF02 * 16];
        cipher.Apply(Convert.FromHexString("F0F1F2F3F4F5F6F7F8F9FAFBFCFD0000"), stream);

        Convert.ToHexString(stream, 0, 48).ShouldBe("E03EAD0935C95E80E166B16DD92B4EB4D23513162B02D0F72A43A2FE4A5F97AB41E95B3BB0A2E8DD477901E4FCA894C0");
        Convert.ToHexString(stream, 0xFEFF * 16, 48).ShouldBe("EC8CDF7398607CB0F2D21675EA9EA1E4362B7C3C6773516318A077D7FC5073AE6A2CC3787889374FBEB4C81B17BA6C44");
    }

    [Theory]
    [InlineData(SrtpKeyDerivation.RtpEncryption, "C61E7A93744F39EE10734AFE3FF7A087")]
    [InlineData(SrtpKeyDerivation.RtpSalt, "30CBBC08863D8C85D49DB34A9AE1")]
    [InlineData(
        SrtpKeyDerivation.RtpAuthentication,
        "CEBE321F6FF7716B6FD4AB49AF256A156D38BAA48F0A0ACF3C34E2359E6CDBCEE049646C43D9327AD175578EF72270986371C10C9A369AC2F94A8C5FBCDDDC256D6E919A48B610EF17C2041E474035766B68642C59BBFC2F34DB60DBDFB2")]
    public void Session_keys_are_those_of_RFC_3711_B3(byte label, string expected)
    {
        using var master = new AesCtr128(Convert.FromHexString(MasterKey));
        var derived = new byte[expected.Length / 2];
        SrtpKeyDerivation.Derive(master, Convert.FromHexString(MasterSalt), label, derived);

        Convert.ToHexString(derived).ShouldBe(expected);
    }

    [Fact]
    public void Counter_mode_packets_are_those_of_libsrtp()
    {
        using var sender = new SrtpSender(SrtpProfile.AesCm128HmacSha1_80, Convert.FromHexString(MasterKey), Convert.FromHexString(MasterSalt));
        var rtp = Padded("800F1234DECAFBADCAFEBABEABABABABABABABABABABABABABABABAB", SrtpSender.MaxRtpOverhead);
        var length = sender.ProtectRtp(rtp, 28);
        Convert.ToHexString(rtp, 0, length).ShouldBe("800F1234DECAFBADCAFEBABE4E55DC4CE79978D88CA4D215949D2402B78D6ACC99EA179B8DBB");

        // libsrtp counts SRTCP packets from 1, this sender from 0: the second packet is its first.
        var rtcp = Padded("81C8000BCAFEBABEABABABABABABABABABABABABABABABAB", SrtpSender.MaxRtcpOverhead);
        sender.ProtectRtcp((byte[])rtcp.Clone(), 24).ShouldBe(38);
        length = sender.ProtectRtcp(rtcp, 24);
        Convert.ToHexString(rtcp, 0, length).ShouldBe("81C8000BCAFEBABE7128035BE487B9BDBEF89041F977A5A880000001993E08CD54D6C1230798");
    }

    [Fact]
    public void Gcm_rtp_packet_is_that_of_RFC_7714_16_1()
    {
        const string plain = "8040F17B8041F8D35501A0B247616C6C696120657374206F6D6E69732064697669736120696E207061727465732074726573";
        const string expected =
            "8040F17B8041F8D35501A0B2F24DE3A3FB34DE6CACBA861C9D7E4BCABE633BD50D294E6F42A5F47A51C7D19B36DE3ADF8833899D7F27BEB16A9152CF765EE4390CCE";
        using var transform = RfcTransform(encrypt: true);
        var packet = Padded(plain, 16);
        transform.SealRtp(packet, 12, plain.Length / 2, 0x5501A0B2, 0xF17B);
        Convert.ToHexString(packet).ShouldBe(expected);

        using var back = RfcTransform(encrypt: false);
        back.OpenRtp(packet, 12, 0x5501A0B2, 0xF17B).ShouldBeTrue();
        Convert.ToHexString(packet, 0, plain.Length / 2).ShouldBe(plain);
    }

    [Fact]
    public void Gcm_rtcp_packet_is_that_of_RFC_7714_17_1()
    {
        const string plain = "81C8000D4D6172734E5450314E545032525450200000042A0000E9304C756E61DEADBEEFDEADBEEFDEADBEEFDEADBEEFDEADBEEF";
        const string expected =
            "81C8000D4D61727363E94885DCDAB67CA727D7662F6B7E997FF5C0F76C06F32DC676A5F1730D6FDA4CE09B4686303DED0BB9275BC84AA45896CF4D2FC5ABF87245D9EADE800005D4";
        using var transform = RfcTransform(encrypt: true);
        var packet = Padded(plain, 20);
        transform.SealRtcp(packet, plain.Length / 2, 0x4D617273, 0x5D4);
        Convert.ToHexString(packet).ShouldBe(expected);

        using var back = RfcTransform(encrypt: false);
        back.OpenRtcp(packet, 0x4D617273, 0x5D4).ShouldBeTrue();
        Convert.ToHexString(packet, 0, plain.Length / 2).ShouldBe(plain);
    }

    [Fact]
    public void Hmac_is_that_of_RFC_2202_however_the_data_is_cut()
    {
        using var mac = new HmacSha1("Jefe"u8);
        var output = new byte[HmacSha1.Length];
        for (var i = 0; i < 3; i++)
        {
            mac.Compute("what do ya want for nothing?"u8[..(10 * i)], "what do ya want for nothing?"u8[(10 * i)..], output);
            Convert.ToHexString(output).ShouldBe("EFFCDF6AE5EB2FA2D27416D5F184DF9C259A7C79");
        }
    }

    private static AeadTransform RfcTransform(bool encrypt)
    {
        var key = Convert.FromHexString("000102030405060708090A0B0C0D0E0F");
        var salt = Convert.FromHexString("517569642070726F2071756F");
        return new AeadTransform(key, salt, key, salt, encrypt);
    }

    private static byte[] Padded(string hex, int room)
    {
        var bytes = Convert.FromHexString(hex);
        Array.Resize(ref bytes, bytes.Length + room);
        return bytes;
    }
}

using System.Security.Cryptography;
using SessionRelay.Dtls;

namespace SessionRelay.Tests.Dtls;

public sealed class DtlsFingerprintTests
{
    [Fact]
    public void A_client_with_another_certificate_is_refused_with_an_alert_and_gets_no_keys()
    {
        using var pair = new DtlsPair(expectedByServer: DtlsPair.ServerCertificate.Fingerprint);
        pair.Run();

        pair.Server.State.ShouldBe(DtlsState.Failed);
        pair.Server.Failure.ShouldBe(DtlsFailure.FingerprintMismatch);
        pair.Server.TryGetSrtpKeys(out _).ShouldBeFalse();
        pair.Server.HoldsEngine.ShouldBeFalse();
        pair.Client.State.ShouldBe(DtlsState.Failed);
        pair.Client.Failure.ShouldBe(DtlsFailure.Protocol);
        pair.Client.FailureDetail.ShouldContain("alert bad certificate");
        pair.Client.TryGetSrtpKeys(out _).ShouldBeFalse();
    }

    [Fact]
    public void A_server_with_another_certificate_is_refused_with_an_alert_and_gets_no_keys()
    {
        using var pair = new DtlsPair(expectedByClient: DtlsPair.ClientCertificate.Fingerprint);
        pair.Run();

        pair.Client.Failure.ShouldBe(DtlsFailure.FingerprintMismatch);
        pair.Client.TryGetSrtpKeys(out _).ShouldBeFalse();
        pair.Server.State.ShouldBe(DtlsState.Failed);
        pair.Server.FailureDetail.ShouldContain("alert bad certificate");
    }

    [Fact]
    public void One_wrong_bit_is_another_certificate()
    {
        var value = DtlsPair.ClientCertificate.Fingerprint.Value.ToArray();
        value[31] ^= 1;
        DtlsFingerprint.TryCreate("sha-256", value, out var wrong).ShouldBeTrue();
        using var pair = new DtlsPair(expectedByServer: wrong);
        pair.Run();

        pair.Server.Failure.ShouldBe(DtlsFailure.FingerprintMismatch);
    }

    [Theory]
    [InlineData("sha-1")]
    [InlineData("sha-256")]
    [InlineData("sha-384")]
    [InlineData("sha-512")]
    public void Each_hash_lets_the_right_certificate_in(string hash)
    {
        var certificate = DtlsPair.ClientCertificate.Encoded;
        var value = hash switch
        {
            "sha-1" => SHA1.HashData(certificate),
            "sha-256" => SHA256.HashData(certificate),
            "sha-384" => SHA384.HashData(certificate),
            _ => SHA512.HashData(certificate),
        };
        DtlsFingerprint.TryCreate(hash, value, out var expected).ShouldBeTrue();
        using var pair = new DtlsPair(expectedByServer: expected);
        pair.Run();

        pair.BothConnected.ShouldBeTrue();
    }

    [Fact]
    public void Of_several_fingerprints_those_of_the_strongest_hash_decide()
    {
        DtlsFingerprint.TryCreate("sha-512", new byte[64], out var strongWrong).ShouldBeTrue();
        DtlsFingerprint.TryCreate("sha-256", new byte[32], out var otherKey).ShouldBeTrue();

        Outcome([otherKey, DtlsPair.ClientCertificate.Fingerprint]).ShouldBe(DtlsState.Connected);
        Outcome([strongWrong, DtlsPair.ClientCertificate.Fingerprint]).ShouldBe(DtlsState.Failed);

        static DtlsState Outcome(DtlsFingerprint[] expected)
        {
            using var server = new DtlsTransport(DtlsPair.ServerCertificate, DtlsRole.Server, expected);
            using var client = new DtlsTransport(DtlsPair.ClientCertificate, DtlsRole.Client, [DtlsPair.ServerCertificate.Fingerprint]);
            var buffer = new byte[1500];
            client.Start(default);
            for (var i = 0; i < 4; i++)
            {
                while (client.TryGetDatagram(buffer, default, out var length))
                {
                    server.Handle(buffer.AsSpan(0, length), default);
                }

                while (server.TryGetDatagram(buffer, default, out var length))
                {
                    client.Handle(buffer.AsSpan(0, length), default);
                }
            }

            return server.State;
        }
    }

    [Fact]
    public void Without_any_fingerprint_there_is_no_transport() =>
        Should.Throw<ArgumentException>(() => new DtlsTransport(DtlsPair.ServerCertificate, DtlsRole.Server, []));

    [Theory]
    [InlineData("sha-1", 20)]
    [InlineData("SHA-256", 32)]
    [InlineData("sha-384", 48)]
    [InlineData("Sha-512", 64)]
    public void What_is_written_is_read_back(string hash, int length)
    {
        var value = RandomNumberGenerator.GetBytes(length);
        DtlsFingerprint.TryCreate(hash, value, out var fingerprint).ShouldBeTrue();
        var text = fingerprint.ToString();

        text.ShouldStartWith(hash.ToLowerInvariant() + " ");
        DtlsFingerprint.TryParse(text, out var upper).ShouldBeTrue();
        DtlsFingerprint.TryParse(text.ToLowerInvariant(), out var lower).ShouldBeTrue();
        upper.Value.SequenceEqual(value).ShouldBeTrue();
        lower.Value.SequenceEqual(value).ShouldBeTrue();
        upper.Hash.ShouldBe(fingerprint.Hash);
    }

    [Theory]
    [InlineData("")]
    [InlineData("sha-256")]
    [InlineData("sha-256 ")]
    [InlineData("md5 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF")]
    [InlineData("sha-1 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22")]
    [InlineData("sha-1 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:3")]
    [InlineData("sha-1 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:")]
    [InlineData("sha-1 00-11-22-33-44-55-66-77-88-99-AA-BB-CC-DD-EE-FF-00-11-22-33")]
    [InlineData("sha-1 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22: 3")]
    [InlineData("sha-1 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:+3")]
    public void Anything_else_is_no_fingerprint(string text) => DtlsFingerprint.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void No_length_of_text_throws()
    {
        var text = "sha-512 " + string.Join(':', Enumerable.Repeat("0F", 200));
        for (var length = 0; length <= text.Length; length++)
        {
            DtlsFingerprint.TryParse(text.AsSpan(0, length), out _).ShouldBe(length == 8 + 64 * 3 - 1);
        }
    }

    [Fact]
    public void Every_relay_start_has_a_certificate_of_its_own()
    {
        DtlsPair.ServerCertificate.Fingerprint.ToString().ShouldNotBe(DtlsPair.ClientCertificate.Fingerprint.ToString());
        DtlsPair.ServerCertificate.Fingerprint.Hash.ShouldBe(FingerprintHash.Sha256);
    }
}

using System.Text;
using SessionRelay.OpenSsl;
using SessionRelay.Phone.Sip;

namespace SessionRelay.Tests.Phone.Sip;

public sealed class DigestAnswersAsTheRfcsDo
{
    private const string Nonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
    private const string ClientNonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";

    /// <summary>RFC 7616 section 3.9.1.</summary>
    [Theory]
    [InlineData("MD5", "8ca523f5e9506fed4657c9700eebdbec")]
    [InlineData("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1")]
    public void Vectors_of_RFC_7616(string algorithm, string response)
    {
        var answer = Challenge($"Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm={algorithm}, nonce=\"{Nonce}\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"")
            .Answer("Mufasa", "Circle of Life", "GET", "/dir/index.html", 1, ClientNonce);

        answer.ShouldContain($"response=\"{response}\"");
        answer.ShouldContain("qop=auth, nc=00000001");
        answer.ShouldContain("opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"");
        answer.ShouldContain($"algorithm={algorithm}");
    }

    /// <summary>RFC 7616 section 3.9.2, by another implementation of the hash (the RFC's own figures were made with another function: erratum 4897).</summary>
    [Fact]
    public void The_truncated_SHA_512()
    {
        var user = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes("Jäsøn Doe"));
        var answer = Challenge("Digest realm=\"api@example.org\", qop=\"auth\", algorithm=SHA-512-256, nonce=\"5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK\"")
            .Answer(user, "Secret, or not?", "GET", "/doe.json", 1, "NTg6RKcb9boFIAS3KrFK9BGeh+niz/sm");

        answer.ShouldContain("response=\"7a4e1192babbba02e91182d2895bfdbf7adafc6e48d4e517ca301974843d840c\"");
        Convert.ToHexStringLower(Sha512Truncated.Hash(Encoding.UTF8.GetBytes("Jäsøn Doe:api@example.org")))
            .ShouldBe("793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b"); // the erratum's userhash
        Convert.ToHexStringLower(Sha512Truncated.Hash("abc"u8)).ShouldBe("53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23"); // FIPS 180-4
    }

    /// <summary>RFC 2617 section 3.5.</summary>
    [Fact]
    public void The_vector_of_RFC_2617() =>
        Challenge("Digest realm=\"testrealm@host.com\",qop=\"auth,auth-int\",nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\",opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"")
            .Answer("Mufasa", "Circle Of Life", "GET", "/dir/index.html", 1, "0a4f113b").ShouldContain("response=\"6629fae49393a05397450978507c4ef1\"");

    [Theory]
    [InlineData("Basic realm=\"a\"")]
    [InlineData("Digest realm=\"a\"")]
    [InlineData("Digest realm=\"a\", nonce=\"\"")]
    [InlineData("Digest realm=\"a\", nonce=\"b\", algorithm=SHA-999")]
    [InlineData("Digest realm=\"a\", nonce=\"b\", qop=\"auth-int\"")]
    [InlineData("Digest realm=\"a, nonce=\"b\"")]
    [InlineData("Digest realm=\"a\", nonce=\"b\", realm=\"c\"")]
    public void What_can_not_be_answered_is_no_challenge(string text) => DigestChallenge.TryParse(text, false, out _).ShouldBeFalse();

    [Fact]
    public void Mutated_challenges_never_throw()
    {
        var random = new Random(5);
        byte[][] seeds = [Encoding.Latin1.GetBytes($"Digest realm=\"x\", qop=\"auth, auth-int\", algorithm=MD5-sess, nonce=\"{Nonce}\", stale=TRUE, opaque=\"a\\\"b\"")];
        for (var i = 0; i < 5_000; i++)
        {
            if (DigestChallenge.TryParse(Encoding.Latin1.GetString(SipMutations.Next(random, seeds)), true, out var challenge))
                challenge!.Answer("u", "p", "INVITE", "sip:a", 1, "c").ShouldNotBeEmpty();
        }
    }

    private static DigestChallenge Challenge(string text) =>
        DigestChallenge.TryParse(text, false, out var challenge) ? challenge! : throw new ArgumentException(text);
}

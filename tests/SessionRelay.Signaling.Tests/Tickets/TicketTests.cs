using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using SessionRelay.Signaling.Hosting;
using SessionRelay.Signaling.Tests.Hosts;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Signaling.Tests.Tickets;

public sealed class TicketTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    private readonly ECDsa curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly FakeTimeProvider clock = new(Now);
    private readonly TicketKeyRing keys;
    private readonly TicketReader reader;

    public TicketTests()
    {
        keys = RingOf(
            new TicketKeyOptions { Kid = "hs", Algorithm = "HS256", Secret = Convert.ToBase64String(SignalingHost.IssuerSecret), Issuer = "practice" },
            new TicketKeyOptions { Kid = "es", Algorithm = "ES256", PublicKeyPem = curve.ExportSubjectPublicKeyInfoPem(), Issuer = "clinic" });
        reader = new TicketReader(keys, clock);
    }

    public void Dispose() => curve.Dispose();

    [Fact]
    public async Task A_minted_ticket_says_what_it_was_minted_from()
    {
        var ticket = new TicketMinter(keys).Mint("s1", "p1", "Zoë", ParticipantRole.Aide, Permissions.Audio | Permissions.Chat, Now);
        var (claims, refusal) = await reader.ReadAsync(ticket);
        refusal.ShouldBeNull();
        claims.ShouldBe(new TicketClaims("s1", "p1", "Zoë", ParticipantRole.Aide, Permissions.Audio | Permissions.Chat, claims!.TicketId, Now));
    }

    [Theory]
    [InlineData("hs", "HS256", "practice")]
    [InlineData("es", "ES256", "clinic")]
    public async Task Both_algorithms_of_the_contract_are_read(string kid, string algorithm, string issuer)
    {
        var (claims, _) = await reader.ReadAsync(Sign(kid, algorithm, Claims(issuer)));
        claims.ShouldNotBeNull().Can.ShouldBe(Permissions.Audio | Permissions.Video | Permissions.Screen | Permissions.Chat);
        claims.TicketId.ShouldBe("jti-1");
    }

    public static TheoryData<string, object?> BadClaims() => new()
    {
        { "iss", "someone-else" }, { "iss", null }, { "aud", "another" }, { "aud", null }, { "sid", null }, { "sid", "" }, { "sid", 5 }, { "sid", "a b" }, { "sid", new string('s', 65) },
        { "sub", null }, { "sub", "../up" }, { "name", null }, { "name", "" }, { "name", "a\nb" }, { "name", new string('n', 101) }, { "role", "admin" }, { "role", null },
        { "jti", null }, { "jti", "" }, { "jti", new string('j', 129) }, { "can", "audio" }, { "can", new object[] { 1 } }, { "exp", "soon" }, { "nbf", -1 }, { "iat", "x" },
    };

    [Theory]
    [MemberData(nameof(BadClaims))]
    public async Task A_claim_that_is_missing_or_of_another_kind_makes_a_ticket_invalid(string claim, object? value)
    {
        var claims = Claims("practice");
        if (value is null) claims.Remove(claim);
        else claims[claim] = value;
        (await reader.ReadAsync(Sign("hs", "HS256", claims))).Refusal.ShouldBe("ticket-invalid");
    }

    [Theory]
    [InlineData(-1, 0, "ticket-expired")]
    [InlineData(0, 0, "ticket-expired")]
    [InlineData(1, 0, null)]
    [InlineData(60, 31, "too-early")]
    [InlineData(60, 29, null)]
    public async Task Limits_of_its_own_are_kept(int expiresInSeconds, int notBeforeInSeconds, string? refusal)
    {
        var claims = Claims("practice");
        claims["exp"] = Now.AddSeconds(expiresInSeconds).ToUnixTimeSeconds();
        claims["nbf"] = Now.AddSeconds(notBeforeInSeconds).ToUnixTimeSeconds();
        (await reader.ReadAsync(Sign("hs", "HS256", claims))).Refusal.ShouldBe(refusal);
    }

    [Fact]
    public async Task Permissions_of_a_later_version_allow_nothing_here()
    {
        var claims = Claims("practice");
        claims["can"] = new[] { "audio", "fly" };
        (await reader.ReadAsync(Sign("hs", "HS256", claims))).Claims!.Can.ShouldBe(Permissions.Audio);
    }

    [Fact]
    public async Task The_key_decides_the_algorithm()
    {
        // The public key, known to all, as an HMAC secret under its own kid.
        var publicKey = Encoding.ASCII.GetBytes(curve.ExportSubjectPublicKeyInfoPem());
        (await reader.ReadAsync(SignBy(new SymmetricSecurityKey(publicKey) { KeyId = "es" }, "HS256", Claims("clinic")))).Refusal.ShouldBe("ticket-invalid");

        // No signature at all.
        var good = Sign("hs", "HS256", Claims("practice"));
        var header = Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT","kid":"hs"}""");
        (await reader.ReadAsync($"{header}.{good.Split('.')[1]}.")).Refusal.ShouldBe("ticket-invalid");
        (await reader.ReadAsync($"{header}.{good.Split('.')[1]}.{good.Split('.')[2]}")).Refusal.ShouldBe("ticket-invalid");

        // Another HMAC than the key's.
        (await reader.ReadAsync(SignBy(new SymmetricSecurityKey(new byte[64]) { KeyId = "hs" }, "HS512", Claims("practice")))).Refusal.ShouldBe("ticket-invalid");
    }

    [Fact]
    public async Task A_key_signs_for_its_own_issuer_only()
    {
        (await reader.ReadAsync(Sign("hs", "HS256", Claims("clinic")))).Refusal.ShouldBe("ticket-invalid");
        (await reader.ReadAsync(Sign("hs", "HS256", Claims(TicketKeyRing.OwnIssuer)))).Refusal.ShouldBe("ticket-invalid");
    }

    [Fact]
    public async Task Changed_and_random_tickets_are_refused_without_an_exception()
    {
        var good = Sign("hs", "HS256", Claims("practice"));
        (await reader.ReadAsync(good)).Refusal.ShouldBeNull();
        var random = new Random(1);
        for (var i = 0; i < 3000; i++)
        {
            var bytes = good.ToCharArray();
            // Not the last character: its low bits are padding that decoders drop.
            for (var n = random.Next(1, 4); n > 0; n--) bytes[random.Next(bytes.Length - 1)] ^= (char)random.Next(1, 64);
            var changed = new string(bytes);
            if (changed != good) (await reader.ReadAsync(changed)).Refusal.ShouldBe("ticket-invalid");
        }

        foreach (var junk in new[] { "", ".", "..", "a.b.c", "....", new string('a', 5000), "e30.e30.", "\0", "e30.e30.e30.e30.e30" })
        {
            (await reader.ReadAsync(junk)).Refusal.ShouldBe("ticket-invalid");
        }
    }

    [Fact]
    public async Task A_claim_given_twice_makes_a_ticket_invalid()
    {
        var json = JsonSerializer.Serialize(Claims("practice"));
        var signed = $"{Base64UrlEncoder.Encode("""{"alg":"HS256","kid":"hs"}""")}.{Base64UrlEncoder.Encode(json[..^1] + ",\"role\":\"host\"}")}";
        var signature = Base64UrlEncoder.Encode(HMACSHA256.HashData(SignalingHost.IssuerSecret, Encoding.ASCII.GetBytes(signed)));
        (await reader.ReadAsync($"{signed}.{signature}")).Refusal.ShouldBe("ticket-invalid");
    }

    [Theory]
    [InlineData("", "HS256", "practice")]
    [InlineData("a", "HS256", "")]
    [InlineData("a", "RS256", "practice")]
    [InlineData("a", "ES256", "practice")]
    public void An_unusable_key_is_named(string kid, string algorithm, string issuer)
    {
        var secret = Convert.ToBase64String(SignalingHost.IssuerSecret);
        var e = Should.Throw<OptionsValidationException>(() => RingOf(new TicketKeyOptions { Kid = kid, Algorithm = algorithm, Secret = secret, Issuer = issuer }));
        e.Message.ShouldContain("Relay:TicketKeys:0");
        e.Message.ShouldNotContain(secret);
    }

    [Fact]
    public async Task An_algorithm_in_small_letters_is_the_same_algorithm()
    {
        var ring = RingOf(
            new TicketKeyOptions { Kid = "hs", Algorithm = "hs256", Secret = Convert.ToBase64String(SignalingHost.IssuerSecret), Issuer = "practice" },
            new TicketKeyOptions { Kid = "es", Algorithm = "es256", PublicKeyPem = curve.ExportSubjectPublicKeyInfoPem(), Issuer = "clinic" });
        var reading = new TicketReader(ring, TimeProvider.System);
        (await reading.ReadAsync(Sign("hs", "HS256", Claims("practice")))).Claims.ShouldNotBeNull();
        (await reading.ReadAsync(Sign("es", "ES256", Claims("clinic")))).Claims.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_host_with_an_unusable_key_does_not_start()
    {
        var e = await Should.ThrowAsync<OptionsValidationException>(() => SignalingHost.StartAsync(change: services =>
            services.Configure<RelaySettings>(options => options.TicketKeys.Add(new TicketKeyOptions { Kid = "a", Algorithm = "RS256", Issuer = "practice" }))));
        e.Message.ShouldContain("Relay:TicketKeys:1");
    }

    [Fact]
    public void A_short_secret_is_refused() =>
        Should.Throw<OptionsValidationException>(() => RingOf(new TicketKeyOptions { Kid = "a", Secret = Convert.ToBase64String(new byte[31]), Issuer = "i" })).Message.ShouldContain("31 bytes");

    private static TicketKeyRing RingOf(params TicketKeyOptions[] options) =>
        new(NodeKeys.Open(SignalingHost.NewDataPath()), Options.Create(new RelaySettings { TicketKeys = options }));

    private static Dictionary<string, object> Claims(string issuer) => new()
    {
        ["iss"] = issuer,
        ["aud"] = "session-relay",
        ["sid"] = "s1",
        ["sub"] = "p1",
        ["name"] = "Client",
        ["role"] = "guest",
        ["jti"] = "jti-1",
    };

    private string Sign(string kid, string algorithm, Dictionary<string, object> claims) =>
        SignBy(algorithm == "ES256" ? new ECDsaSecurityKey(curve) { KeyId = kid } : new SymmetricSecurityKey(SignalingHost.IssuerSecret) { KeyId = kid }, algorithm, claims);

    private static string SignBy(SecurityKey key, string algorithm, Dictionary<string, object> claims) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            new SecurityTokenDescriptor { Claims = claims, SigningCredentials = new SigningCredentials(key, algorithm) });
}

using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using SessionRelay.Signaling.Hosting;
using SessionRelay.Signaling.Sessions;

namespace SessionRelay.Signaling.Tests.Sessions;

/// <summary>What people are given for the TURN server: coturn's <c>use-auth-secret</c>, for a time, and nothing of who they are.</summary>
public sealed class TurnCredentialsTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    [Fact]
    public void The_password_is_the_hmac_of_the_user_name_which_is_an_end_and_chance()
    {
        var server = Source(ttl: 60).For(Now, sessionEnd: Now.AddMinutes(5)).ShouldHaveSingleItem();

        server.Urls.ShouldBe(["turns:turn.practice.example:443?transport=tcp"]);
        server.Username.ShouldMatch("^1800003600:[0-9a-f]{16}$");
        server.Credential.ShouldBe(Convert.ToBase64String(HMACSHA1.HashData("hush"u8, Encoding.UTF8.GetBytes(server.Username))));
    }

    [Fact]
    public void They_hold_until_the_session_can_be_over() =>
        Source(ttl: 1).For(Now, sessionEnd: Now.AddMinutes(95)).ShouldHaveSingleItem().Username.ShouldStartWith("1800005700:");

    [Fact]
    public void No_two_people_get_the_same()
    {
        var source = Source(ttl: 60);
        Enumerable.Range(0, 50).Select(_ => source.For(Now, Now)[0].Username).Distinct().Count().ShouldBe(50);
    }

    [Fact]
    public void Without_a_server_there_are_none() =>
        new IceServerSource(Options.Create(new RelaySettings())).For(Now, Now).ShouldBeEmpty();

    [Theory]
    [InlineData("turns:turn.practice.example:443?transport=tcp", "turn.practice.example")]
    [InlineData("turn:turn.practice.example", "turn.practice.example")]
    [InlineData("turn:203.0.113.7:3478", "203.0.113.7")]
    [InlineData("turns:[2001:db8::7]:443?transport=tcp", "2001:db8::7")]
    [InlineData("turn:", "")]
    [InlineData("", "")]
    public void The_server_is_the_host_of_its_url(string url, string host) => TurnAddresses.HostOf(url).ShouldBe(host);

    [Fact]
    public async Task What_the_server_sends_on_is_known_by_its_addresses_which_are_asked_for_again()
    {
        var (answers, asked) = (new Queue<IPAddress[]>([[IPAddress.Parse("203.0.113.7")], [IPAddress.Parse("203.0.113.8")]]), 0);
        var addresses = new TurnAddresses(["turn:turn.practice.example", "turns:turn.practice.example:443", "turn:[2001:db8::7]"], _ =>
        {
            asked++;
            return answers.TryDequeue(out var answer) ? Task.FromResult(answer) : Task.FromException<IPAddress[]>(new SocketException((int)SocketError.TryAgain));
        });
        addresses.Has(IPAddress.Parse("203.0.113.7")).ShouldBeFalse();

        await addresses.RefreshAsync(Now);
        await addresses.RefreshAsync(Now.AddMinutes(1));
        asked.ShouldBe(1);
        new[] { "203.0.113.7", "2001:db8::7" }.ShouldAllBe(address => addresses.Has(IPAddress.Parse(address)));
        addresses.Has(IPAddress.Parse("203.0.113.9")).ShouldBeFalse();
        addresses.Has(null).ShouldBeFalse();

        await addresses.RefreshAsync(Now.AddMinutes(6));
        addresses.Has(IPAddress.Parse("203.0.113.7")).ShouldBeFalse();
        await addresses.RefreshAsync(Now.AddMinutes(12)); // no answer
        addresses.Has(IPAddress.Parse("203.0.113.8")).ShouldBeTrue();
    }

    private static IceServerSource Source(int ttl) => new(Options.Create(new RelaySettings
    {
        Turn = new TurnOptions { Urls = ["turns:turn.practice.example:443?transport=tcp"], Secret = "hush", TtlMinutes = ttl },
    }));
}

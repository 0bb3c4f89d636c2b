using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using SessionRelay.Signaling.Tests.Hosts;

namespace SessionRelay.Signaling.Tests.Node;

/// <summary>
/// Whose <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> are believed: limits of tries, the record of a signature and secure cookies rest on them.
/// A real node over HTTP; what differs is the address it is told its peer has.
/// </summary>
public sealed class ForwardedHeadersTests : IAsyncLifetime
{
    private const string Client = "203.0.113.7";

    private readonly string dataPath = SignalingHost.NewDataPath();
    private WebApplication? app;
    private IPAddress? peer;

    public async ValueTask InitializeAsync()
    {
        var builder = WholeNode.NewBuilder(dataPath);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Node:KnownProxies:0"] = "198.51.100.4",
            ["Node:KnownProxies:1"] = "192.0.2.0/28",
        });
        builder.AddRelayNode(isDemo: false);
        app = builder.Build();
        app.Use((context, next) =>
        {
            if (peer is not null) context.Connection.RemoteIpAddress = peer;
            return next(context);
        });
        app.UseRelayNode();
        app.MapGet("/seen", (HttpContext context) => $"{context.Request.Scheme} {context.Connection.RemoteIpAddress}");
        await app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (app is not null) await app.DisposeAsync();
        Directory.Delete(dataPath, recursive: true);
    }

    [Fact]
    public async Task A_proxy_on_the_machine_itself_is_believed() => (await SeenAsync(Client, "https")).ShouldBe($"https {Client}");

    [Theory]
    [InlineData("198.51.100.4")]
    [InlineData("192.0.2.15")]
    [InlineData("::ffff:192.0.2.1")] // as a socket for both families tells it
    public async Task A_proxy_that_is_named_is_believed_as_an_address_and_as_a_network(string proxy)
    {
        peer = IPAddress.Parse(proxy);
        (await SeenAsync(Client, "https")).ShouldBe($"https {Client}");
    }

    [Theory]
    [InlineData("198.51.100.5")]
    [InlineData("192.0.2.16")]
    [InlineData("2001:db8::1")]
    public async Task Nobody_else_is(string stranger)
    {
        peer = IPAddress.Parse(stranger);
        (await SeenAsync(Client, "https")).ShouldBe($"http {stranger}");
    }

    [Fact]
    public async Task Only_the_proxys_own_word_counts_not_what_its_client_had_written_before_it() =>
        (await SeenAsync($"127.0.0.1, {Client}", "http, https")).ShouldBe($"https {Client}");

    [Theory]
    [InlineData("not an address")]
    [InlineData("")]
    [InlineData("203.0.113.7.9")]
    public async Task What_is_no_address_changes_nothing_and_breaks_nothing(string forwardedFor) => (await SeenAsync(forwardedFor, "https")).ShouldEndWith(" 127.0.0.1");

    private async Task<string> SeenAsync(string forwardedFor, string proto)
    {
        using var http = new HttpClient { BaseAddress = new Uri(app!.Urls.First()) };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/seen");
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", forwardedFor);
        request.Headers.TryAddWithoutValidation("X-Forwarded-Proto", proto);
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}

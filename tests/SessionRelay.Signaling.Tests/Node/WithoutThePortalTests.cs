using System.Net;

namespace SessionRelay.Signaling.Tests.Node;

/// <summary>A node that has the relay's role alone: no page but the room, and whoever opens another is told in words.</summary>
public sealed class WithoutThePortalTests(WholeNode node) : IClassFixture<WholeNode>
{
    [Theory]
    [InlineData("/")]
    [InlineData("/room/nobody-s-room")]
    [InlineData("/nowhere")]
    public async Task An_address_without_a_page_says_so_in_words(string address)
    {
        using var answer = await node.Http.GetAsync(address, TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/plain");
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldStartWith("There is no such page.");
    }

    [Fact]
    public async Task The_room_page_is_there() => (await node.Http.GetStringAsync("/room", TestContext.Current.CancellationToken)).ShouldContain("<!doctype html", Case.Insensitive);
}

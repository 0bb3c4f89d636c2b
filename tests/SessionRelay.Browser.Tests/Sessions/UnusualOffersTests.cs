using SessionRelay.Browser.Tests.Room;

namespace SessionRelay.Browser.Tests.Sessions;

/// <summary>Offers whose numbers are none that a browser chooses by itself: the relay echoes each client's own.</summary>
[Collection(LoopbackTests.Name)]
public sealed class UnusualOffersTests(LoopbackRig rig)
{
    /// <summary>Moves every dynamic payload type but 63: 96 to 123 become 35 to 62, 124 to 127 become 96 to 99, and 35 to 62 become 100 to 127. Those that RED carries move along.</summary>
    private const string Renumber =
        """
        const create = RTCPeerConnection.prototype.createOffer;
        const other = (number) => { const n = Number(number); return n < 35 || n === 63 ? n : n < 63 ? n + 65 : n < 124 ? n - 61 : n - 28; };
        RTCPeerConnection.prototype.createOffer = async function (...options) {
          const { type, sdp } = await create.apply(this, options);
          return { type, sdp: sdp
            .replace(/^(m=(?:audio|video) \d+ \S+)([ \d]+)/gm, (_, start, numbers) => start + numbers.replace(/\d+/g, other))
            .replace(/^(a=(?:rtpmap|fmtp|rtcp-fb):)(\d+)/gm, (_, start, number) => start + other(number))
            .replace(/(apt=)(\d+)/g, (_, start, number) => start + other(number))
            .replace(/^(a=fmtp:\d+ )(\d+)\/(\d+)/gm, (_, start, one, two) => `${start}${other(one)}/${other(two)}`) };
        };
        """;

    [Fact]
    public async Task Exotic_payload_types_decode()
    {
        var (portal, chromium) = (await rig.PortalAsync(), await rig.ChromiumAsync());
        var session = await portal.Api.CreateSessionAsync(new { waitingRoom = false });
        await using var host = await RoomPage.JoinAsync(chromium, await session.InviteAsync("Theo", "host"));
        await host.InRoomAsync();
        await using var guest = await RoomPage.JoinAsync(chromium, await session.InviteAsync("Gina", "guest"), script: Renumber);
        await guest.InRoomAsync();
        await Task.WhenAll(host.SeesAndHearsAsync(guest), guest.SeesAndHearsAsync(host));

        (await UsedAsync(host, "video/VP8")).ShouldNotContain(35);
        (await UsedAsync(guest, "video/VP8")).ShouldBe([35], "the browser's usual 96");
        (await UsedAsync(guest, "audio/opus")).ShouldBe([50], "the browser's usual 111");
    }

    private static async Task<IEnumerable<int>> UsedAsync(RoomPage page, string codec) =>
        (await page.StatsAsync("codec")).Where(entry => entry!["mimeType"]!.GetValue<string>() == codec).Select(entry => entry!["payloadType"]!.GetValue<int>()).Distinct();
}

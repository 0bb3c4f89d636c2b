using System.Reflection;
using System.Text.Json.Nodes;
using SessionRelay.Browser.Tests.Browsers;
using SessionRelay.Browser.Tests.Product;

namespace SessionRelay.Browser.Tests.Room;

/// <summary>One person at the room page. Its methods are what the person does and sees; controls are found by their accessible names.</summary>
internal sealed class RoomPage(ITab tab, Invitation who) : IAsyncDisposable
{
    /// <summary>What reads a page's statistics; runs in a tab before any page's own script.</summary>
    public static readonly string Probe = ReadProbe();

    public ITab Tab => tab;

    public string Id => who.Id;

    public string Name => who.Name;

    /// <summary>Opens the person's link in a tab of their own.</summary>
    public static async Task<RoomPage> OpenAsync(IBrowser browser, Invitation who, TabLook? look = null, string script = "")
    {
        var tab = await browser.TabAsync(Probe + script, look);
        await tab.OpenAsync(who.Link);
        return new RoomPage(tab, who);
    }

    /// <summary>Opens the link and presses Join.</summary>
    public static async Task<RoomPage> JoinAsync(IBrowser browser, Invitation who, TabLook? look = null, string script = "")
    {
        var page = await OpenAsync(browser, who, look, script);
        await page.Tab.PressAsync("Join");
        return page;
    }

    public Task InWaitingRoomAsync() => ViewAsync("waiting");

    public Task InRoomAsync() => ViewAsync("room");

    /// <summary>Waits for a page by its name: prejoin, waiting, room, end.</summary>
    public Task ViewAsync(string view) => tab.UntilAsync<string>($"{Name} sees the page “{view}”", "document.body.dataset.view + ' · ' + document.querySelector('h1')?.textContent", seen => seen.StartsWith(view + " "));

    public Task AdmitAsync(RoomPage guest) => tab.PressAsync("Admit " + guest.Name);

    public Task<string?> StateAsync(string participantId) => tab.EvaluateAsync<string?>($"probe.state('{participantId}')");

    public Task SeesStateAsync(RoomPage other, string state) =>
        tab.UntilAsync<string?>($"{Name} sees {other.Name} as {state}", $"probe.state('{other.Id}')", seen => seen == state);

    public Task<Received> ReceivedAsync(RoomPage other) => tab.EvaluateAsync<Received>($"probe.camera('{other.Id}')");

    public Task<Received> SeesAsync(RoomPage other, string what, Func<Received, bool> fits, TimeSpan? within = null) =>
        tab.UntilAsync($"{Name}: {what} of {other.Name}", $"probe.camera('{other.Id}')", fits, within);

    public Task<Received> SeesScreenAsync(RoomPage other, string what, Func<Received, bool> fits) =>
        tab.UntilAsync($"{Name}: {what} of {other.Name}'s screen", $"probe.screen('{other.Id}')", fits);

    /// <summary>So many more decoded frames of this person from now on, and sound that is no silence.</summary>
    public async Task SeesAndHearsAsync(RoomPage other, int frames = 100)
    {
        var before = await ReceivedAsync(other);
        await SeesAsync(other, $"{frames} frames and sound", now =>
        {
            if (now.Frames < before.Frames || now.AudioSeconds < before.AudioSeconds) before = now; // another peer connection, which counts anew
            return now.Frames > before.Frames + frames && now.AudioEnergy > before.AudioEnergy + 0.0001 && now.AudioSeconds > 1;
        });
    }

    /// <summary>The same of somebody whose id only the room knows: their tile is found by their name.</summary>
    public async Task SeesAndHearsByNameAsync(RoomPage other, int frames = 100)
    {
        var id = await tab.UntilAsync<string?>(
            $"{Name} has {other.Name} on the stage",
            $"[...document.querySelectorAll('[data-participant]')].find(tile => tile.textContent.includes('{other.Name}'))?.dataset.participant ?? null", found => found is not null);
        await SeesAndHearsAsync(new RoomPage(other.Tab, new Invitation(id!, other.Name, "", "")), frames);
    }

    public async Task SayAsync(string words)
    {
        if (!await tab.EvaluateAsync<bool>("probe.button('Send')")) await tab.PressAsync("Chat");
        await tab.TypeAsync("Message", words);
        await tab.PressAsync("Send");
    }

    public async Task ReadsAsync(string words)
    {
        if (!await tab.EvaluateAsync<bool>("probe.button('Send')")) await tab.PressAsync("Chat");
        await tab.UntilAsync<string>($"{Name} reads “{words}”", "document.body.innerText", text => text.Contains(words));
    }

    public Task<JsonArray> StatsAsync(string type) => tab.EvaluateAsync<JsonArray>($"probe.all('{type}')");

    public ValueTask DisposeAsync() => tab.DisposeAsync();

    private static string ReadProbe()
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("probe.js")!);
        return reader.ReadToEnd();
    }
}

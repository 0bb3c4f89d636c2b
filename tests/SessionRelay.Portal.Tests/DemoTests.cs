using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace SessionRelay.Portal.Tests;

/// <summary><c>--demo</c>: one command, three lines that programs read, and nothing left behind.</summary>
public sealed class DemoTests
{
    private static readonly TimeSpan CleanEnd = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Prints_a_link_for_each_person_and_a_key_that_the_API_takes()
    {
        await using var demo = PortalProcess.Start("--demo", "--urls=http://127.0.0.1:0", "--Relay:UdpPort=0");

        var key = Value(await demo.LineAsync(line => line.StartsWith("api-key: ")));
        var host = Value(await demo.LineAsync(line => line.StartsWith("host: ")));
        var guest = Value(await demo.LineAsync(line => line.StartsWith("guest: ")));

        host.ShouldMatch("^http://127\\.0\\.0\\.1:[0-9]+/room#ticket=[\\w.-]+$");
        guest.ShouldMatch("^http://127\\.0\\.0\\.1:[0-9]+/room#ticket=[\\w.-]+$");
        guest.ShouldNotBe(host);
        Claim(host, "role").ShouldBe("host");
        Claim(guest, "role").ShouldBe("guest");
        Claim(guest, "sid").ShouldBe(Claim(host, "sid"));

        using var http = new HttpClient { BaseAddress = new Uri(host) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var session = JsonDocument.Parse(await http.GetStringAsync("/api/v1/sessions/" + Claim(host, "sid")));
        var starts = session.RootElement.GetProperty("startsAt").GetDateTimeOffset();
        var ends = session.RootElement.GetProperty("endsAt").GetDateTimeOffset();
        (ends - starts).ShouldBe(TimeSpan.FromHours(2));
        starts.ShouldBe(TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(2));
        session.RootElement.GetProperty("state").GetString().ShouldBe("open");

        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key + "x");
        (await http.GetAsync("/api/v1/sessions/" + Claim(host, "sid"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await http.GetStringAsync("/relay/info.json")).ShouldContain("\"demo\":true");
    }

    [Fact]
    public async Task Its_links_stay_in_sight_while_somebody_looks_around()
    {
        await using var demo = PortalProcess.Start("--demo", "--urls=http://127.0.0.1:0", "--Relay:UdpPort=0");
        await demo.LineAsync(line => line.StartsWith("api-key: "));
        foreach (var role in new[] { "owner", "therapist", "intake", "client" })
        {
            using var http = new HttpClient();
            (await http.GetStringAsync(Value(await demo.LineAsync(line => line.StartsWith(role + ": "))))).ShouldContain("Sign in");
        }

        demo.PressCtrlC();

        (await demo.ExitCodeAsync(CleanEnd)).ShouldBe(0);
        demo.Output.ShouldNotContain("{RequestMethod} {Route} answered"); // one for each page that was shown
    }

    [Theory]
    [InlineData("owner", "/owner")]
    [InlineData("therapist", "/therapist/today")]
    [InlineData("intake", "/intake")] // who has clients of their own as well
    [InlineData("client", "/client")]
    public async Task Each_link_leads_to_what_its_role_works_with(string role, string place)
    {
        await using var demo = PortalProcess.Start("--demo", "--urls=http://127.0.0.1:0", "--Relay:UdpPort=0");
        var link = Value(await demo.LineAsync(line => line.StartsWith(role + ": ")));
        using var http = new HttpClient();
        var page = await http.GetStringAsync(link);
        var token = page.Split("name=\"__RequestVerificationToken\"")[1].Split("value=\"")[1].Split('"')[0];
        using var entered = await http.PostAsync(link, new FormUrlEncodedContent([KeyValuePair.Create("__RequestVerificationToken", token)]));
        entered.RequestMessage!.RequestUri!.AbsolutePath.ShouldBe(place, StringCompareShould.IgnoreCase);
    }

    [Fact]
    public async Task Ends_cleanly_within_five_seconds_of_Ctrl_C_and_removes_its_data()
    {
        using var temporary = new TestFolder();
        await using var demo = PortalProcess.Start(
            new Dictionary<string, string> { ["TMPDIR"] = temporary.Path }, "--demo", "--urls=http://127.0.0.1:0", "--Relay:UdpPort=0");
        await demo.LineAsync(line => line.StartsWith("api-key: "));
        Directory.GetDirectories(temporary.Path, "sessionrelay-demo-*").Length.ShouldBe(1);

        demo.PressCtrlC();

        (await demo.ExitCodeAsync(CleanEnd)).ShouldBe(0);
        demo.Errors.ShouldBeEmpty();
        Directory.GetDirectories(temporary.Path, "sessionrelay-demo-*").ShouldBeEmpty();
    }

    [Fact]
    public async Task Ends_on_SIGINT_although_the_shell_that_started_it_ignores_that()
    {
        await using var demo = PortalProcess.StartScript(
            "/bin/sh", new Dictionary<string, string> { ["WHAT"] = Path.Combine(AppContext.BaseDirectory, "SessionRelay.Portal.dll") },
            "-c", "trap '' INT; exec dotnet \"$WHAT\" --demo --urls=http://127.0.0.1:0 --Relay:UdpPort=0");
        await demo.LineAsync(line => line.StartsWith("api-key: "));

        demo.PressCtrlC();

        (await demo.ExitCodeAsync(CleanEnd)).ShouldBe(0);
    }

    [Fact]
    public async Task Two_demos_run_side_by_side()
    {
        await using var one = PortalProcess.Start("--demo", "--urls=http://127.0.0.1:0", "--Relay:UdpPort=0");
        await using var two = PortalProcess.Start("--demo", "--urls=http://127.0.0.1:0", "--Relay:UdpPort=0");

        await one.LineAsync(line => line.StartsWith("host: "));
        await two.LineAsync(line => line.StartsWith("host: "));
    }

    [Fact]
    public async Task Refuses_a_production_database_server()
    {
        await using var demo = PortalProcess.Start("--demo", "--Data:Postgres=Host=db.practice.example;Password=hush");

        (await demo.ExitCodeAsync()).ShouldBe(6);
        demo.Errors.ShouldContain("a demo never touches a production database");
        demo.Errors.ShouldNotContain("hush");
    }

    [Fact]
    public async Task Refuses_a_folder_with_the_data_of_a_practice_and_leaves_it_as_it_is()
    {
        using var folder = new TestFolder();
        folder.File("sessions.db", "a practice's");

        await using var demo = PortalProcess.Start("--demo", "--urls=http://127.0.0.1:0", "--Relay:UdpPort=0", "--Data:Path=" + folder.Path);

        (await demo.ExitCodeAsync()).ShouldBe(6);
        demo.Errors.ShouldContain("a demo never touches it");
        Directory.GetFileSystemEntries(folder.Path).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_practice_does_not_start_on_the_data_of_a_demo()
    {
        using var folder = new TestFolder();
        await using (var demo = PortalProcess.Start("--demo", "--urls=http://127.0.0.1:0", "--Relay:UdpPort=0", "--Data:Path=" + folder.Path))
        {
            await demo.LineAsync(line => line.StartsWith("api-key: "));
            demo.PressCtrlC();
            await demo.ExitCodeAsync(CleanEnd);
        }

        await using var portal = PortalProcess.Start("--urls=http://127.0.0.1:0", "--Relay:UdpPort=0", "--Data:Path=" + folder.Path);

        (await portal.ExitCodeAsync()).ShouldBe(6);
        portal.Errors.ShouldContain("holds the data of a demo");
    }

    internal static string Value(string line) => line[(line.IndexOf(' ') + 1)..];

    private static string? Claim(string link, string name)
    {
        var payload = link[(link.IndexOf("#ticket=") + 8)..].Split('.')[1];
        using var claims = JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(payload));
        return claims.RootElement.GetProperty(name).GetString();
    }
}

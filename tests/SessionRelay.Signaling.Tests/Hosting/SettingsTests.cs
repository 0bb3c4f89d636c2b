using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using SessionRelay.Signaling.Hosting;

namespace SessionRelay.Signaling.Tests.Hosting;

/// <summary>A node starts only with settings that it can use, each read as its last source gives it.</summary>
public sealed class SettingsTests
{
    private static readonly string Secret32 = Convert.ToBase64String(new byte[32]);

    [Fact]
    public void Nothing_set_gives_the_documented_defaults()
    {
        var settings = Read("{}");

        settings.Urls.ShouldBe(["http://127.0.0.1:5080"]);
        settings.Relay.UdpPort.ShouldBe(40000);
        settings.Relay.PublicAddress.ShouldBeEmpty();
        settings.Data.Path.ShouldBe("./data");
        settings.HasPortal.ShouldBeTrue();
    }

    [Theory]
    [InlineData("""{ "Relay": { "PublicAddress": ["203.0.113.7", "2001:db8::7"] } }""")]
    [InlineData("""{ "Relay": { "PublicAddress": "203.0.113.7, 2001:db8::7" } }""")]
    [InlineData("""{ "relay": { "publicaddress": "203.0.113.7,2001:db8::7" } }""")]
    public void A_list_is_entries_or_one_text_with_commas(string json) =>
        Read(json).Relay.PublicAddress.ShouldBe(["203.0.113.7", "2001:db8::7"]);

    [Fact]
    public void A_shorter_list_replaces_a_longer_one_of_the_file()
    {
        var settings = Read(
            """{ "Relay": { "PublicAddress": ["203.0.113.7", "203.0.113.8"] } }""", ("Relay:PublicAddress", "198.51.100.1"));

        settings.Relay.PublicAddress.ShouldBe(["198.51.100.1"]);
    }

    [Theory]
    [InlineData("+1 503 555 0100", true)]
    [InlineData("(503) 555-0100", true)]
    [InlineData("call us", false)]
    [InlineData("503+5550100", false)]
    [InlineData("12", false)]
    [InlineData("1234567890123456", false)]
    public void The_practice_s_number_is_one_that_can_be_dialled(string number, bool fits)
    {
        if (fits) Read("{}", ("Phone:PracticeNumber", number)).Phone.PracticeNumber.ShouldBe(number);
        else Refusal("{}", ("Phone:PracticeNumber", number)).ShouldContain("a phone number");
    }

    [Fact]
    public void A_trunk_is_read_as_the_line_is_started_with_it()
    {
        var settings = Read("""
            { "Phone": {
              "Trunk": { "Server": "pbx.practice.example:5071", "Transport": "tls", "User": "relay", "Password": "hush", "CallerId": "+442079460000", "Register": true },
              "Srtp": "required", "Countries": "gb, ie", "RtpPorts": "20000-20199" } }
            """).Phone;

        settings.Countries.ShouldBe(["GB", "IE"]);
        settings.AsLine().ShouldBe(new PhoneLineOptions
        {
            Server = "pbx.practice.example:5071",
            Transport = PhoneTransport.Tls,
            User = "relay",
            Password = "hush",
            CallerId = "+442079460000",
            Register = true,
            RequiresSrtp = true,
            RtpPorts = new PortRange(20_000, 20_199),
        });
        Read("{}", ("Phone:Trunk:Server", "192.168.178.1")).Phone.AsLine().ShouldBe(new PhoneLineOptions { Server = "192.168.178.1" });
        Read("{}").Phone.HasTrunk.ShouldBeFalse();
        Read("{}", ("Phone:Trunk:Server", ""), ("Phone:Trunk:Register", ""), ("Phone:Srtp", "")).Phone.HasTrunk.ShouldBeFalse();
    }

    [Theory]
    [InlineData("sip.provider.example", true)]
    [InlineData("192.0.2.7:5061", true)]
    [InlineData("[2001:db8::7]:5060", true)]
    [InlineData("sip:provider.example", false)]
    [InlineData("user@provider.example", false)]
    [InlineData("provider.example/path", false)]
    [InlineData("provider example", false)]
    [InlineData("provider.example:70000", false)]
    public void A_trunk_s_server_is_a_host(string server, bool fits)
    {
        if (fits) Read("{}", ("Phone:Trunk:Server", server)).Phone.HasTrunk.ShouldBeTrue();
        else Refusal("{}", ("Phone:Trunk:Server", server)).ShouldContain("Phone:Trunk:Server can't be used: a host");
    }

    [Theory]
    [InlineData("Phone:Trunk:User", "relay", "set without Phone:Trunk:Server")]
    [InlineData("Phone:Srtp", "required", "there is no Phone:Trunk:Server")]
    [InlineData("Phone:Srtp", "required", "set Phone:Trunk:Transport to tls", "Phone:Trunk:Server=a.example", "Phone:Trunk:Transport=tcp")]
    [InlineData("Phone:Srtp", "always", "one of off, required")]
    [InlineData("Phone:RtpPorts", "20000", "two ports, the lower first")]
    [InlineData("Phone:RtpPorts", "20199-20000", "two ports, the lower first")]
    [InlineData("Phone:RtpPorts", "20001-20001", "two ports, the lower first")]
    [InlineData("Phone:RtpPorts", "0-65536", "two ports, the lower first")]
    [InlineData("Phone:Trunk:Password", "hush", "Phone:Trunk:Password is set without Phone:Trunk:User", "Phone:Trunk:Server=a.example")]
    [InlineData("Phone:Trunk:Register", "true", "Phone:Trunk:Register is true without Phone:Trunk:User", "Phone:Trunk:Server=a.example")]
    [InlineData("Phone:Trunk:User", "hush@a.example", "Phone:Trunk:User can't be used", "Phone:Trunk:Server=a.example")]
    [InlineData("Phone:Trunk:Transport", "sctp", "one of udp, tcp, tls")]
    [InlineData("Phone:Countries", "US,Narnia", "\"Narnia\", but two letters of a country")]
    [InlineData("Phone:Trunk:Server", "a.example", "not which countries may be called", "Node:Roles=relay", "Phone:PracticeNumber=(503) 555-0100")]
    [InlineData("Phone:Trunk:Server", "a.example", "not which countries may be called", "Node:Roles=relay")]
    public void A_phone_that_could_not_work_or_would_not_be_safe_is_refused(string key, string value, string reason, params string[] beside)
    {
        var refusal = Refusal("{}", [(key, value), .. beside.Select(its => (its.Split('=')[0], its.Split('=')[1]))]);
        refusal.ShouldContain(reason);
        refusal.ShouldNotContain("hush");
    }

    [Fact]
    public void A_practice_s_number_with_its_country_says_who_may_be_called() =>
        Read("{}", ("Phone:Trunk:Server", "a.example"), ("Node:Roles", "relay"), ("Phone:PracticeNumber", "+1 503 555 0100")).Phone.HasTrunk.ShouldBeTrue();

    [Fact]
    public void Twelve_entries_keep_their_order() =>
        Read($$"""{ "Relay": { "PublicAddress": [{{string.Join(',', Enumerable.Range(0, 12).Select(i => $"\"10.0.0.{i}\""))}}] } }""")
            .Relay.PublicAddress.ShouldBe(Enumerable.Range(0, 12).Select(i => $"10.0.0.{i}"));

    [Fact]
    public void Keys_for_tickets_and_the_API_are_read_with_their_scopes()
    {
        var settings = Read($$"""
            { "Relay": {
              "TicketKeys": [{ "Kid": "k1", "Issuer": "practice", "Secret": "{{Secret32}}" }],
              "ApiKeys": [{ "Name": "booking", "Sha256": "{{new string('a', 64)}}", "Scopes": "sessions, tickets" }] } }
            """);

        settings.Relay.TicketKeys.ShouldHaveSingleItem().Algorithm.ShouldBe("HS256");
        settings.Relay.ApiKeys.ShouldHaveSingleItem().Scopes.ShouldBe(["sessions", "tickets"]);
    }

    [Fact]
    public void Entries_with_numbers_left_out_keep_what_is_theirs()
    {
        var settings = Read("{}", [.. KeyAt(0, "sessions"), .. KeyAt(2, "tickets"), .. KeyAt(10, "nodes")]);

        settings.Relay.ApiKeys.Select(key => (key.Name, key.Scopes.ShouldHaveSingleItem())).ShouldBe([("holder 0", "sessions"), ("holder 2", "tickets"), ("holder 10", "nodes")]);
    }

    [Fact]
    public void What_is_wrong_with_an_entry_is_said_of_its_own_number() =>
        Refusal("{}", [.. KeyAt(0, "sessions"), .. KeyAt(2, "")]).ShouldContain("Relay:ApiKeys:2:Scopes is missing");

    [Theory]
    [InlineData("Relay:TicketKeys:0:Issuer", "TicketKeys:0:Issuer is missing")]
    [InlineData("Relay:TicketKeys:0:Kid", "TicketKeys:0:Kid is missing")]
    [InlineData("Relay:TicketKeys:0:Secret", "TicketKeys:0:Secret is missing")]
    [InlineData("Relay:ApiKeys:0:Name", "ApiKeys:0:Name is missing")]
    [InlineData("Relay:ApiKeys:0:Sha256", "ApiKeys:0:Sha256 is missing")]
    [InlineData("Relay:ApiKeys:0:Scopes", "ApiKeys:0:Scopes is missing")]
    public void A_key_without_one_of_its_parts_is_refused(string missing, string reason)
    {
        var whole = new List<(string, string)>
        {
            ("Relay:TicketKeys:0:Kid", "k1"), ("Relay:TicketKeys:0:Issuer", "practice"), ("Relay:TicketKeys:0:Secret", Secret32),
            ("Relay:ApiKeys:0:Name", "booking"), ("Relay:ApiKeys:0:Sha256", new string('a', 64)), ("Relay:ApiKeys:0:Scopes", "sessions"),
        };
        Read("{}", [.. whole]);

        Refusal("{}", [.. whole.Where(setting => setting.Item1 != missing)]).ShouldContain(reason);
    }

    [Fact]
    public void A_secret_that_is_too_short_is_refused_and_not_repeated()
    {
        var refusal = Refusal("{}", ("Relay:TicketKeys:0:Secret", "aHVzaA=="));

        refusal.ShouldContain("Relay:TicketKeys:0:Secret can't be used: at least 32 bytes in base64");
        refusal.ShouldNotContain("aHVzaA");
    }

    [Fact]
    public void Receivers_of_events_are_read_with_what_they_want()
    {
        var settings = Read("""
            { "Webhooks": [
              { "Url": "https://booking.practice.example/hooks?token=1", "Secret": "sixteen letters!" },
              { "Url": "http://127.0.0.1:9000/", "Secret": "another sixteen!", "Events": ["session.ended"] }] }
            """, ("Webhooks:1:Events", "session.ended, participant.left"));

        settings.Webhooks.Receivers.Count.ShouldBe(2);
        settings.Webhooks.Receivers[0].Wants("participant.joined").ShouldBeTrue();
        settings.Webhooks.Receivers[1].Events.ShouldBe(["session.ended", "participant.left"]);
    }

    [Theory]
    [InlineData("Url", "hooks", "Webhooks:0:Url can't be used: an address like https://")]
    [InlineData("Url", "ftp://hush.example/", "Webhooks:0:Url can't be used: an address like https://")]
    [InlineData("Url", "http://hush.example/", "Webhooks:0:Url can't be used: an address like https://")]
    [InlineData("Url", "http://192.168.0.7/hush", "Webhooks:0:Url can't be used: an address like https://")]
    [InlineData("Url", "https://hush:hush@x.example/", "Webhooks:0:Url can't be used: an address like https://")]
    [InlineData("Url", "", "Webhooks:0:Url is missing")]
    [InlineData("Secret", "hush", "Webhooks:0:Secret can't be used: a text of at least 16 characters")]
    [InlineData("Secret", "", "Webhooks:0:Secret is missing")]
    [InlineData("Events", "session.begun", "one of session.started, session.extended, session.ended, participant.joined")]
    [InlineData("Events", "phone.rung", "but one of session.started")]
    [InlineData("Event", "session.ended", "Did you mean Webhooks:0:Events?")]
    public void A_receiver_of_events_that_cannot_be_used_is_refused_and_not_repeated(string key, string value, string reason)
    {
        var whole = new Dictionary<string, string> { ["Url"] = "https://x.example/", ["Secret"] = "sixteen letters!" };
        whole[key] = value;
        var refusal = Refusal("{}", [.. whole.Select(part => ("Webhooks:0:" + part.Key, part.Value))]);
        refusal.ShouldContain(reason);
        refusal.ShouldNotContain("hush");
    }

    [Fact]
    public void A_receiver_of_events_is_named_once() => Refusal("""
        { "Webhooks": [
          { "Url": "https://x.example/", "Secret": "sixteen letters!" },
          { "Url": "https://x.example/", "Secret": "another sixteen!" }] }
        """).ShouldContain("Webhooks:0:Url is used twice");

    [Fact]
    public void A_public_key_on_another_curve_is_refused()
    {
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var p256 = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        (string, string)[] With(ECDsa key) =>
        [
            ("Relay:TicketKeys:0:Kid", "k1"), ("Relay:TicketKeys:0:Issuer", "practice"), ("Relay:TicketKeys:0:Algorithm", "ES256"),
            ("Relay:TicketKeys:0:PublicKeyPem", key.ExportSubjectPublicKeyInfoPem()),
        ];

        Read("{}", With(p256)).Relay.TicketKeys.ShouldHaveSingleItem();
        Refusal("{}", With(p384)).ShouldContain("P-256");
    }

    [Theory]
    [InlineData("Node:ManagmentUrl", "Node:ManagementUrl")]
    [InlineData("Node:UdpPort", "Relay:UdpPort")]
    [InlineData("Relay:ApiKeys:0:Scope", "Relay:ApiKeys:0:Scopes")]
    [InlineData("Relay:Turn:Url", "Relay:Turn:Urls")]
    [InlineData("Relay:Turm:Urls", "Relay:Turn")]
    [InlineData("Tls:Algorithms", "CertificatePath, KeyPath")] // nothing is near: all are named
    public void An_unknown_key_is_answered_with_the_one_that_is_meant(string key, string meant)
    {
        var refusal = Refusal("{}", (key, "1"));

        refusal.ShouldContain("is not a setting");
        refusal.ShouldContain(meant);
    }

    [Fact]
    public void Every_key_of_a_later_version_is_refused_when_it_is_set()
    {
        var later = SettingsCatalog.All.Where(setting => !setting.IsAvailable).ToList();

        later.Select(setting => setting.Key).ShouldBe(["Cluster:Redis", "Phone:Name"]);
        foreach (var setting in later)
            Refusal("{}", (setting.Key.Replace("*", "0"), "x")).ShouldContain("not available in this version");
    }

    [Fact]
    public void A_variable_that_has_the_name_of_a_section_means_something_else() => Read("{}", ("Mail", "/var/mail/somebody"));

    [Fact]
    public void Empty_values_are_not_set() => Read("""{ "Relay": { "Tcp": null, "PublicAddress": [] }, "Phone": {}, "Webhooks": [], "Cluster": { "Redis": "" } }""");

    [Theory]
    [InlineData("http://*:5080", true)]
    [InlineData("http://+:5080;http://127.0.0.1:5081", true)]
    [InlineData("http://[::1]:5080", true)]
    [InlineData("127.0.0.1:5080", false)]
    [InlineData("http://127.0.0.1:5080/path", false)]
    public void Addresses_to_listen_at_are_those_that_the_web_server_takes(string urls, bool isGood)
    {
        if (isGood) Read("{}", ("urls", urls)).Urls.ShouldNotBeEmpty();
        else Refusal("{}", ("urls", urls)).ShouldContain("--urls");
    }

    [Theory]
    [InlineData("http://0.0.0.0:5080", "http://localhost:5080")]
    [InlineData("http://[::]:5080", "http://localhost:5080")]
    [InlineData("http://*:5080", "http://localhost:5080")]
    [InlineData("https://video.practice.example", "https://video.practice.example")]
    [InlineData("http://127.0.0.1:5080/", "http://127.0.0.1:5080")]
    public void A_link_begins_with_an_address_that_can_be_opened(string url, string link) =>
        ListenAddresses.AsLink(url).ShouldBe(link);

    private static (string Key, string Value)[] KeyAt(int number, string scopes) =>
    [
        ($"Relay:ApiKeys:{number}:Name", $"holder {number}"), ($"Relay:ApiKeys:{number}:Sha256", new string('a', 64)), ($"Relay:ApiKeys:{number}:Scopes", scopes),
    ];

    private static NodeSettings Read(string json, params (string Key, string Value)[] above)
    {
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(json));
        return NodeSettings.Read((IConfigurationRoot)new ConfigurationBuilder()
            .AddJsonStream(file)
            .AddInMemoryCollection(above.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)))
            .Build());
    }

    private static string Refusal(string json, params (string Key, string Value)[] above)
    {
        var message = Should.Throw<SettingsException>(() => Read(json, above)).Message;
        message.ShouldNotContain("\n");
        return message;
    }
}

using SessionRelay.LoadTests.People;
using SessionRelay.Sdp;

namespace SessionRelay.Tests.Sessions;

/// <summary>Numbers are each client's own: what one calls 96 another calls 45, and the same id means different extensions in different m-lines.</summary>
public sealed class PayloadTypesAndExtensionIds
{
    private static readonly SdpPayloadTypes Exotic = new() { Opus = 1, Pcmu = 0, TelephoneEvent = 2, Vp8 = 127, Rtx = 34 };
    private static readonly SdpPayloadTypes Swapped = new() { Opus = 96, Pcmu = 0, TelephoneEvent = 97, Vp8 = 111, Rtx = 126 };
    private static readonly SdpExtensionIds OtherIds = new() { Mid = 1, Rid = 2, RepairedRid = 3, AudioLevel = 10, AbsSendTime = 11, TransportWideCc = 14 };
    private static readonly SdpExtensionIds LongIds = new() { Mid = 200, Rid = 100, RepairedRid = 101, AudioLevel = 30, AbsSendTime = 31, TransportWideCc = 255 };

    public static TheoryData<int, int> Pairs => new() { { 0, 1 }, { 0, 2 }, { 1, 2 }, { 2, 1 }, { 0, 3 }, { 3, 0 }, { 1, 3 } };

    private static PersonSettings Numbered(PersonSettings settings, int numbers) => numbers switch
    {
        1 => settings with { PayloadTypes = Exotic, ExtensionIds = OtherIds },
        2 => settings with { PayloadTypes = Swapped, ExtensionIds = OtherIds with { TransportWideCc = 4, Mid = 3, RepairedRid = 1 } },
        3 => settings with { PayloadTypes = Exotic with { Vp8 = 35, Rtx = 36 }, ExtensionIds = LongIds },
        _ => settings,
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Media_and_retransmissions_arrive_whatever_the_numbers(int first, int second)
    {
        using var relay = new VirtualRelay(seed: 11);
        var host = relay.Join(Numbered(People.WithCamera(0), first));
        var guest = relay.Join(Numbered(People.WithSimulcast(1), second));
        relay.Run(TimeSpan.FromSeconds(3));
        Lose(host);
        Lose(guest);

        relay.Run(TimeSpan.FromSeconds(8));
        host.Person.IsSending = false;
        guest.Person.IsSending = false;
        relay.Run(TimeSpan.FromSeconds(1));

        foreach (var me in new[] { host, guest })
        {
            var video = me.Person.Video[0];
            video.ShownFrames.ShouldBeGreaterThan(300);
            video.OpenFrames.ShouldBeLessThanOrEqualTo(1);
            video.Retransmitted.ShouldBeGreaterThan(3);
            (video.PictureJumps, video.Damaged, video.Skipped).ShouldBe((0, 0, 0));
            me.Person.Audio[0].Packets.ShouldBeGreaterThan(500);
            me.Person.NacksReceived.ShouldBeGreaterThan(3);
            me.Person.Sent.Acknowledged.ShouldBeGreaterThan(700, "the relay's feedback on what was sent");
        }

        relay.Shard.Counters.Drops(DropReason.NoSlot).ShouldBe(0);
        relay.Shard.Counters.Drops(DropReason.Malformed).ShouldBe(0);
    }

    [Fact]
    public void One_extension_id_may_mean_two_extensions_in_two_m_lines()
    {
        using var relay = new VirtualRelay();
        var host = relay.Join(People.WithCamera(0));
        var guest = relay.Add(People.WithSimulcast(1), new(), "guest");
        // In the microphone's m-line 10 is the mid and 4 the transport number; elsewhere 10 is the rid and 4 the mid.
        var sections = guest.Person.Offer().Split("m=audio", 3);
        var microphone = sections[1].Replace("extmap:3 ", "extmap:5 ", StringComparison.Ordinal).Replace("extmap:4 ", "extmap:10 ", StringComparison.Ordinal).Replace("extmap:5 ", "extmap:4 ", StringComparison.Ordinal);
        var camera = microphone.IndexOf("m=video", StringComparison.Ordinal);
        microphone.ShouldContain("extmap:10 urn:ietf:params:rtp-hdrext:sdes:mid");
        microphone = string.Concat(microphone.AsSpan(0, camera), sections[1].AsSpan(sections[1].IndexOf("m=video", StringComparison.Ordinal)));
        relay.Connect(guest, "p1", 0, $"{sections[0]}m=audio{microphone}m=audio{sections[2]}").Refusal.ShouldBeNull();

        relay.Run(TimeSpan.FromSeconds(5));

        host.Person.Audio[0].Packets.ShouldBeGreaterThan(230);
        host.Person.Video[0].Width.ShouldBe(1280);
        host.Person.Video[0].PictureJumps.ShouldBe(0);
        relay.Shard.Counters.Drops(DropReason.NoSlot).ShouldBe(0);
        guest.Person.Sent.Acknowledged.ShouldBeGreaterThan(600);
    }

    [Fact]
    public void Without_transport_cc_a_client_gets_what_it_watches()
    {
        using var relay = new VirtualRelay();
        var plain = relay.Join(People.WithCamera(0) with { ExtensionIds = new SdpExtensionIds { TransportWideCc = 0, AudioLevel = 0, AbsSendTime = 0 } });
        var guest = relay.Join(People.WithCamera(1));
        relay.Run(TimeSpan.FromSeconds(5));
        plain.Person.Video[0].ShownFrames.ShouldBeGreaterThan(130);
        guest.Person.Video[0].ShownFrames.ShouldBeGreaterThan(130);
    }

    private static void Lose(VirtualGuest guest)
    {
        var (up, down) = (0, 0);
        guest.LosesUp = datagram => datagram.Length > 1000 && ++up % 47 == 0;
        guest.LosesDown = datagram => datagram.Length > 1000 && ++down % 53 == 0;
    }
}

using SessionRelay.Dtls;
using SessionRelay.Srtp;

namespace SessionRelay.Tests.Dtls;

public sealed class DtlsHandshakeTests
{
    [Fact]
    public void Two_round_trips_connect_and_give_both_sides_mirrored_gcm_keys()
    {
        using var pair = new DtlsPair();
        pair.Run();

        pair.BothConnected.ShouldBeTrue();
        (pair.Client.ConnectedAt - pair.Client.StartedAt).ShouldBe(4 * DtlsPair.OneWay);
        (pair.Server.ConnectedAt - pair.Server.StartedAt).ShouldBe(2 * DtlsPair.OneWay);
        KeysMirror(pair).ShouldBe(SrtpProfile.AeadAes128Gcm);
    }

    [Fact]
    public void Counter_mode_is_the_fallback_of_a_peer_without_gcm()
    {
        using var pair = new DtlsPair(clientProfiles: [SrtpProfile.AesCm128HmacSha1_80]);
        pair.Run();

        KeysMirror(pair).ShouldBe(SrtpProfile.AesCm128HmacSha1_80);
    }

    [Fact]
    public void The_servers_order_of_profiles_decides()
    {
        using var pair = new DtlsPair(clientProfiles: [SrtpProfile.AesCm128HmacSha1_80, SrtpProfile.AeadAes128Gcm]);
        pair.Run();

        KeysMirror(pair).ShouldBe(SrtpProfile.AeadAes128Gcm);
    }

    [Fact]
    public void Without_a_common_profile_there_are_no_keys()
    {
        using var pair = new DtlsPair([SrtpProfile.AesCm128HmacSha1_80], [SrtpProfile.AeadAes128Gcm]);
        pair.Run();

        pair.Server.State.ShouldBe(DtlsState.Failed);
        pair.Server.Failure.ShouldBe(DtlsFailure.NoSrtpProfile);
        pair.Server.TryGetSrtpKeys(out _).ShouldBeFalse();
        pair.Client.State.ShouldBeOneOf(DtlsState.Failed, DtlsState.Closed);
        pair.Client.TryGetSrtpKeys(out _).ShouldBeFalse();
    }

    [Fact]
    public void Keys_carry_packets_from_one_side_to_the_other()
    {
        using var pair = new DtlsPair();
        pair.Run();
        pair.Client.TryGetSrtpKeys(out var ofClient).ShouldBeTrue();
        pair.Server.TryGetSrtpKeys(out var ofServer).ShouldBeTrue();
        using var sender = ofClient.CreateSender();
        using var receiver = ofServer.CreateReceiver();
        var packet = new byte[60];
        packet[0] = 0x80;
        packet[30] = 99;

        var length = sender.ProtectRtp(packet, 40);

        receiver.UnprotectRtp(packet.AsSpan(0, length), out var plain).ShouldBe(SrtpResult.Ok);
        plain.ShouldBe(40);
        packet[30].ShouldBe((byte)99);
    }

    [Fact]
    public void Each_association_has_keys_of_its_own()
    {
        using var first = new DtlsPair();
        using var second = new DtlsPair();
        first.Run();
        second.Run();
        first.Server.TryGetSrtpKeys(out var one).ShouldBeTrue();
        second.Server.TryGetSrtpKeys(out var two).ShouldBeTrue();

        one.LocalKey.SequenceEqual(two.LocalKey).ShouldBeFalse();
    }

    [Fact]
    public void Close_notify_of_either_side_closes_the_other()
    {
        foreach (var serverCloses in new[] { true, false })
        {
            using var pair = new DtlsPair();
            pair.Run();
            (serverCloses ? pair.Server : pair.Client).Close(pair.Now);
            pair.Continue();

            pair.Server.State.ShouldBe(DtlsState.Closed);
            pair.Client.State.ShouldBe(DtlsState.Closed);
            pair.Server.HoldsEngine.ShouldBeFalse();
            pair.Client.HoldsEngine.ShouldBeFalse();
        }
    }

    [Fact]
    public void A_forged_close_notify_closes_nothing_and_the_real_one_still_does()
    {
        using var pair = new DtlsPair();
        pair.Run();
        pair.Server.Handle([21, 0xFE, 0xFD, 0, 0, 0, 0, 0, 0, 0, 99, 0, 2, 1, 0], pair.Now);
        for (byte length = 0; length < 40; length++)
        {
            pair.Server.Handle([21, 0xFE, 0xFD, 0, 1, 0, 0, 0, 0, 0, 99, 0, length, .. new byte[length]], pair.Now);
        }

        pair.Server.State.ShouldBe(DtlsState.Connected);
        pair.Client.Close(pair.Now);
        pair.Continue();
        pair.Server.State.ShouldBe(DtlsState.Closed);
    }

    [Fact]
    public void Nothing_is_sent_once_connected_and_no_deadline_is_left()
    {
        using var pair = new DtlsPair();
        pair.Run();

        pair.Client.Deadline.IsNever.ShouldBeTrue();
        pair.Server.Deadline.IsNever.ShouldBeTrue();
        pair.SentByClient.ShouldBeLessThanOrEqualTo(4);
        pair.SentByServer.ShouldBeLessThanOrEqualTo(4);
    }

    internal static SrtpProfile KeysMirror(DtlsPair pair)
    {
        pair.Client.TryGetSrtpKeys(out var client).ShouldBeTrue(pair.Client.FailureDetail);
        pair.Server.TryGetSrtpKeys(out var server).ShouldBeTrue(pair.Server.FailureDetail);
        client.Profile.ShouldBe(server.Profile);
        client.LocalKey.SequenceEqual(server.RemoteKey).ShouldBeTrue();
        client.LocalSalt.SequenceEqual(server.RemoteSalt).ShouldBeTrue();
        client.RemoteKey.SequenceEqual(server.LocalKey).ShouldBeTrue();
        client.RemoteSalt.SequenceEqual(server.LocalSalt).ShouldBeTrue();
        client.LocalKey.SequenceEqual(client.RemoteKey).ShouldBeFalse();
        return client.Profile;
    }
}

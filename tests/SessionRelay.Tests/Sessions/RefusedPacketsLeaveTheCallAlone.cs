using SessionRelay.Wire;

namespace SessionRelay.Tests.Sessions;

/// <summary>What is refused is refused with its code, counted under its reason, and the call of the others goes on without a gap.</summary>
public sealed class RefusedPacketsLeaveTheCallAlone : IDisposable
{
    private readonly VirtualRelay _relay = new();
    private readonly VirtualGuest _host;
    private readonly VirtualGuest _guest;

    public RefusedPacketsLeaveTheCallAlone()
    {
        _host = _relay.Join(People.WithCamera(0));
        _guest = _relay.Join(People.WithCamera(1));
        _relay.Run(TimeSpan.FromSeconds(3));
    }

    public void Dispose() => _relay.Dispose();

    private long Drops(DropReason reason) => _relay.Shard.Counters.Drops(reason);

    /// <summary>The same text with another character after each <paramref name="mark"/>.</summary>
    private static string Altered(string text, string mark)
    {
        var altered = text.ToCharArray();
        for (var at = text.IndexOf(mark, StringComparison.Ordinal); at >= 0; at = text.IndexOf(mark, at + 1, StringComparison.Ordinal))
            altered[at + mark.Length] = text[at + mark.Length] == 'A' ? 'B' : 'A';
        return new string(altered);
    }

    private void CallGoesOn(Action meanwhile)
    {
        var (hosts, guests) = (new CallWatch(_relay, _host), new CallWatch(_relay, _guest));
        meanwhile();
        _relay.Run(TimeSpan.FromSeconds(2));
        hosts.ShouldBeWhole();
        guests.ShouldBeWhole();
    }

    [Fact]
    public void A_certificate_other_than_the_offers_is_refused_as_fingerprint_mismatch()
    {
        var stranger = _relay.Add(People.WithVoice(7), new(), "stranger");
        CallGoesOn(() =>
        {
            var offer = Altered(stranger.Person.Offer(), "sha-256 ");
            _relay.Connect(stranger, "p1", 0, offer).Refusal.ShouldBeNull();
            _relay.Run(TimeSpan.FromSeconds(1));
        });

        var failed = _relay.Told<RelayEvent.PeerFailed>().ShouldHaveSingleItem();
        failed.ShouldBe(new RelayEvent.PeerFailed("stranger", "p1", "fingerprint-mismatch", failed.At));
        _relay.Shard.Counters.FingerprintMismatches.ShouldBe(1);
        _relay.Told<RelayEvent.PathLive>().ShouldNotContain(live => live.ParticipantId == "stranger");
        _relay.Room.Participants.Count.ShouldBe(2);
        _relay.Shard.Counters.Peers.ShouldBe(2);
        _host.Slots.ShouldNotContain(slot => slot.ParticipantId == "stranger");
    }

    [Fact]
    public void A_wrong_ice_password_is_counted_as_stun_bad_integrity()
    {
        var stranger = _relay.Add(People.WithVoice(7), new(), "stranger");
        CallGoesOn(() =>
        {
            _relay.Connect(stranger, "p1", 0, null, answer => Altered(answer, "a=ice-pwd:"));
            _relay.Run(TimeSpan.FromSeconds(1));
        });

        Drops(DropReason.StunBadIntegrity).ShouldBeGreaterThan(2);
        stranger.Down.Sent.ShouldBe(0, "what lacks integrity is not answered");
        _relay.Told<RelayEvent.PathLive>().ShouldNotContain(live => live.ParticipantId == "stranger");
        _relay.Run(TimeSpan.FromSeconds(40));
        _relay.Told<RelayEvent.PeerFailed>().ShouldHaveSingleItem().Code.ShouldBe("ice-timeout");
    }

    [Fact]
    public void A_replayed_packet_is_counted_as_srtp_replay_and_heard_once()
    {
        var kept = new List<byte[]>();
        _guest.LosesUp = datagram =>
        {
            if (datagram[0] is >= 128 and <= 191 && kept.Count < 100)
                kept.Add(datagram.ToArray());
            return false;
        };
        _relay.Run(TimeSpan.FromSeconds(1));
        kept.Count.ShouldBe(100);

        var out0 = 0L;
        CallGoesOn(() =>
        {
            out0 = _relay.Shard.Counters.PacketsOutAudio + _relay.Shard.Counters.PacketsOutVideo;
            foreach (var datagram in kept)
                _relay.Inject(datagram, _guest.Address);
            (_relay.Shard.Counters.PacketsOutAudio + _relay.Shard.Counters.PacketsOutVideo).ShouldBe(out0);
        });

        Drops(DropReason.SrtpReplay).ShouldBe(100);
    }

    [Fact]
    public void Rtp_from_a_stranger_is_dropped_and_does_not_move_the_path()
    {
        var stolen = new List<byte[]>();
        _guest.LosesUp = datagram =>
        {
            // The stranger holds back what the guest sent, so that it is fresh when it comes from the wrong place.
            if (datagram[0] is < 128 or > 191 || stolen.Count >= 3)
                return false;
            stolen.Add(datagram.ToArray());
            return true;
        };
        _relay.Run(TimeSpan.FromMilliseconds(500));
        stolen.Count.ShouldBe(3);
        _relay.Run(TimeSpan.FromSeconds(1));
        var before = Drops(DropReason.UnknownAddress);
        var reached = _guest.Down.Sent;

        CallGoesOn(() =>
        {
            foreach (var datagram in stolen)
                _relay.Inject(datagram, TransportAddress.FromIPv4(0xC6336407, 9999));
        });

        (Drops(DropReason.UnknownAddress) - before).ShouldBe(3);
        _guest.Down.Sent.ShouldBeGreaterThan(reached + 100, "the relay sends where it sent before");
    }

    [Fact]
    public void Packets_of_one_peer_from_the_address_of_another_are_counted_as_srtp_auth()
    {
        var stolen = new List<byte[]>();
        _guest.LosesUp = datagram =>
        {
            if (datagram[0] is < 128 or > 191 || stolen.Count >= 3)
                return false;
            stolen.Add(datagram.ToArray());
            return true;
        };
        _relay.Run(TimeSpan.FromMilliseconds(1500));

        CallGoesOn(() =>
        {
            foreach (var datagram in stolen)
                _relay.Inject(datagram, _host.Address);
        });

        Drops(DropReason.SrtpAuth).ShouldBe(3);
    }

    [Fact]
    public void Datagrams_that_begin_like_nothing_known_are_counted_as_malformed()
    {
        byte[] datagram = new byte[100];
        var expected = 0;
        CallGoesOn(() =>
        {
            for (var first = 0; first < 256; first++)
            {
                if (first is <= 3 or (>= 20 and <= 63) or (>= 128 and <= 191))
                    continue;
                datagram[0] = (byte)first;
                _relay.Inject(datagram, _guest.Address);
                expected++;
            }

            _relay.Inject([], _guest.Address);
        });

        Drops(DropReason.Malformed).ShouldBe(expected + 1);
    }

    [Fact]
    public void Media_that_the_ticket_does_not_allow_is_dropped_and_counted()
    {
        var mute = _relay.Add(People.WithCamera(7), new(), "mute");
        mute.Allowed = new SendingMedia(false, false, false);
        CallGoesOn(() =>
        {
            _relay.Connect(mute, "p1", 0);
            _relay.Run(TimeSpan.FromSeconds(2));
        });

        mute.Person.Video[0].ShownFrames.ShouldBeGreaterThan(60, "it sees the others all the same");
        var (audio, video) = (_host.Person.Audio[1], _host.Person.Video[1]);
        _host.Slots.ShouldContain(slot => slot.Slot == 1 && slot.ParticipantId == "mute" && slot.Paused == SlotPause.Muted);
        (audio.Packets, video.Packets).ShouldBe((0, 0));
        Drops(DropReason.NoSlot).ShouldBeGreaterThan(250);
    }
}

using SessionRelay.Phone.Audio;
using SessionRelay.Rtp;
using SessionRelay.Srtp;
using SessionRelay.Tests.Sessions;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Phone.Legs;

/// <summary>Whoever sends to a leg's port without being the phone is not heard, gets nothing, and does no harm.</summary>
public sealed class StrangersDoNotTakeACallOver
{
    private static readonly TransportAddress Described = TransportAddress.FromIPv4(0x0A00_0900, 30_000);
    private static readonly TransportAddress Elsewhere = TransportAddress.FromIPv4(0x0A00_0977, 40_000);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static byte[] Packet(ushort number, uint ssrc = 5, byte payloadType = 0)
    {
        var packet = new byte[RtpPacket.FixedHeaderLength + G711.FrameSamples];
        var header = new RtpHeaderWriter(packet, false, payloadType, number, number * 160u, ssrc).Complete();
        packet.AsSpan(header).Fill(G711.Encode(G711Law.Pcmu, 20_000));
        return packet;
    }

    private static void SendStream(VirtualPhone phone, TransportAddress from)
    {
        for (ushort i = 0; i < SessionRelay.Routing.SymmetricRtp.ProvenAfter; i++)
            phone.Send(Packet(i), from);
    }

    private static TransportAddress LastTarget(VirtualPhone phone)
    {
        phone.Run(TimeSpan.FromMilliseconds(40));
        return phone.SentTo[^1];
    }

    [Fact]
    public void The_first_source_is_the_phone_and_no_other_is_heard()
    {
        using var relay = new VirtualRelay();
        var phone = new VirtualPhone(relay, "caller");
        phone.Answer();
        phone.Address = Elsewhere; // behind a NAT: its description names an address that nothing comes from
        phone.Run(TimeSpan.FromMilliseconds(100));
        LastTarget(phone).ShouldBe(Elsewhere);
        var dropped = relay.Shard.Counters.Drops(DropReason.UnknownAddress);
        for (ushort i = 0; i < 50; i++)
            phone.Send(Packet(i), TransportAddress.FromIPv4(0x0A00_0666, 1234));

        (relay.Shard.Counters.Drops(DropReason.UnknownAddress) - dropped).ShouldBe(50);
        LastTarget(phone).ShouldBe(Elsewhere);
    }

    [Fact]
    public void The_described_address_comes_before_whoever_was_quicker()
    {
        using var relay = new VirtualRelay();
        var phone = new VirtualPhone(relay, "caller") { Says = null };
        phone.Answer();
        LastTarget(phone).ShouldBe(Described);
        SendStream(phone, Elsewhere);
        LastTarget(phone).ShouldBe(Elsewhere);
        phone.Send(Packet(1), Described);
        LastTarget(phone).ShouldBe(Described);
        SendStream(phone, Elsewhere);
        LastTarget(phone).ShouldBe(Described);
    }

    [Fact]
    public void Single_packets_of_an_unnamed_machine_are_no_phone_and_press_no_key()
    {
        using var relay = new VirtualRelay();
        var phone = new VirtualPhone(relay, "caller") { Says = null };
        phone.Answer();
        for (ushort i = 0; i < 50; i++)
            phone.Send(Packet((ushort)(i * 2)), Elsewhere);
        for (ushort i = 0; i < 50; i++)
            phone.Send(Packet(i, ssrc: i), Elsewhere);
        phone.Address = Elsewhere;
        phone.Press('1');
        LastTarget(phone).ShouldBe(Described);
        phone.Leg.State.ShouldBe(PhoneLegState.Answered);
        SendStream(phone, Elsewhere);
        LastTarget(phone).ShouldBe(Elsewhere);
        phone.Press('1');
        phone.Leg.State.ShouldBe(PhoneLegState.Waiting);
    }

    [Fact]
    public void What_was_on_its_way_when_the_sound_moved_does_not_move_it_back()
    {
        using var relay = new VirtualRelay();
        var phone = new VirtualPhone(relay, "caller") { Says = null };
        phone.Answer();
        phone.Send(Packet(1), Described);
        var moved = Described with { Port = 32_000 };
        phone.Leg.OnMedia(VirtualPhone.Media(moved), null, relay.Now);
        var dropped = relay.Shard.Counters.Drops(DropReason.UnknownAddress);
        for (ushort i = 2; i < 12; i++)
            phone.Send(Packet(i), Described);
        relay.Shard.Counters.Drops(DropReason.UnknownAddress).ShouldBe(dropped, "it is the phone's still");
        LastTarget(phone).ShouldBe(moved);
        var behindNat = Described with { Port = 45_000 };
        phone.Send(Packet(1), behindNat);
        LastTarget(phone).ShouldBe(behindNat);
        phone.Send(Packet(12), Described);
        LastTarget(phone).ShouldBe(behindNat);
    }

    [Fact]
    public void Comfort_noise_keeps_a_phone_that_is_known_and_makes_none()
    {
        using var relay = new VirtualRelay();
        var phone = new VirtualPhone(relay, "caller") { Says = null };
        phone.ComeIn();
        for (ushort i = 0; i < 6; i++)
        {
            phone.Run(Second * 5);
            phone.Send(Packet(i, payloadType: 13), phone.Address);
        }

        phone.Leg.State.ShouldBe(PhoneLegState.Live);
        for (ushort i = 0; i < 6; i++)
        {
            phone.Run(Second * 4);
            phone.Send(Packet(i, payloadType: 13), Elsewhere);
        }

        phone.Leg.State.ShouldBe(PhoneLegState.Unreachable);
    }

    [Fact]
    public void A_nat_may_give_another_port_but_not_another_machine()
    {
        using var relay = new VirtualRelay();
        var phone = new VirtualPhone(relay, "caller") { Says = null };
        phone.Answer();
        SendStream(phone, Elsewhere);
        var moved = Elsewhere with { Port = 41_000 };
        phone.Send(Packet(2), moved);
        LastTarget(phone).ShouldBe(Elsewhere, "the first is heard still");
        phone.Run(Second * 3);
        phone.Send(Packet(3), TransportAddress.FromIPv4(0x0A00_0666, 41_000));
        LastTarget(phone).ShouldBe(Elsewhere);
        phone.Send(Packet(4), moved);
        LastTarget(phone).ShouldBe(moved);
    }

    [Fact]
    public void A_new_description_begins_anew()
    {
        using var relay = new VirtualRelay();
        var phone = new VirtualPhone(relay, "caller") { Says = null };
        phone.Answer();
        SendStream(phone, Elsewhere);
        var other = TransportAddress.FromIPv4(0x0A00_0911, 20_000);
        phone.Leg.OnMedia(VirtualPhone.Media(other, G711Law.Pcma), null, relay.Now);
        LastTarget(phone).ShouldBe(other);
        phone.Leg.OnMedia(VirtualPhone.Media(other) with { Receives = false }, null, relay.Now);
        var sent = phone.SentTo.Count;
        phone.Run(Second);
        phone.SentTo.Count.ShouldBe(sent, "it holds us");
    }

    [Fact]
    public void Any_bytes_are_harmless()
    {
        using var relay = new VirtualRelay();
        var host = relay.Join(People.WithVoice(0));
        var phone = new VirtualPhone(relay, "caller");
        phone.ComeIn();
        phone.Run(Second);
        var heard = new List<short>();
        host.Person.Audio[0].Heard = samples => heard.AddRange(samples);
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = new byte[random.Next(0, 1500)];
            random.NextBytes(bytes);
            if (bytes.Length > 1 && i % 2 == 0)
                (bytes[0], bytes[1]) = (0x80, (byte)(random.Next(2) == 0 ? 0 : VirtualPhone.Digits));
            phone.Send(bytes, i % 3 == 0 ? phone.Address : Elsewhere);
            if (i % 100 == 0)
                phone.Run(TimeSpan.FromMilliseconds(20));
        }

        phone.Leg.State.ShouldBe(PhoneLegState.Live);
        phone.Gaps.ShouldBe(0);
        phone.Run(Second * 3);
        heard.ShouldHold(PhoneSounds.Phone);
    }

    [Fact]
    public void With_srtp_only_what_has_the_key_is_taken_and_sent()
    {
        using var relay = new VirtualRelay();
        var (own, theirs) = (new byte[30], new byte[30]);
        new Random(1).NextBytes(own);
        new Random(2).NextBytes(theirs);
        var phone = new SecurePhone();
        var leg = relay.Room.CallPhone(new PhoneCallRequest("caller", "leg", "+493012345", null), PhonePrompts.Load(null).In(null), phone, relay.Now)!;
        leg.OnMedia(VirtualPhone.Media(Described) with { SrtpKey = theirs }, own, relay.Now);
        var digit = new byte[16];
        new RtpHeaderWriter(digit, true, VirtualPhone.Digits, 7, 1, 9).Complete();
        (digit[12], digit[13], digit[15]) = (1, 10, 160);

        leg.Receive([.. digit], Described, relay.Now);
        leg.Receive(Packet(1), Described, relay.Now);
        leg.State.ShouldBe(PhoneLegState.Answered, "it was not protected");
        relay.Shard.Counters.Drops(DropReason.SrtpAuth).ShouldBe(1);
        var protectedDigit = new byte[64];
        digit.CopyTo(protectedDigit, 0);
        using var sender = new SrtpSender(SrtpProfile.AesCm128HmacSha1_80, theirs.AsSpan(0, 16), theirs.AsSpan(16));
        var length = sender.ProtectRtp(protectedDigit, digit.Length);
        leg.Receive(protectedDigit.AsSpan(0, length).ToArray(), Elsewhere, relay.Now);
        leg.State.ShouldBe(PhoneLegState.Waiting);
        leg.Receive(protectedDigit.AsSpan(0, length).ToArray(), Elsewhere, relay.Now);
        relay.Shard.Counters.Drops(DropReason.SrtpReplay).ShouldBe(1);

        relay.Run(TimeSpan.FromMilliseconds(100));
        using var receiver = new SrtpReceiver(SrtpProfile.AesCm128HmacSha1_80, own.AsSpan(0, 16), own.AsSpan(16));
        phone.Sent.Count.ShouldBeGreaterThan(3);
        foreach (var packet in phone.Sent)
        {
            receiver.UnprotectRtp(packet, out var plain).ShouldBe(SrtpResult.Ok);
            plain.ShouldBe(PhoneLegAudio.PacketLength);
        }
    }

    [Fact]
    public void A_line_that_requires_srtp_takes_no_description_without_a_key()
    {
        using var relay = new VirtualRelay();
        var phone = new SecurePhone();
        var leg = relay.Room.CallPhone(new PhoneCallRequest("caller", "leg", "+493012345", null), PhonePrompts.Load(null).In(null), phone, relay.Now)!;
        leg.OnMedia(VirtualPhone.Media(Described), new byte[30], relay.Now);
        leg.State.ShouldBe(PhoneLegState.Failed);
        phone.IsHungUp.ShouldBeTrue();
    }

    private sealed class SecurePhone : SessionRelay.Routing.IPhoneChannel
    {
        public List<byte[]> Sent { get; } = [];

        public bool IsHungUp { get; private set; }

        public void Send(ReadOnlySpan<byte> packet, in TransportAddress to) => Sent.Add(packet.ToArray());

        public void HangUp() => IsHungUp = true;
    }
}

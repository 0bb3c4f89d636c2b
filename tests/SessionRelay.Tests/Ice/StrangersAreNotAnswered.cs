using SessionRelay.Ice;
using SessionRelay.Stun;

namespace SessionRelay.Tests.Ice;

public sealed class StrangersAreNotAnswered
{
    private readonly LitePeer _peer = new();

    [Fact]
    public void A_wrong_password_is_told_apart_so_that_it_can_be_counted()
    {
        _peer.Send(LitePeer.Wifi, _peer.Agent.Local.Ufrag, "another password of 24 c", useCandidate: true).ShouldBe(IceOutcome.BadIntegrity);

        ShouldHaveChangedNothing();
    }

    [Fact]
    public void A_wrong_username_is_told_apart_so_that_it_can_be_counted()
    {
        _peer.Send(LitePeer.Wifi, "strangr1", _peer.Agent.Local.Password, useCandidate: true).ShouldBe(IceOutcome.UnknownUser);

        ShouldHaveChangedNothing();
    }

    [Fact]
    public void A_check_without_integrity_or_username_is_dropped()
    {
        Span<byte> bytes = stackalloc byte[128];
        var writer = new StunWriter(bytes, StunClass.Request, StunMethod.Binding, default);
        _peer.Deliver(bytes[..writer.Length], LitePeer.Wifi).ShouldBe(IceOutcome.UnknownUser);
        writer.AddUsername(System.Text.Encoding.ASCII.GetBytes(_peer.Agent.Local.Ufrag), "them"u8);
        _peer.Deliver(bytes[..writer.Length], LitePeer.Wifi).ShouldBe(IceOutcome.BadIntegrity);

        ShouldHaveChangedNothing();
    }

    [Fact]
    public void A_wrong_fingerprint_is_dropped()
    {
        Span<byte> bytes = stackalloc byte[128];
        var writer = new StunWriter(bytes, StunClass.Request, StunMethod.Binding, default);
        writer.AddUsername(System.Text.Encoding.ASCII.GetBytes(_peer.Agent.Local.Ufrag), "them"u8);
        writer.AddIntegrity(System.Text.Encoding.ASCII.GetBytes(_peer.Agent.Local.Password));
        writer.AddFingerprint();
        bytes[writer.Length - 1] ^= 1;

        _peer.Deliver(bytes[..writer.Length], LitePeer.Wifi).ShouldBe(IceOutcome.Malformed);

        ShouldHaveChangedNothing();
    }

    [Theory]
    [InlineData(StunClass.Indication)]
    [InlineData(StunClass.Success)]
    [InlineData(StunClass.Error)]
    internal void What_is_no_request_is_ignored(StunClass messageClass)
    {
        Span<byte> bytes = stackalloc byte[128];
        var writer = new StunWriter(bytes, messageClass, StunMethod.Binding, default);
        writer.AddUsername(System.Text.Encoding.ASCII.GetBytes(_peer.Agent.Local.Ufrag), "them"u8);
        writer.AddUseCandidate();
        writer.AddIntegrity(System.Text.Encoding.ASCII.GetBytes(_peer.Agent.Local.Password));

        _peer.Deliver(bytes[..writer.Length], LitePeer.Wifi).ShouldBe(IceOutcome.Ignored);

        ShouldHaveChangedNothing();
    }

    [Fact]
    public void Media_from_a_path_that_no_check_validated_moves_nothing()
    {
        _peer.Check(LitePeer.Wifi, useCandidate: true);

        _peer.Talk(LitePeer.Mobile, 5_000);

        _peer.Agent.IsValidated(LitePeer.Mobile).ShouldBeFalse();
        _peer.ShouldHaveSelected(LitePeer.Wifi);
    }

    [Fact]
    public void The_same_remote_address_at_another_local_one_is_another_path()
    {
        _peer.Check(LitePeer.Path(0x0A00_0001, 5001, local: 0x0A00_00FE), useCandidate: true);

        _peer.Agent.IsValidated(LitePeer.Path(0x0A00_0001, 5001, local: 0x0A00_00FD)).ShouldBeFalse();
    }

    private void ShouldHaveChangedNothing()
    {
        _peer.Response.Length.ShouldBe(0);
        _peer.Agent.PathCount.ShouldBe(0);
        _peer.Agent.Selected.ShouldBeNull();
        _peer.After(29_999).Agent.IsExpired(_peer.Now).ShouldBeFalse();
        _peer.After(1).Agent.IsExpired(_peer.Now).ShouldBeTrue("a stranger must not keep a peer alive");
    }
}

using System.Net;
using System.Text;
using SessionRelay.Ice;
using SessionRelay.Stun;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Ice;

public sealed class EveryValidCheckIsAnswered
{
    private readonly LitePeer _peer = new();

    [Theory]
    [InlineData("198.51.100.7", TransportProtocol.Udp)]
    [InlineData("198.51.100.7", TransportProtocol.Tcp)]
    [InlineData("2001:db8::7", TransportProtocol.Udp)]
    [InlineData("2001:db8::7", TransportProtocol.Tcp)]
    public void With_the_address_seen_integrity_and_fingerprint(string source, TransportProtocol protocol)
    {
        var path = new NetworkPath(TransportAddress.From(IPAddress.Parse(source), 50_000, protocol), LitePeer.Wifi.Local);

        _peer.Check(path).ShouldBe(IceOutcome.Answered);

        StunMessage.TryParse(_peer.Response, out var response).ShouldBeTrue();
        response.Class.ShouldBe(StunClass.Success);
        response.TryGetXorMappedAddress(protocol, out var mapped).ShouldBeTrue();
        mapped.ShouldBe(path.Remote);
        response.VerifyIntegrity(Encoding.ASCII.GetBytes(_peer.Agent.Local.Password)).ShouldBeTrue();
        response.VerifyFingerprint().ShouldBeTrue();
        _peer.Agent.IsValidated(path).ShouldBeTrue();
    }

    [Fact]
    public void Again_and_again_with_and_without_nomination()
    {
        for (var time = 0; time < 100; time++)
        {
            _peer.After(20).Check(LitePeer.Wifi, useCandidate: time % 3 == 0).ShouldBe(IceOutcome.Answered);
            _peer.Response.Length.ShouldBeGreaterThan(0);
        }
    }

    [Fact]
    public void With_the_requests_transaction_id()
    {
        Span<byte> bytes = stackalloc byte[128];
        var id = new StunTransactionId(7, 8);
        var writer = new StunWriter(bytes, StunClass.Request, StunMethod.Binding, id);
        writer.AddUsername(Encoding.ASCII.GetBytes(_peer.Agent.Local.Ufrag), "them"u8);
        writer.AddIntegrity(Encoding.ASCII.GetBytes(_peer.Agent.Local.Password));

        _peer.Deliver(bytes[..writer.Length], LitePeer.Wifi).ShouldBe(IceOutcome.Answered);

        StunMessage.TryParse(_peer.Response, out var response).ShouldBeTrue();
        response.TransactionId.ShouldBe(id);
    }

    [Fact]
    public void An_attribute_that_must_be_understood_and_is_not_gets_420_with_its_type()
    {
        _peer.Send(LitePeer.Wifi, _peer.Agent.Local.Ufrag, _peer.Agent.Local.Password, extra: (StunAttribute)0x0003).ShouldBe(IceOutcome.Refused);

        StunMessage.TryParse(_peer.Response, out var response).ShouldBeTrue();
        response.Class.ShouldBe(StunClass.Error);
        response.ErrorCode.ShouldBe(StunErrorCode.UnknownAttribute);
        response.Bytes.IndexOf((ReadOnlySpan<byte>)[0x00, 0x0A, 0x00, 0x02, 0x00, 0x03]).ShouldBeGreaterThan(0);
        response.VerifyIntegrity(Encoding.ASCII.GetBytes(_peer.Agent.Local.Password)).ShouldBeTrue();
        _peer.Agent.IsValidated(LitePeer.Wifi).ShouldBeFalse();
    }

    [Fact]
    public void A_client_that_claims_the_controlled_role_gets_487()
    {
        _peer.Send(LitePeer.Wifi, _peer.Agent.Local.Ufrag, _peer.Agent.Local.Password, role: StunAttribute.IceControlled).ShouldBe(IceOutcome.RoleConflict);

        StunMessage.TryParse(_peer.Response, out var response).ShouldBeTrue();
        response.ErrorCode.ShouldBe(StunErrorCode.RoleConflict);
        response.VerifyIntegrity(Encoding.ASCII.GetBytes(_peer.Agent.Local.Password)).ShouldBeTrue();
        response.VerifyFingerprint().ShouldBeTrue();
        _peer.Agent.Selected.ShouldBeNull();
    }

    [Fact]
    public void Answering_allocates_nothing()
    {
        var credentials = _peer.Agent.Local;
        Span<byte> bytes = stackalloc byte[256];
        Span<byte> response = stackalloc byte[IceLiteAgent.MaxResponseLength];
        var writer = new StunWriter(bytes, StunClass.Request, StunMethod.Binding, new StunTransactionId(1, 2));
        writer.AddUsername(Encoding.ASCII.GetBytes(credentials.Ufrag), "them"u8);
        writer.AddUseCandidate();
        writer.AddIntegrity(Encoding.ASCII.GetBytes(credentials.Password));
        writer.AddFingerprint();
        var answered = 0;
        long before = 0;
        for (var time = -10; time < 1_000; time++)
        {
            if (time == 0)
                before = GC.GetAllocatedBytesForCurrentThread();

            var now = _peer.Now + TimeSpan.FromMilliseconds(time + 10);
            var path = LitePeer.Path(0x0A00_0000 + (uint)(time & 15), 5000);
            answered += StunMessage.TryParse(bytes[..writer.Length], out var message)
                && _peer.Agent.Handle(message, path, now, response, out _) == IceOutcome.Answered
                ? 1
                : 0;
            _peer.Agent.OnAuthenticated(path, now);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        answered.ShouldBeGreaterThan(60);
    }
}

using System.Text;
using SessionRelay.Ice;
using SessionRelay.Stun;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Ice;

public sealed class AFullAgentAnswersToo
{
    private static readonly MonotonicTime Now = MonotonicTime.FromMilliseconds(1_000);
    private static readonly TransportAddress Elsewhere = TransportAddress.FromIPv4(0xC633_6407, 9);

    private readonly IceCredentials _local = IceCredentials.Create();
    private readonly IceCredentials _remote = IceCredentials.Create();
    private readonly byte[] _bytes = new byte[IceControllingAgent.MaxMessageLength];
    private readonly byte[] _response = new byte[IceControllingAgent.MaxMessageLength];
    private readonly IceControllingAgent _agent;
    private MonotonicTime _now = Now;

    public AFullAgentAnswersToo() => _agent = new IceControllingAgent(_local, _remote, ClientAndRelay.Candidates, tieBreaker: 50, Now);

    [Fact]
    public void A_check_from_the_other_side_with_the_address_seen()
    {
        Ask(StunAttribute.IceControlled, 1, out var response).ShouldBe(IceOutcome.Answered);

        response.Class.ShouldBe(StunClass.Success);
        response.TryGetXorMappedAddress(TransportProtocol.Udp, out var mapped).ShouldBeTrue();
        mapped.ShouldBe(Elsewhere);
        response.VerifyIntegrity(Encoding.ASCII.GetBytes(_local.Password)).ShouldBeTrue();
    }

    [Theory]
    [InlineData(49, IceOutcome.RoleConflict, true)]
    [InlineData(50, IceOutcome.RoleConflict, true)]
    [InlineData(51, IceOutcome.Answered, false)]
    internal void Role_conflict_the_higher_tie_breaker_controls(ulong theirs, IceOutcome outcome, bool staysControlling)
    {
        Ask(StunAttribute.IceControlling, theirs, out _).ShouldBe(outcome);

        _agent.IsControlling.ShouldBe(staysControlling);
    }

    [Fact]
    public void A_wrong_password_or_username_gets_nothing()
    {
        Ask(StunAttribute.IceControlled, 1, out _, password: _remote.Password).ShouldBe(IceOutcome.BadIntegrity);
        Ask(StunAttribute.IceControlled, 1, out _, ufrag: _remote.Ufrag).ShouldBe(IceOutcome.UnknownUser);
    }

    [Fact]
    public void A_response_signed_with_another_password_connects_nothing()
    {
        Respond("another password of 24 c", ClientAndRelay.First).ShouldBe(IceOutcome.BadIntegrity);
        Respond(_remote.Password, ClientAndRelay.First).ShouldBe(IceOutcome.Accepted, "the right one still counts");
    }

    [Fact]
    public void A_response_from_another_address_than_the_check_went_to_connects_nothing()
    {
        Respond(_remote.Password, Elsewhere).ShouldBe(IceOutcome.Refused);

        _agent.Selected.ShouldBeNull();
    }

    [Fact]
    public void A_response_to_nothing_is_ignored()
    {
        var writer = new StunWriter(_bytes, StunClass.Success, StunMethod.Binding, new StunTransactionId(1, 1));
        writer.AddXorMappedAddress(Elsewhere);
        writer.AddIntegrity(Encoding.ASCII.GetBytes(_remote.Password));
        StunMessage.TryParse(_bytes.AsSpan(0, writer.Length), out var message).ShouldBeTrue();

        _agent.Handle(message, ClientAndRelay.First, Now, _response, out _).ShouldBe(IceOutcome.Ignored);
    }

    private IceOutcome Ask(StunAttribute role, ulong tieBreaker, out StunMessage response, string? ufrag = null, string? password = null)
    {
        var writer = new StunWriter(_bytes, StunClass.Request, StunMethod.Binding, new StunTransactionId(3, 4));
        writer.AddUsername(Encoding.ASCII.GetBytes(ufrag ?? _local.Ufrag), Encoding.ASCII.GetBytes(_remote.Ufrag));
        writer.AddUInt64(role, tieBreaker);
        writer.AddIntegrity(Encoding.ASCII.GetBytes(password ?? _local.Password));
        writer.AddFingerprint();
        StunMessage.TryParse(_bytes.AsSpan(0, writer.Length), out var message).ShouldBeTrue();

        var outcome = _agent.Handle(message, Elsewhere, Now, _response, out var length);
        StunMessage.TryParse(_response.AsSpan(0, length), out response).ShouldBe(outcome is IceOutcome.Answered or IceOutcome.RoleConflict);
        return outcome;
    }

    private IceOutcome Respond(string password, in TransportAddress from)
    {
        _now += TimeSpan.FromMilliseconds(200);
        _agent.Poll(_now, _bytes, out var length, out var to).ShouldBeTrue();
        to.ShouldBe(ClientAndRelay.First);
        StunMessage.TryParse(_bytes.AsSpan(0, length), out var check).ShouldBeTrue();
        var writer = new StunWriter(_response, StunClass.Success, StunMethod.Binding, check.TransactionId);
        writer.AddXorMappedAddress(Elsewhere);
        writer.AddIntegrity(Encoding.ASCII.GetBytes(password));
        writer.AddFingerprint();
        StunMessage.TryParse(_response.AsSpan(0, writer.Length), out var response).ShouldBeTrue();
        return _agent.Handle(response, from, _now, _bytes, out _);
    }
}

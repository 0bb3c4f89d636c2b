using System.Text;
using SessionRelay.Ice;
using SessionRelay.Stun;
using SessionRelay.Tests.Stun;

namespace SessionRelay.Tests.Ice;

public sealed class HostileChecksLeaveTheAgentsSound
{
    private const int Datagrams = 100_000;

    [Fact]
    public void Random_and_mutated_checks_change_nothing_and_allocate_nothing()
    {
        var peer = new LitePeer();
        peer.Check(LitePeer.Wifi, useCandidate: true).ShouldBe(IceOutcome.Answered);
        var client = new IceControllingAgent(peer.Agent.Local, peer.Agent.Local, ClientAndRelay.Candidates, tieBreaker: 1, peer.Now);
        byte[][] seeds = [GoodCheck(peer.Agent.Local), Rfc5769Vectors.Request, Rfc5769Vectors.IPv4Response];
        var random = new Random(8445);
        var buffer = new byte[StunMessage.MaxLength + 100];
        Span<byte> response = stackalloc byte[IceControllingAgent.MaxMessageLength];
        Span<int> outcomes = stackalloc int[16];
        long before = 0;
        for (var index = -10_000; index < Datagrams; index++) // before 0: what the runtime makes once is made
        {
            if (index == 0)
                before = GC.GetAllocatedBytesForCurrentThread();

            var datagram = Mutations.Next(random, seeds, buffer);
            if (datagram.SequenceEqual(seeds[0]) || !StunMessage.TryParse(datagram, out var message))
                continue;

            outcomes[(int)peer.Agent.Handle(message, LitePeer.Mobile, peer.Now, response, out _)]++;
            client.Handle(message, LitePeer.Mobile.Remote, peer.Now, response, out _);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        outcomes[(int)IceOutcome.Answered].ShouldBe(0);
        outcomes[(int)IceOutcome.UnknownUser].ShouldBeGreaterThan(100);
        outcomes[(int)IceOutcome.BadIntegrity].ShouldBeGreaterThan(100);
        peer.ShouldHaveSelected(LitePeer.Wifi);
        peer.Agent.PathCount.ShouldBe(1);
    }

    // Without FINGERPRINT, so that mutations get as far as the integrity.
    private static byte[] GoodCheck(IceCredentials credentials)
    {
        var bytes = new byte[200];
        var writer = new StunWriter(bytes, StunClass.Request, StunMethod.Binding, new StunTransactionId(1, 2));
        writer.AddUsername(Encoding.ASCII.GetBytes(credentials.Ufrag), "them"u8);
        writer.AddUInt32(StunAttribute.Priority, 77);
        writer.AddUInt64(StunAttribute.IceControlling, 5);
        writer.AddUseCandidate();
        writer.AddIntegrity(Encoding.ASCII.GetBytes(credentials.Password));
        return bytes[..writer.Length];
    }
}

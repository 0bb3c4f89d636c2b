using System.Security.Cryptography;
using SessionRelay.Stun;
using SessionRelay.Wire;

namespace SessionRelay.Ice;

/// <summary>
/// A STUN Binding request (RFC 8489 section 3) of whoever looks after this relay, to see whether datagrams arrive at its port. It proves the relay's
/// probe key, as a peer's check proves that peer's password: what lacks it is never answered, or a forged source would be. Immutable.
/// </summary>
/// <param name="key">At least 16 bytes.</param>
internal sealed class ReachProbe(byte[] key)
{
    /// <summary>Bytes that suffice for <see cref="WriteRequest"/>.</summary>
    public const int MaxLength = 128;

    /// <summary>Not one of a peer's, which have 8 characters (<see cref="IceCredentials"/>).</summary>
    private static ReadOnlySpan<byte> Ufrag => "reach"u8;

    /// <summary>The bytes of the answer, to be sent back to <paramref name="source"/>; 0 for none. Allocates nothing.</summary>
    public int Answer(in StunMessage message, in TransportAddress source, Span<byte> destination)
    {
        var isOurs = message.Class == StunClass.Request && message.Method == StunMethod.Binding && message.ReceiverUfrag.SequenceEqual(Ufrag);
        return isOurs && message.VerifyIntegrity(key) ? IceResponses.WriteSuccess(destination, message, source, key) : 0;
    }

    public int WriteRequest(Span<byte> destination, StunTransactionId id)
    {
        var writer = new StunWriter(destination, StunClass.Request, StunMethod.Binding, id);
        writer.AddUsername(Ufrag, Ufrag);
        writer.AddIntegrity(key);
        writer.AddFingerprint();
        return writer.Length;
    }

    /// <summary>Whether <paramref name="datagram"/> is the answer of who knows the key to the request with this <paramref name="id"/>.</summary>
    public bool IsAnswer(ReadOnlySpan<byte> datagram, StunTransactionId id) =>
        StunMessage.TryParse(datagram, out var message) && message.Class == StunClass.Success && message.TransactionId == id && message.VerifyIntegrity(key);

    /// <summary>One that nobody else knows.</summary>
    public static ReachProbe Create() => new(RandomNumberGenerator.GetBytes(32));
}

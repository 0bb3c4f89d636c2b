using System.Buffers.Binary;

namespace SessionRelay.Dtls;

/// <summary>
/// Walks over the records of a datagram (RFC 6347 section 4.1), reading headers only. It stops at the first that is cut short or isn't DTLS.
/// </summary>
internal ref struct DtlsRecordReader(ReadOnlySpan<byte> datagram)
{
    public const byte ChangeCipherSpec = 20;
    public const byte Alert = 21;
    public const byte Handshake = 22;
    public const byte ApplicationData = 23;

    private const int HeaderLength = 13;
    private const int HandshakeHeaderLength = 12; // RFC 6347 section 4.2.2
    private const int LeastEncryptedBody = 8 + 16; // explicit nonce and tag of AES-GCM (RFC 5288 section 3), which all our cipher suites use
    private const byte VersionMajor = 0xFE;

    private readonly ReadOnlySpan<byte> _datagram = datagram;

    /// <summary>Where the next record begins; after the last, how many bytes were records.</summary>
    public int Position { get; private set; }

    /// <summary>The record with its header.</summary>
    public ReadOnlySpan<byte> Record { get; private set; }

    public readonly byte Type => Record[0];

    /// <summary>0 until the sender's first ChangeCipherSpec: in clear.</summary>
    public readonly ushort Epoch => BinaryPrimitives.ReadUInt16BigEndian(Record[3..]);

    /// <summary>
    /// False: encrypted, and too short to be so. OpenSSL takes such a record for an internal error and ends the association, whoever sent it;
    /// RFC 6347 section 4.1.2.7 wants it dropped.
    /// </summary>
    public readonly bool IsPlausible => Epoch == 0 || Record.Length >= HeaderLength + LeastEncryptedBody;

    public bool MoveNext()
    {
        var rest = _datagram[Position..];
        if (rest.Length < HeaderLength || rest[0] is < ChangeCipherSpec or > ApplicationData || rest[1] != VersionMajor)
        {
            return false;
        }

        var length = HeaderLength + BinaryPrimitives.ReadUInt16BigEndian(rest[11..]);
        if (length > rest.Length)
        {
            return false;
        }

        Record = rest[..length];
        Position += length;
        return true;
    }

    /// <summary>The message_seq of a handshake record in clear. False: another kind of record.</summary>
    public readonly bool TryReadMessageSequence(out int sequence)
    {
        if (Type != Handshake || Epoch != 0 || Record.Length < HeaderLength + HandshakeHeaderLength)
        {
            sequence = 0;
            return false;
        }

        sequence = BinaryPrimitives.ReadUInt16BigEndian(Record[(HeaderLength + 4)..]);
        return true;
    }
}

using System.Buffers.Binary;

namespace SessionRelay.Tests.Dtls;

/// <summary>
/// Sends a client's ClientHello in pieces of a datagram each, as browsers do whose ClientHello is longer than a datagram. Later records in
/// clear get higher record numbers to make room; the handshake's transcript does not cover those (RFC 6347 section 4.2.6).
/// </summary>
internal static class ClientHelloPieces
{
    private const int RecordHeader = 13;
    private const int HandshakeHeader = 12;
    private const byte ClientHello = 1;

    public static bool IsClientHello(byte[] datagram) => datagram[0] == 22 && datagram[RecordHeader] == ClientHello;

    /// <summary>The ClientHello cut into <paramref name="count"/> records, numbered from <paramref name="firstNumber"/>.</summary>
    public static byte[][] Cut(byte[] datagram, int count, int firstNumber)
    {
        IsClientHello(datagram).ShouldBeTrue();
        var body = datagram.AsSpan(RecordHeader + HandshakeHeader);
        var pieces = new byte[count][];
        for (var i = 0; i < count; i++)
        {
            var begin = body.Length * i / count;
            var end = body.Length * (i + 1) / count;
            var piece = new byte[RecordHeader + HandshakeHeader + end - begin];
            datagram.AsSpan(0, RecordHeader + HandshakeHeader).CopyTo(piece);
            Number(piece, firstNumber + i);
            BinaryPrimitives.WriteUInt16BigEndian(piece.AsSpan(11), (ushort)(HandshakeHeader + end - begin));
            WriteUInt24(piece.AsSpan(RecordHeader + 6), begin);
            WriteUInt24(piece.AsSpan(RecordHeader + 9), end - begin);
            body[begin..end].CopyTo(piece.AsSpan(RecordHeader + HandshakeHeader));
            pieces[i] = piece;
        }

        return pieces;
    }

    /// <summary>Moves the numbers of all records in clear up by <paramref name="offset"/>.</summary>
    public static byte[] Renumber(byte[] datagram, int offset)
    {
        var copy = (byte[])datagram.Clone();
        for (var at = 0; at < copy.Length;)
        {
            var record = copy.AsSpan(at);
            if (BinaryPrimitives.ReadUInt16BigEndian(record[3..]) == 0)
            {
                Number(record, (int)BinaryPrimitives.ReadUInt32BigEndian(record[7..]) + offset);
            }

            at += RecordHeader + BinaryPrimitives.ReadUInt16BigEndian(record[11..]);
        }

        return copy;
    }

    private static void Number(Span<byte> record, int number) => BinaryPrimitives.WriteUInt32BigEndian(record[7..], (uint)number);

    private static void WriteUInt24(Span<byte> destination, int value)
    {
        destination[0] = (byte)(value >> 16);
        destination[1] = (byte)(value >> 8);
        destination[2] = (byte)value;
    }
}

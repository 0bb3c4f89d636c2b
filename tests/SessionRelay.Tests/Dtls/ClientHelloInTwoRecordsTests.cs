namespace SessionRelay.Tests.Dtls;

/// <summary>Both browsers' ClientHello takes two datagrams. freeswitch 2966, dimpl 87.</summary>
public sealed class ClientHelloInTwoRecordsTests
{
    private const int Pieces = 2;

    [Fact]
    public void In_order_they_connect() => Connects((pieces, _) => pieces, 2);

    [Fact]
    public void Reordered_they_connect() => Connects((pieces, _) => pieces.Reverse(), 2);

    [Fact]
    public void Each_doubled_they_connect() => Connects((pieces, _) => pieces.SelectMany(piece => new[] { piece, piece }), 2);

    [Fact]
    public void Doubled_as_a_pair_they_connect() => Connects((pieces, _) => pieces.Concat(pieces), 2);

    [Fact]
    public void Second_lost_the_repeat_connects() => Connects((pieces, attempt) => attempt == 0 ? pieces.Take(1) : pieces, 2);

    [Fact]
    public void First_lost_the_repeat_connects() => Connects((pieces, attempt) => attempt == 0 ? pieces.Skip(1) : pieces, 2);

    [Fact]
    public void A_half_of_each_attempt_is_enough() => Connects((pieces, attempt) => pieces.Skip(attempt).Take(1), 2);

    [Fact]
    public void Cut_in_five_and_turned_around_they_connect() => Connects((pieces, _) => pieces.Reverse(), 5);

    private static void Connects(Func<byte[][], int, IEnumerable<byte[]>> fate, int count)
    {
        using var pair = new DtlsPair();
        var attempts = 0;
        pair.FromClient = (_, datagram) =>
        {
            if (!ClientHelloPieces.IsClientHello(datagram))
            {
                return [(ClientHelloPieces.Renumber(datagram, count * 10), DtlsPair.OneWay)];
            }

            var pieces = fate(ClientHelloPieces.Cut(datagram, count, attempts * count), attempts).ToArray();
            attempts++;
            return pieces.Select(piece => (piece, DtlsPair.OneWay));
        };
        pair.Run();

        pair.BothConnected.ShouldBeTrue($"{pair.Server.FailureDetail} {pair.Client.FailureDetail}");
        DtlsHandshakeTests.KeysMirror(pair);
        attempts.ShouldBeLessThanOrEqualTo(Pieces);
    }
}

using SessionRelay.Dtls;

namespace SessionRelay.Tests.Dtls;

public sealed class DtlsLossTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_datagram_of_the_server_lost_costs_one_resend(int lost)
    {
        using var pair = new DtlsPair();
        pair.FromServer = (number, datagram) => number == lost ? [] : [(datagram, DtlsPair.OneWay)];
        pair.Run();

        DtlsHandshakeTests.KeysMirror(pair);
        (pair.Client.ConnectedAt - pair.Client.StartedAt).ShouldBeLessThan(TimeSpan.FromMilliseconds(200));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_datagram_of_the_client_lost_costs_one_resend(int lost)
    {
        using var pair = new DtlsPair();
        pair.FromClient = (number, datagram) => number == lost ? [] : [(datagram, DtlsPair.OneWay)];
        pair.Run();

        DtlsHandshakeTests.KeysMirror(pair);
        (pair.Client.ConnectedAt - pair.Client.StartedAt).ShouldBeLessThan(TimeSpan.FromMilliseconds(200));
    }

    [Fact]
    public void Everything_doubled_connects_without_an_echo()
    {
        using var pair = new DtlsPair();
        pair.FromClient = pair.FromServer = (_, datagram) => [(datagram, DtlsPair.OneWay), (datagram, 1.5 * DtlsPair.OneWay)];
        pair.Run();

        DtlsHandshakeTests.KeysMirror(pair);
        (pair.SentByClient + pair.SentByServer).ShouldBeLessThanOrEqualTo(6);
    }

    [Fact]
    public void The_servers_last_flight_is_sent_again_when_the_client_asks_by_repeating_its_own()
    {
        using var pair = new DtlsPair();
        var serverConnected = 0;
        pair.FromServer = (_, datagram) =>
            pair.Server.State == DtlsState.Connected && serverConnected++ < 3 ? [] : [(datagram, DtlsPair.OneWay)];
        pair.Run();

        DtlsHandshakeTests.KeysMirror(pair);
        serverConnected.ShouldBe(4);
    }

    [Fact]
    public void Flights_are_sent_again_after_50_100_200_ms_and_so_on_up_to_4_s()
    {
        using var pair = new DtlsPair();
        var sent = new List<double>();
        var start = pair.Now;
        pair.FromClient = (_, _) =>
        {
            sent.Add((pair.Now - start).TotalMilliseconds);
            return [];
        };
        pair.Run();

        sent.ShouldBe([0, 50, 150, 350, 750, 1550, 3150, 6350, 10350, 14350, 18350, 22350, 26350]);
        pair.Client.State.ShouldBe(DtlsState.Failed);
        pair.Client.Failure.ShouldBe(DtlsFailure.Timeout);
        (pair.Now - start).ShouldBe(DtlsTransport.HandshakeTimeout);
    }

    [Fact]
    public void Random_loss_doubling_and_reordering_connect_in_time()
    {
        var slowest = TimeSpan.Zero;
        for (var seed = 0; seed < 60; seed++)
        {
            using var pair = new DtlsPair();
            var random = new Random(seed);
            pair.FromClient = pair.FromServer = (_, datagram) =>
            {
                var copies = random.NextDouble() switch { < 0.25 => 0, < 0.85 => 1, _ => 2 };
                return Enumerable.Range(0, copies).Select(_ => (datagram, random.NextDouble() * 60 * TimeSpan.FromMilliseconds(1))).ToArray();
            };
            pair.Run();

            pair.BothConnected.ShouldBeTrue($"seed {seed}: {pair.Server.State} {pair.Server.Failure} {pair.Client.State} {pair.Client.FailureDetail}");
            DtlsHandshakeTests.KeysMirror(pair);
            slowest = TimeSpan.FromTicks(Math.Max(slowest.Ticks, (pair.Client.ConnectedAt - pair.Client.StartedAt).Ticks));
        }

        slowest.ShouldBeLessThan(TimeSpan.FromSeconds(10));
    }
}

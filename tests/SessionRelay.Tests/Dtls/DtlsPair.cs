using SessionRelay.Dtls;
using SessionRelay.Srtp;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Dtls;

/// <summary>
/// A client and a server with a path of 10 ms between them, in virtual time. What happens to each datagram is a function: it gives the
/// datagrams that travel in its stead, each with the time it takes.
/// </summary>
internal sealed class DtlsPair : IDisposable
{
    public static readonly TimeSpan OneWay = TimeSpan.FromMilliseconds(10);

    private static readonly Lazy<DtlsCertificate> s_certificate = new(DtlsCertificate.Create);
    private static readonly Lazy<DtlsCertificate> s_otherCertificate = new(DtlsCertificate.Create);

    private readonly PriorityQueue<(DtlsTransport To, byte[] Datagram), (long Time, int Order)> _travelling = new();
    private int _order;

    public DtlsPair(
        ReadOnlySpan<SrtpProfile> clientProfiles = default,
        ReadOnlySpan<SrtpProfile> serverProfiles = default,
        DtlsFingerprint? expectedByServer = null,
        DtlsFingerprint? expectedByClient = null)
    {
        Server = new DtlsTransport(ServerCertificate, DtlsRole.Server, [expectedByServer ?? ClientCertificate.Fingerprint], serverProfiles);
        Client = new DtlsTransport(ClientCertificate, DtlsRole.Client, [expectedByClient ?? ServerCertificate.Fingerprint], clientProfiles);
    }

    public delegate IEnumerable<(byte[] Datagram, TimeSpan Delay)> Fate(int number, byte[] datagram);

    public static DtlsCertificate ServerCertificate => s_certificate.Value;

    public static DtlsCertificate ClientCertificate => s_otherCertificate.Value;

    public DtlsTransport Server { get; }

    public DtlsTransport Client { get; }

    public MonotonicTime Now { get; private set; } = MonotonicTime.FromMilliseconds(1000);

    public Fate FromClient { get; set; } = (_, datagram) => [(datagram, OneWay)];

    public Fate FromServer { get; set; } = (_, datagram) => [(datagram, OneWay)];

    public int SentByClient { get; private set; }

    public int SentByServer { get; private set; }

    public bool BothConnected => Client.State == DtlsState.Connected && Server.State == DtlsState.Connected;

    /// <summary>Starts the client and lets time pass until nothing more happens before <paramref name="limit"/>.</summary>
    public void Run(TimeSpan? limit = null)
    {
        Client.Start(Now);
        Continue(limit);
    }

    public void Continue(TimeSpan? limit = null)
    {
        var end = Now + (limit ?? TimeSpan.FromSeconds(60));
        while (true)
        {
            SentByClient = Pump(Client, Server, FromClient, SentByClient);
            SentByServer = Pump(Server, Client, FromServer, SentByServer);
            var next = MonotonicTime.Min(Client.Deadline, Server.Deadline);
            if (_travelling.TryPeek(out _, out var arrival))
            {
                next = MonotonicTime.Min(next, new MonotonicTime(arrival.Time));
            }

            if (next > end)
            {
                return;
            }

            next.ShouldBeGreaterThanOrEqualTo(Now, "a deadline in the past would spin");
            Now = next;
            while (_travelling.TryPeek(out var arriving, out var due) && due.Time <= Now.Ticks)
            {
                _travelling.Dequeue();
                arriving.To.Handle(arriving.Datagram, Now);
            }
        }
    }

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
    }

    private int Pump(DtlsTransport from, DtlsTransport to, Fate fate, int sent)
    {
        var buffer = new byte[DtlsTransport.MaxDatagramLength];
        while (from.TryGetDatagram(buffer, Now, out var length))
        {
            length.ShouldBeLessThanOrEqualTo(1200);
            foreach (var (datagram, delay) in fate(sent, buffer[..length]))
            {
                _travelling.Enqueue((to, datagram), ((Now + delay).Ticks, _order++));
            }

            sent++;
        }

        return sent;
    }
}

using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using SessionRelay.Phone.Sip;

namespace SessionRelay.Tests.Phone.Legs;

/// <summary>A PBX by TLS with a certificate of its own, which answers every call with SDES-SRTP and a <see cref="SocketPhone"/>.</summary>
internal sealed class TlsPbx : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<SocketPhone> _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _running;

    public TlsPbx()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        Certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        _listener.Start();
        _running = Task.Run(RunAsync);
    }

    public X509Certificate2 Certificate { get; }

    public string Server => $"localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>The phone of the first call, once it is answered.</summary>
    public Task<SocketPhone> Answered => _answered.Task;

    /// <summary>A BYE has come.</summary>
    public Task Ended => _ended.Task;

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        _running.Wait();
        if (_answered.Task.IsCompletedSuccessfully)
            _answered.Task.Result.Dispose();
        _listener.Dispose();
        Certificate.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await using var stream = new SslStream(client.GetStream());
                await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = Certificate }, _stop.Token);
                await ServeAsync(stream, (IPEndPoint)client.Client.RemoteEndPoint!);
            }
            catch (Exception reason) when (reason is IOException or OperationCanceledException or SocketException or System.Security.Authentication.AuthenticationException)
            {
                // The relay has closed it, does not believe the certificate, or the test is over.
            }
        }
    }

    private async Task ServeAsync(SslStream stream, IPEndPoint from)
    {
        var reader = new SipStreamReader();
        var buffer = new byte[4096];
        while (await stream.ReadAsync(buffer, _stop.Token) is > 0 and { } length)
        {
            foreach (var bytes in Cut(reader, buffer.AsSpan(0, length)))
            {
                SipParser.TryParse(bytes, out var request, out _).ShouldBeTrue();
                if (Reply(request!, from) is { } reply)
                    await stream.WriteAsync(reply, _stop.Token);
            }
        }
    }

    private byte[]? Reply(SipMessage request, IPEndPoint from)
    {
        if (request.Method == "ACK")
            return null;
        if (request.Method == "BYE")
            _ended.TrySetResult();
        var writer = SipWriter.Answer(request, 200, "OK", from, "pbx").Header(SipHeaderName.Contact, $"<sip:pbx@{Server};transport=tls>");
        return request.Method == "INVITE" ? writer.Finish("application/sdp", Describe(Encoding.Latin1.GetString(request.Body))) : writer.Finish();
    }

    private string Describe(string offer)
    {
        offer.ShouldContain("RTP/SAVP");
        var relays = Convert.FromBase64String(offer.Split("inline:")[1].Split('\r')[0]);
        var own = RandomNumberGenerator.GetBytes(30);
        var phone = new SocketPhone((own, relays));
        _answered.TrySetResult(phone);
        return $"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio {phone.Port} RTP/SAVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\n"
            + $"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{Convert.ToBase64String(own)}\r\n";
    }

    private static List<byte[]> Cut(SipStreamReader reader, ReadOnlySpan<byte> arrived)
    {
        var messages = new List<byte[]>();
        while (reader.TryRead(ref arrived, out var message))
            messages.Add(message);
        return messages;
    }
}

using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SessionRelay.Portal.Journeys.Hours;
using SessionRelay.Portal.Tests.Pages;
using SessionRelay.Portal.Tests.Pages.Bookings;

namespace SessionRelay.Portal.Tests.Journeys;

/// <summary>A calendar's server is a stranger: how much it may send, how long it may take, and where it may send us. The client is the program's own, with a name that leads to this machine.</summary>
public sealed class OutsideCalendarLimitsTests : IAsyncLifetime
{
    private const string Name = "calendar.example";
    private const string Calendar = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\nEND:VCALENDAR\r\n";

    private readonly PortalApp app = new();
    private readonly X509Certificate2 certificate = SelfSigned();
    private WebApplication server = null!;
    private int port;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        server = builder.Build();
        server.MapGet("/calendar.ics", () => Calendar);
        server.MapGet("/sized/{bytes:int}", (int bytes) => Results.Bytes(Sized(bytes), "text/calendar"));
        server.MapGet("/streamed/{bytes:int}", (int bytes) => Results.Stream(stream => stream.WriteAsync(Sized(bytes)).AsTask(), "text/calendar")); // no Content-Length
        server.MapGet("/hops/{left:int}", (int left) => Results.Redirect(left > 0 ? $"/hops/{left - 1}" : "/calendar.ics"));
        server.MapGet("/down", () => Results.Redirect($"http://{Name}:{port}/calendar.ics"));
        server.MapGet("/inside", () => Results.Redirect($"https://localhost:{port}/calendar.ics"));
        server.MapGet("/slow", async (HttpContext http) =>
        {
            await http.Response.WriteAsync("BEGIN:VCALENDAR\r\n");
            await http.Response.Body.FlushAsync();
            await new TaskCompletionSource().Task.WaitAsync(http.RequestAborted); // until who asked has had enough
        });
        await server.StartAsync();
        port = new Uri(server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;

        await app.VisitorAsync();
        var handler = app.Services.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler(OutsideCalendars.ClientName);
        while (handler is DelegatingHandler outer) handler = outer.InnerHandler!;
        var sockets = (SocketsHttpHandler)handler;
        sockets.ConnectCallback.ShouldBe(PublicAddress.ConnectAsync);
        sockets.ConnectCallback = ConnectAsync;
        sockets.SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, its, _, _) => its?.GetCertHashString() == certificate.GetCertHashString() };
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await server.DisposeAsync();
        certificate.Dispose();
    }

    [Theory]
    [InlineData("/calendar.ics", null)]
    [InlineData("/nothing", OutsideTrouble.Refused)]
    [InlineData("/hops/2", null)] // three steps
    [InlineData("/hops/3", OutsideTrouble.Refused)]
    [InlineData("/down", OutsideTrouble.Refused)]
    [InlineData("/inside", OutsideTrouble.Unreachable)]
    [InlineData("/slow", OutsideTrouble.Slow)]
    public async Task What_a_server_may_do(string path, string? trouble) => (await SetAsync(path)).ShouldBe(trouble);

    [Theory]
    [InlineData("sized", 0, null)]
    [InlineData("sized", 1, OutsideTrouble.Unreachable)]
    [InlineData("streamed", 0, null)]
    [InlineData("streamed", 1, OutsideTrouble.Unreachable)]
    public async Task How_much_it_may_send(string way, int over, string? trouble) => (await SetAsync($"/{way}/{OutsideCalendars.MostBytes + over}")).ShouldBe(trouble);

    [Fact]
    public async Task What_was_busy_stays_so_when_the_server_sends_too_much()
    {
        var therapist = await app.TherapistAsync(user: null);
        (await SetAsync("/calendar.ics", therapist)).ShouldBeNull();
        await app.InDatabaseAsync(async work =>
        {
            var now = work.Database.Clock.GetCurrentInstant();
            work.Db.Add(new SessionRelay.Portal.Data.Staff.OutsideBusyTime { StaffId = therapist, Start = now, End = now + NodaTime.Duration.FromHours(1) });
            return await work.Db.SaveChangesAsync();
        });

        (await SetAsync($"/sized/{OutsideCalendars.MostBytes + 1}", therapist)).ShouldBe(OutsideTrouble.Unreachable);

        (await app.InDatabaseAsync(work => work.Db.OutsideBusyTimes.CountAsync(time => time.StaffId == therapist))).ShouldBe(1);
    }

    /// <summary>As bytes that are still a calendar: a long comment before its end.</summary>
    private static byte[] Sized(int bytes)
    {
        const string Head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\n";
        const string Tail = "END:VCALENDAR\r\n";
        const string Line = "COMMENT:";
        var text = new StringBuilder(Head, bytes);
        while (text.Length + Tail.Length < bytes)
        {
            var left = bytes - text.Length - Tail.Length;
            var length = left <= 70 ? left : left - 70 < Line.Length + 2 ? 60 : 70; // what is left for the last line is not too short
            text.Append(Line).Append('a', length - Line.Length - 2).Append("\r\n");
        }

        text.Append(Tail);
        text.Length.ShouldBe(bytes);
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private async Task<string?> SetAsync(string path, Guid? therapist = null)
    {
        var id = therapist ?? await app.TherapistAsync(user: null);
        return await app.DoAsync((_, services) => services.GetRequiredService<OutsideCalendars>().SetAsync(id, $"https://{Name}:{port}{path}", CancellationToken.None));
    }

    /// <summary>One name leads here; all others go through the door that the program has.</summary>
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        if (context.DnsEndPoint.Host != Name) return await PublicAddress.ConnectAsync(context, cancel);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, cancel);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var made = new CertificateRequest($"CN={Name}", key, HashAlgorithmName.SHA256).CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}

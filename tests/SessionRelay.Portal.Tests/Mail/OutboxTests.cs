using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Reminders;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Mail;
using SessionRelay.Portal.Pages;
using SessionRelay.Portal.Tests.Pages;
using Client = SessionRelay.Portal.Pages.Client;

namespace SessionRelay.Portal.Tests.Mail;

/// <summary>Messages go to a real mail server (Debian's aiosmtpd), which prints what it got.</summary>
public sealed class OutboxTests
{
    private const string Sender = "hello@practice.example";

    [Fact]
    public async Task A_link_that_was_asked_for_arrives_and_lets_in()
    {
        var port = PortalProcess.FreePort();
        await using var server = Server(port);
        await using var app = PortalApp.With(("Mail:Smtp", $"smtp://127.0.0.1:{port}"), ("Mail:From", Sender));
        var user = await app.AddUserAsync(PortalRoles.Client);
        using var person = await app.VisitorAsync();
        await person.OpenAsync<SignInModel>();

        await person.PostAsync(("Email", user.Email!.ToUpperInvariant()));

        person.Place.ShouldBe(app.Link<LinkSentModel>());
        var link = await server.LineAsync(line => line.Contains(app.Link<EnterModel>() + "?token="));
        server.Output.ShouldContain($"To: {user.Email}");
        server.Output.ShouldContain($"From: {Sender}");
        await person.OpenAsync(new Uri(link.Trim()).PathAndQuery);
        await person.PostAsync();
        person.Place.ShouldBe(app.Link<Client.IndexModel>());
    }

    [Fact]
    public async Task An_unknown_address_and_one_of_staff_get_the_same_answer_and_no_mail()
    {
        var port = PortalProcess.FreePort();
        await using var server = Server(port);
        await using var app = PortalApp.With(("Mail:Smtp", $"smtp://127.0.0.1:{port}"), ("Mail:From", Sender));
        var staff = await app.AddUserAsync(PortalRoles.Therapist);
        var client = await app.AddUserAsync(PortalRoles.Client);
        using var person = await app.VisitorAsync();
        foreach (var address in new[] { "nobody@example.org", staff.Email!, client.Email! })
        {
            await person.OpenAsync<SignInModel>();
            await person.PostAsync(("Email", address));
            person.Place.ShouldBe(app.Link<LinkSentModel>());
            person.Status.ShouldBe(HttpStatusCode.OK);
        }

        // They are answered in order: when the last has its mail, the others will never have one.
        await server.LineAsync(line => line.Contains(app.Link<EnterModel>() + "?token="));

        server.Output.ShouldNotContain("nobody@example.org");
        server.Output.ShouldNotContain(staff.Email!);
    }

    [Fact]
    public async Task What_could_not_be_sent_goes_out_later_under_its_first_id()
    {
        var port = PortalProcess.FreePort(); // where nobody listens yet
        await using var app = PortalApp.With(("Mail:Smtp", $"smtp://127.0.0.1:{port}"), ("Mail:From", Sender));
        var id = await app.WithAsync(async services =>
        {
            var work = services.GetRequiredService<UnitOfWork>();
            services.GetRequiredService<Outbox>().Add(new Letter("test", "ann@example.org", "Hello", "Nothing of importance."));
            await work.Db.SaveChangesAsync();
            await services.GetRequiredService<OutboxSender>().SendDueAsync(default);
            return (await work.Db.OutgoingMessages.AsNoTracking().SingleAsync()).MessageId;
        });
        (await StateAsync(app)).ShouldBe(DeliveryState.Marked);
        await using var server = Server(port);

        await Until(server, app);

        (await server.LineAsync(line => line.StartsWith("Message-I", StringComparison.OrdinalIgnoreCase))).ShouldContain(id);
        (await StateAsync(app)).ShouldBe(DeliveryState.Sent);
    }

    [Fact]
    public async Task Without_a_mail_server_the_pages_say_that_mail_is_off()
    {
        await using var app = new PortalApp();
        using var person = await app.VisitorAsync();

        await person.OpenAsync<SignInModel>();

        person.Words.ShouldContain("This practice does not send mail yet");
        person.Page.GetElementById("Email").ShouldBeNull();
        using var owner = await app.SignedInAsync(PortalRoles.Owner);
        await owner.OpenAsync<SessionRelay.Portal.Pages.Owner.IndexModel>();
        owner.Words.ShouldContain("Mail is off");
    }

    private static PortalProcess Server(int port) => PortalProcess.StartScript(
        "aiosmtpd", new Dictionary<string, string> { ["PYTHONUNBUFFERED"] = "1" }, "-n", "-l", $"127.0.0.1:{port}", "-c", "aiosmtpd.handlers.Debugging", "stdout");

    private static Task<DeliveryState> StateAsync(PortalApp app) => app.WithAsync(async services =>
        (await services.GetRequiredService<UnitOfWork>().Db.OutgoingMessages.AsNoTracking().SingleAsync()).State);

    /// <summary>The server needs a moment to listen: each try that comes too early is one that failed, whose time is then put back again.</summary>
    private static async Task Until(PortalProcess server, PortalApp app)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!server.Output.Contains("Nothing of importance") && await timer.WaitForNextTickAsync(bound.Token))
        {
            await app.WithAsync(async services =>
            {
                var work = services.GetRequiredService<UnitOfWork>();
                var message = await work.Db.OutgoingMessages.SingleAsync();
                message.MarkedAt -= Duration.FromHours(9);
                await work.Db.SaveChangesAsync();
                await services.GetRequiredService<OutboxSender>().SendDueAsync(default);
                return message.State;
            });
        }
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NodaTime;
using Orleans.Configuration;
using SessionRelay.Browser.Tests.Browsers;
using SessionRelay.Browser.Tests.Product;
using SessionRelay.Browser.Tests.Room;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Hosting;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Demo;
using SessionRelay.Portal.Domain.Scheduling;
using SessionRelay.Portal.Journeys.Sessions;
using SessionRelay.Portal.Pages;
using SessionRelay.Portal.Practice;
using SessionRelay.Portal.Start;
using SessionRelay.Portal.Web;

namespace SessionRelay.Browser.Tests.Walks;

/// <summary>
/// The product with the demo's practice, relay and all, in this process: so that its clock can be put forward from one appointment to the next.
/// It begins on a Monday morning, in the practice's zone, in a week without holidays.
/// </summary>
internal sealed class WalkPortal : IAsyncDisposable
{
    private static readonly DateTimeZone NewYork = DateTimeZoneProviders.Tzdb["America/New_York"];

    private readonly TestFolder data;
    private readonly DemoFolder demo;
    private readonly WebApplication app;
    private readonly Chromium chromium;

    private WalkPortal(TestFolder data, DemoFolder demo, WebApplication app, SetClock clock, Chromium chromium)
    {
        (this.data, this.demo, this.app, this.chromium) = (data, demo, app, chromium);
        Clock = clock;
        Postbox = new Postbox(Path.Combine(data.Path, "outbox"));
    }

    public SetClock Clock { get; }

    public Postbox Postbox { get; }

    public PageLinks Links => app.Services.GetRequiredService<PageLinks>();

    public static async Task<WalkPortal> StartAsync(Chromium chromium)
    {
        var (data, demo, clock) = (new TestFolder(), new DemoFolder(), new SetClock());
        var settings = new Dictionary<string, string?>
        {
            ["urls"] = $"http://127.0.0.1:{RunningPortal.FreePort()}",
            ["Relay:UdpPort"] = "0",
            ["Relay:PublicAddress"] = "127.0.0.1",
            ["Data:Path"] = data.Path,
        };
        var app = PortalHost.Build(new StartArguments(true, settings), demo, builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(clock);
            builder.Services.Configure<ClusterMembershipOptions>(options => options.LivenessEnabled = false); // else a step of the clock looks like a silo that hangs
        });
        await app.StartAsync(); // by the true clock: a silo that began long before "now" takes itself for one that is retired, and ends the process
        clock.PutForwardTo(QuietMonday(clock.Now));
        await DemoPractice.FillAsync(app.Services, default);
        await app.Services.GetRequiredService<IPracticeFacts>().RefreshAsync(default);
        return new WalkPortal(data, demo, app, clock, chromium);
    }

    /// <summary>A link as <c>--demo</c> prints it for one person of each role: here for anybody who works in the practice, or is cared for.</summary>
    public async Task<string> SignInLinkAsync(string address)
    {
        await using var scope = app.Services.GetRequiredService<IServiceScopeFactory>().BeginAsProgram("walk");
        var user = await scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>().FindByEmailAsync(address) ?? throw new InvalidOperationException($"Nobody has the address {address}.");
        var token = await scope.ServiceProvider.GetRequiredService<SignInLinks>().MintAsync(LinkPurpose.SignIn, user.Id, default);
        return Links.Absolute<EnterModel>(new { token });
    }

    /// <summary>What the practice knows otherwise than by a page of this walk.</summary>
    public async Task ChangeAsync(Func<UnitOfWork, Task> change)
    {
        await using var scope = app.Services.GetRequiredService<IServiceScopeFactory>().BeginAsProgram("walk");
        var work = scope.ServiceProvider.GetRequiredService<UnitOfWork>();
        await change(work);
        await work.Db.SaveChangesAsync();
    }

    /// <summary>Time passes until an appointment begins: who was signed in is signed out by then, as it is more than an hour, and what is due by itself is done.</summary>
    public async Task PassAsync(Instant until)
    {
        Clock.PutForwardTo(until);
        await DoWhatIsDueAsync();
    }

    /// <summary>The next run of what the practice does by itself, now rather than within some seconds.</summary>
    public Task DoWhatIsDueAsync() => app.Services.GetServices<IHostedService>().OfType<SessionClerk>().Single().RunAsync(default);

    /// <summary>Somebody sits down at a device of their own that knows nothing yet.</summary>
    public async Task<Walker> WalkerAsync(string name, bool hasScript = true, string zone = "America/New_York")
    {
        var tab = await chromium.ChromiumTabAsync(hasScript ? RoomPage.Probe : "", new TabLook(Zone: zone, HasScript: hasScript));
        return new Walker(this, tab, name, hasScript, new Uri(Links.Origin));
    }

    /// <summary>Nine o'clock on a Monday to come, with no holiday in its week.</summary>
    private static Instant QuietMonday(Instant now)
    {
        var day = now.InZone(NewYork).Date.PlusDays(7).Next(IsoDayOfWeek.Monday);
        while (HolidayCalendar.UsFederal(day, day.PlusDays(5)).Count > 0) day = day.PlusWeeks(1);
        return day.At(new LocalTime(9, 0)).InZoneStrictly(NewYork).ToInstant();
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        demo.Dispose();
        data.Dispose();
    }
}

using SessionRelay.LoadTests.FrontDoor;
using SessionRelay.LoadTests.Measures;
using SessionRelay.LoadTests.Scenarios;

namespace SessionRelay.LoadTests.Portal;

/// <summary>All people of a portal run. When one can't go on, the run can't: it is told at the next wait.</summary>
internal sealed class PortalCrowd(TargetSettings target, PortalSettings settings, SignInLinks links, StepTable steps, PortalCounts counts) : IAsyncDisposable
{
    /// <summary>Tries of one person to get in: the node may put off those who come from one address (at most 60 a minute).</summary>
    private const int MostTries = 4;

    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(20);

    private readonly List<Task> _lives = [];
    private readonly List<PortalBrowser> _browsers = [];
    private CancellationTokenSource? _living;

    /// <summary>Brings everybody in, spread over the ramp; each begins to live at once.</summary>
    /// <param name="living">Ends all lives.</param>
    public async Task SignInAsync(CancellationTokenSource living)
    {
        _living = living;
        await Pacing.SpreadAsync(settings.Count, settings.Ramp, number =>
        {
            var browser = new PortalBrowser(target, steps, settings.AddressEach ? PersonAddress.Of(number) : null);
            _browsers.Add(browser);
            return EnterAsync(new PortalPerson(browser, counts, steps, settings.Think, new Random(number + 1)), living.Token);
        }, living.Token);
    }

    /// <summary>Waits, unless somebody breaks down.</summary>
    public async Task HoldAsync(TimeSpan time, CancellationToken stop)
    {
        var hold = Pacing.HoldAsync(time, stop);
        var broken = await Task.WhenAny([hold, .. _lives]);
        await broken;
    }

    public async ValueTask DisposeAsync()
    {
        await (_living?.CancelAsync() ?? Task.CompletedTask);
        foreach (var life in _lives)
            await life.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var browser in _browsers)
            browser.Dispose();
    }

    private async Task EnterAsync(PortalPerson person, CancellationToken stop)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await person.SignInAsync(links, stop);
                break;
            }
            catch (RefusedException refused) when (tries >= MostTries)
            {
                throw new LoadTestException(ExitCodes.TargetUnusable, $"Somebody could not sign in: {refused.Message}", refused);
            }
            catch (RefusedException)
            {
                await Task.Delay(BetweenTries, TimeProvider.System, stop);
            }
        }

        counts.Enter();
        lock (_lives)
            _lives.Add(person.LiveAsync(stop));
    }
}

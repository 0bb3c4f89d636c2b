using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Data.Practice;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Signaling.Sessions;

namespace SessionRelay.Portal.Practice;

/// <summary>
/// Keeps what pages say of the practice in memory. Read at the start and looked at again each minute (another node may have changed it); whoever changes it here says so.
/// While the database is down the last that was known stands.
/// </summary>
internal sealed partial class PracticeFactsKeeper(PortalDatabase database, TimeProvider time, ILogger<PracticeFactsKeeper> log) : BackgroundService, IPracticeFacts
{
    /// <summary>The place of the practice's own words on the front page.</summary>
    public const string WelcomePlace = "welcome";

    /// <summary>On the crisis page.</summary>
    public const string CrisisPlace = "crisis";

    /// <summary>On what a session, and a change of it, costs.</summary>
    public const string FeesPlace = "fees";

    private const string Language = "en";
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);
    private volatile PracticeFacts current = PracticeFacts.Default;

    public PracticeFacts Current => current;

    public async Task RefreshAsync(CancellationToken cancel)
    {
        await using var work = database.Begin(null); // nothing of a client's is read
        if (await work.Db.Practice.AsNoTracking().FirstOrDefaultAsync(row => row.Id == PracticeProfile.TheOne, cancel) is not { } profile) return;
        var numbers = await work.Db.CrisisNumbers.AsNoTracking().Where(number => number.Country == profile.Country).OrderBy(number => number.Order).ToListAsync(cancel);
        var words = await work.Db.PracticeTexts.AsNoTracking().Where(text => text.Language == Language).ToDictionaryAsync(text => text.Place, text => text.Text, cancel);
        current = new PracticeFacts(
            profile.Name,
            profile.Zone,
            profile.Phone ?? "",
            profile.PublicEmail ?? "",
            numbers.Count > 0 ? [.. numbers.Select(LineOf)] : HelpLine.UnitedStates, // never none
            new PracticeWords(words.GetValueOrDefault(WelcomePlace, ""), words.GetValueOrDefault(CrisisPlace, ""), words.GetValueOrDefault(FeesPlace, "")),
            profile.IdleMinutes,
            profile.AccentColour,
            profile.Country);
    }

    /// <summary>988 takes messages as well; of other numbers nobody knows.</summary>
    private static HelpLine LineOf(CrisisNumber number) => new(number.Name, number.Help, number.Number, number is { Country: "US", Number: "988" } ? number.Number : "");

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken); // before the first page
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RefreshAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                CannotRead(failure.GetType().Name);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What the practice says of itself can't be read ({Failure}); what was known stays")]
    private partial void CannotRead(string failure);
}

internal static class PracticeSetup
{
    public static void AddPracticeFacts(this IServiceCollection services)
    {
        services.AddSingleton<PracticeFactsKeeper>();
        services.AddSingleton<IPracticeFacts>(provider => provider.GetRequiredService<PracticeFactsKeeper>());
        services.AddSingleton<IPracticeNumber, PracticeNumber>();
        services.AddHostedService(provider => provider.GetRequiredService<PracticeFactsKeeper>());
    }
}

using System.CommandLine;
using SessionRelay.LoadTests.FrontDoor;
using SessionRelay.LoadTests.Portal;

namespace SessionRelay.LoadTests.Commands;

/// <summary><c>portal</c>: people search for free times and book them, by the portal's pages.</summary>
internal static class PortalCommand
{
    private const int MostPeople = 10_000;

    public static Command Create()
    {
        var common = new CommonOptions();
        var links = new Option<string>("--links")
        {
            Description = "The file of sign-in links that \"SessionRelay.Portal fill\" wrote: one a person is used up.",
            Required = true,
        };
        var count = OptionValues.Number("--count", "People at the same time.", 40, 1, MostPeople);
        var think = OptionValues.Time("--think", "Between two pages of one person, on the average.", TimeSpan.FromSeconds(2));
        var ramp = new Option<TimeSpan?>("--ramp") { Description = "Over which people sign in (default: ten a second).", CustomParser = OptionValues.TimeOrNot };
        var warmUp = OptionValues.Time("--warm-up", "Between the last sign-in and the measured time.", TimeSpan.FromSeconds(15));
        var duration = OptionValues.Time("--duration", "Measured time.", TimeSpan.FromSeconds(60));
        var command = new Command("portal", "People search for free times and book them, by the portal's pages, in a practice made by \"SessionRelay.Portal fill\".") { links, count, think, ramp, warmUp, duration };
        common.AddTargetTo(command);
        command.SetAction((result, stop) =>
        {
            var settings = common.Settings(result, "portal");
            var people = result.GetValue(count);
            return PortalRun.ExecuteAsync(
                settings,
                new PortalSettings(
                    people,
                    result.GetValue(think),
                    result.GetValue(ramp) ?? TimeSpan.FromSeconds(people / 10.0),
                    result.GetValue(warmUp),
                    result.GetValue(duration),
                    AddressEach: settings.Target.Url.IsLoopback && settings.Target.Url.Host != "[::1]"),
                result.GetValue(links)!,
                stop);
        });
        return command;
    }
}

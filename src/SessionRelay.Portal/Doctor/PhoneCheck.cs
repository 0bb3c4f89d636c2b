using Microsoft.Extensions.Logging.Abstractions;
using SessionRelay.Signaling.Hosting;

namespace SessionRelay.Portal.Doctor;

/// <summary>
/// The trunk of <c>Phone:Trunk</c> answers a node's question whether it is there (OPTIONS). Nobody is called and nothing is registered: a running node's registration stays its own.
/// </summary>
internal static class PhoneCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4); // below the examination's own limit, so that what is said is ours
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    public static async Task<Finding> LookAsync(Examined examined, CancellationToken cancel)
    {
        if (!examined.Settings.Phone.HasTrunk) return Finding.NotApplicable("Phone:Trunk is not set: hosts are shown numbers and dial them");
        await using var line = PhoneLine.Start(
            examined.Settings.Phone.AsLine() with { Register = false }, PhonePrompts.Load(folder: null), NullLoggerFactory.Instance, examined.Time);
        using var timer = new PeriodicTimer(LookEvery, examined.Time);
        var begin = examined.Time.GetTimestamp();
        while (line.IsReachable is null && examined.Time.GetElapsedTime(begin) < Patience) await timer.WaitForNextTickAsync(cancel);
        return line.IsReachable == true
            ? Finding.Ok("the telephone trunk answers")
            : Finding.Warning(
                "the telephone trunk does not answer: sessions go on without it, and calls to phones fail as unreachable",
                "Check address, port and transport in Phone:Trunk, and that this machine gets out to it; with tls, that its certificate is one that this machine trusts.");
    }
}

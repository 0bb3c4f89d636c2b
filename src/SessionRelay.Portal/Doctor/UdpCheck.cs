using System.Net;
using System.Net.Sockets;
using SessionRelay.Signaling;

namespace SessionRelay.Portal.Doctor;

/// <summary>Whether sound and picture reach the relay: each announced address is asked from a second socket of this machine.</summary>
internal static class UdpCheck
{
    private const string NotSeen = "the firewall before this machine is not seen from here";

    public static async Task<Finding> LookAsync(Examined examined, CancellationToken cancel)
    {
        try
        {
            var key = RelayNode.ReadReachKey(examined.Settings.Data.Path);
            return Judge(await RelayReach.TryAsync(examined.Settings.Relay.AsOptions(key), examined.Time, cancel));
        }
        catch (RelayStartException unusable)
        {
            return Finding.Failure(unusable.Message.TrimEnd('.'), "Choose another Relay:UdpPort.");
        }
    }

    public static Finding Judge(IReadOnlyList<ReachedAddress> tried) => Finding.Together([.. tried.GroupBy(one => one.Address.Address).Select(Judge)]);

    private static Finding Judge(IGrouping<IPAddress, ReachedAddress> ports)
    {
        var address = ports.Key.ToString();
        var bad = ports.Where(one => one.Result != ReachResult.Answered).ToList();
        if (bad.Count == 0)
        {
            var whose = ports.First().IsRunning ? "the running relay" : "a trial in the relay's place";
            return Finding.Ok($"{address} is answered by {whose} at UDP {Numbers(ports)}; {NotSeen}");
        }

        var at = $"{address} at UDP {Numbers(bad)}";
        return bad[0].Result switch
        {
            ReachResult.PortTaken => Finding.Failure($"UDP {Numbers(bad)} is taken by another program", "End that program (ss -lup names it), or choose another Relay:UdpPort."),
            ReachResult.NoRoute => Finding.Failure($"this machine has no way to {at}", $"Correct Relay:PublicAddress, or the network{(ports.Key.AddressFamily == AddressFamily.InterNetworkV6 ? "'s IPv6" : "")}."),
            _ when bad[0].IsOwn && bad[0].IsRunning => Finding.Failure(
                $"whoever has {at} does not answer as this node's relay", "If no node runs on this data folder, another program has the port: ss -lup names it. Else restart the node, and look at this machine's firewall."),
            _ when bad[0].IsOwn => Finding.Failure($"nothing comes through to {at}", "Open the port in this machine's firewall (nft list ruleset shows it)."),
            _ => Finding.Warning(
                $"no answer from {at}: the address is not this machine's own, and its router may not send back what comes from inside",
                "Try it from outside: a call between two phones on mobile data. The router has to pass these ports on to this machine."),
        };
    }

    private static string Numbers(IEnumerable<ReachedAddress> tried)
    {
        var numbers = tried.Select(one => one.Address.Port).Order().ToList();
        return numbers.Count == 1 ? $"{numbers[0]}" : $"{numbers[0]} to {numbers[^1]}";
    }
}

using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Microsoft.Win32.SafeHandles;

namespace SessionRelay.Browser.Tests.Network;

/// <summary>
/// Two network namespaces with a cable between them: the product in one, browsers in the other. Firefox pairs no candidate with a loopback address,
/// and here packets can be dropped without touching the machine's own network.
/// </summary>
internal sealed partial class VirtualNetwork : IDisposable
{
    public const string ServerAddress = "10.77.1.1";

    /// <summary>The product's second address: Firefox nominates a pair towards each.</summary>
    public const string OtherServerAddress = "10.77.1.3";

    public const string ClientAddress = "10.77.1.2";
    private const string OtherClientAddress = "10.77.1.4";

    /// <summary>Names of the product's address, for programs in the browsers' namespace: of the web pages, and of the TURN server.</summary>
    public const string WebName = "video.practice.example";
    public const string TurnName = "turn.practice.example";

    private const string GuestCable = "cable2";
    private const string GuestGateway = "10.77.2.1"; // a third address of the product's
    private const string GuestAddress = "10.77.2.2";
    private const int NetworkNamespace = 0x40000000; // CLONE_NEWNET
    private static int made;
    private bool hasMoved;

    private VirtualNetwork(string server, string client, string? guest)
    {
        Server = server;
        Client = client;
        Guest = guest;
    }

    /// <summary>Name of the namespace that the product runs in.</summary>
    public string Server { get; }

    /// <summary>Name of the namespace that browsers run in.</summary>
    public string Client { get; }

    /// <summary>Name of a further namespace for browsers, whose cable can be made narrow without the others' being so; null when none was asked for.</summary>
    public string? Guest { get; }

    /// <summary>Why no namespace can be made here, or null when it can.</summary>
    public static string? Obstacle()
    {
        if (Command.Find("ip") is null) return "`ip` is missing: install iproute2";
        if (GetEffectiveUser() != 0) return "network namespaces need root: run the tests as root to include them";
        var probe = $"srprobe{Environment.ProcessId}";
        var (code, output) = Command.Try("ip", "netns", "add", probe);
        if (code != 0) return $"network namespaces can't be made here (in a container, give it CAP_NET_ADMIN and CAP_SYS_ADMIN): {output}";
        Command.Run("ip", "netns", "del", probe);
        return null;
    }

    /// <param name="guestApart">With a further namespace for browsers.</param>
    public static VirtualNetwork Create(bool guestApart = false)
    {
        var name = $"sr{Environment.ProcessId}x{Interlocked.Increment(ref made)}";
        var network = new VirtualNetwork(name + "s", name + "c", guestApart ? name + "g" : null);
        try
        {
            network.Build();
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>A socket that lives in the browsers' namespace, whichever thread uses it.</summary>
    public Socket ClientSocket() => SocketIn(Client, SocketType.Stream, ProtocolType.Tcp);

    /// <summary>For datagrams, beside the product.</summary>
    public Socket ServerDatagrams() => SocketIn(Server, SocketType.Dgram, ProtocolType.Udp);

    private static Socket SocketIn(string space, SocketType type, ProtocolType protocol)
    {
        Socket? socket = null;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                Enter(space);
                socket = new Socket(AddressFamily.InterNetwork, type, protocol);
            }
            catch (Exception caught)
            {
                failure = caught;
            }
        });
        thread.Start(); // of its own, since it never comes back out of the namespace
        thread.Join();
        return socket ?? throw new InvalidOperationException("No socket in the namespace.", failure);
    }

    /// <summary>Takes the caller's thread into the browsers' namespace, and never back out: for a thread that makes sockets of its own.</summary>
    public void EnterClient() => Enter(Client);

    /// <summary>Bytes that have gone out to the guest's cable, with Ethernet's headers, as the narrowed way counts them, and packets that it dropped.</summary>
    public (long Bytes, long Dropped) SentToGuest()
    {
        var (code, told) = Command.Try("ip", "netns", "exec", Server, "tc", "-s", "-j", "qdisc", "show", "dev", GuestCable, "root");
        code.ShouldBe(0, told);
        var queue = JsonNode.Parse(told)![0]!;
        return (queue["bytes"]!.GetValue<long>(), queue["drops"]!.GetValue<long>());
    }

    /// <summary>Drops what fits, in the browsers' namespace; replaces what was dropped before.</summary>
    /// <param name="incoming">nft expressions on packets towards the browsers, such as <c>ip saddr 10.0.0.1</c>.</param>
    /// <param name="outgoing">The same on packets from the browsers.</param>
    /// <param name="guest">In the guest's own namespace instead.</param>
    public void Drop(string[] incoming, string[] outgoing, bool guest = false)
    {
        static string Rules(string[] expressions) => string.Concat(expressions.Select(expression => $"{expression} drop\n"));
        Filter($$"""
            table ip trouble {
            chain incoming { type filter hook input priority 0;
            {{Rules(incoming)}} }
            chain outgoing { type filter hook output priority 0;
            {{Rules(outgoing)}} }
            }
            """, guest);
    }

    /// <summary>Drops what fits for so long; gives how long it was.</summary>
    public async Task<TimeSpan> DropForAsync(string[] incoming, string[] outgoing, TimeSpan duration)
    {
        var from = TimeProvider.System.GetTimestamp();
        Drop(incoming, outgoing);
        try
        {
            await Task.Delay(duration, TimeProvider.System, TestContext.Current.CancellationToken);
        }
        finally
        {
            DropNothing();
        }

        return TimeProvider.System.GetElapsedTime(from);
    }

    /// <summary>
    /// Gives the browsers' namespace another address in place of its own, as when a telephone goes from Wi-Fi to mobile: what was bound to the old one is dead. Once more, and it
    /// has the first one again.
    /// </summary>
    public void MoveClient()
    {
        var (from, to) = hasMoved ? (OtherClientAddress, ClientAddress) : (ClientAddress, OtherClientAddress);
        hasMoved = !hasMoved;
        Command.Run("ip", "-n", Client, "address", "del", from + "/24", "dev", "cable"); // first: with it would go every other one of its network, and the routes
        Command.Run("ip", "-n", Client, "address", "add", to + "/24", "dev", "cable");
        Command.Run("ip", "-n", Client, "route", "replace", "default", "via", ServerAddress);
    }

    /// <summary>Lets no more through on the guest's cable, in one direction: a queue of 200 ms, then packets are dropped.</summary>
    public void Narrow(bool towardsGuest, int kilobits) => Command.Run(
        "ip", "netns", "exec", towardsGuest ? Server : Guest!, "tc", "qdisc", "replace", "dev", GuestCable, "root", "tbf",
        "rate", $"{kilobits}kbit", "burst", "3000", "latency", "200ms");

    /// <summary>Lets everything through again.</summary>
    public void Widen(bool towardsGuest) => Command.Run("ip", "netns", "exec", towardsGuest ? Server : Guest!, "tc", "qdisc", "del", "dev", GuestCable, "root");

    /// <summary>Drops nothing any more.</summary>
    public void DropNothing(bool guest = false) => Filter("", guest);

    private void Filter(string rules, bool guest)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "flush ruleset\n" + rules);
            Command.Run("ip", "netns", "exec", guest ? Guest! : Client, "nft", "-f", file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    public void Dispose()
    {
        Command.Try("ip", "netns", "del", Server); // the cable goes with them
        Command.Try("ip", "netns", "del", Client);
        if (Guest is not null) Command.Try("ip", "netns", "del", Guest);
        if (Directory.Exists(ClientFiles)) Directory.Delete(ClientFiles, recursive: true);
    }

    private static void Enter(string name)
    {
        using var handle = File.OpenHandle("/run/netns/" + name);
        if (SetNamespace(handle, NetworkNamespace) != 0) throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(SafeFileHandle descriptor, int kind);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUser();

    /// <summary>What stands here is in `/etc` for whatever `ip netns exec` starts in the browsers' namespace.</summary>
    private string ClientFiles => Path.Combine("/etc/netns", Client);

    private void Build()
    {
        Directory.CreateDirectory(ClientFiles);
        File.WriteAllText(Path.Combine(ClientFiles, "hosts"), $"127.0.0.1 localhost\n{ServerAddress} {WebName} {TurnName}\n");
        Command.Run("ip", "netns", "add", Server);
        Command.Run("ip", "netns", "add", Client);
        Lay("cable", Client, ServerAddress, ClientAddress);
        Command.Run("ip", "-n", Server, "address", "add", OtherServerAddress + "/24", "dev", "cable");
        if (Guest is null) return;
        Command.Run("ip", "netns", "add", Guest);
        Lay(GuestCable, Guest, GuestGateway, GuestAddress);
    }

    /// <summary>A cable from the product's namespace to another.</summary>
    private void Lay(string cable, string other, string here, string there)
    {
        Command.Run("ip", "-n", Server, "link", "add", cable, "type", "veth", "peer", "name", cable, "netns", other);
        foreach (var (name, address) in new[] { (Server, here), (other, there) })
        {
            Command.Run("ip", "-n", name, "address", "add", address + "/24", "dev", cable);
            Command.Run("ip", "-n", name, "link", "set", "lo", "up");
            Command.Run("ip", "-n", name, "link", "set", cable, "up");
        }

        Command.Run("ip", "-n", other, "route", "add", "default", "via", here); // a browser without a default route finds no address of its own
    }
}

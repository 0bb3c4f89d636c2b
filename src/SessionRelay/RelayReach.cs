using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using SessionRelay.Ice;
using SessionRelay.Net;
using SessionRelay.Stun;

namespace SessionRelay;

/// <summary>
/// Tries from this machine whether datagrams reach the relay's ports at the addresses that it announces. A port that is free is bound for the trial
/// as the relay binds it; one that is taken is the running relay's, if it answers to its key. What stands between this machine and the people is not seen. Any thread.
/// </summary>
public static class RelayReach
{
    /// <summary>When a request goes out, from the first: one may be lost, and a neighbour's address must be asked for first.</summary>
    private static readonly TimeSpan[] Tries = [TimeSpan.Zero, TimeSpan.FromMilliseconds(250), TimeSpan.FromMilliseconds(750)];

    /// <summary>The last request's answer is awaited for this long: from here to here takes no millisecond, over a router's hairpin some.</summary>
    private static readonly TimeSpan LastWait = TimeSpan.FromMilliseconds(1500);

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    /// <summary>Every announced address with every port, in the order of the ports.</summary>
    /// <param name="options">As the relay is started.</param>
    /// <param name="time">For the waiting.</param>
    /// <exception cref="RelayStartException">A port can't be opened, and not because it is taken.</exception>
    public static async Task<IReadOnlyList<ReachedAddress>> TryAsync(RelayOptions options, TimeProvider time, CancellationToken cancel)
    {
        Relay.RequirePorts(options);
        var addresses = options.PublicAddresses.Count > 0 ? options.PublicAddresses : LocalAddresses.Find();
        int[] ports = options.UdpPort == 0 ? [0] : [.. Enumerable.Range(options.UdpPort, options.Shards)];
        var trials = await Task.WhenAll(ports.Select(port => TryPortAsync(port, addresses, options.ReachKey, time, cancel))).ConfigureAwait(false);
        return [.. trials.SelectMany(trial => trial)];
    }

    private static async Task<ReachedAddress[]> TryPortAsync(int number, IReadOnlyList<IPAddress> addresses, byte[] runningKey, TimeProvider time, CancellationToken cancel)
    {
        if (Bind(number) is not { } port)
        {
            if (runningKey.Length == 0)
                return [.. addresses.Select(address => new ReachedAddress(new IPEndPoint(address, number), ReachResult.PortTaken, IsRunning: false, IsOwn(address)))];
            return await TryAddressesAsync(number, new ReachProbe(runningKey), isRunning: true, addresses, time, cancel).ConfigureAwait(false);
        }

        using (port)
        {
            var probe = ReachProbe.Create();
            using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            var answering = Task.Factory.StartNew(() => Answer(port, probe, over.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            try
            {
                return await TryAddressesAsync(port.LocalPort, probe, isRunning: false, addresses, time, cancel).ConfigureAwait(false);
            }
            finally
            {
                await over.CancelAsync().ConfigureAwait(false);
                await answering.ConfigureAwait(false); // the port is its until then
            }
        }
    }

    private static UdpPort? Bind(int number)
    {
        try
        {
            return UdpPort.Bind(number);
        }
        catch (RelayStartException taken) when (taken.Code == "port-taken")
        {
            return null;
        }
    }

    private static void Answer(UdpPort port, ReachProbe probe, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            port.WaitReadable(LookEvery);
            var count = port.Receive();
            for (var i = 0; i < count; i++)
            {
                var datagram = port.Received(i, out var path);
                if (StunMessage.TryParse(datagram, out var message) && probe.Answer(message, path.Remote, port.Reserve()) is > 0 and var length)
                    port.Commit(path, length);
            }

            port.Flush();
        }
    }

    private static Task<ReachedAddress[]> TryAddressesAsync(
        int port, ReachProbe probe, bool isRunning, IReadOnlyList<IPAddress> addresses, TimeProvider time, CancellationToken cancel) =>
        Task.WhenAll(addresses.Select(async address =>
        {
            var endPoint = new IPEndPoint(address, port);
            return new ReachedAddress(endPoint, await TryAddressAsync(endPoint, probe, time, cancel).ConfigureAwait(false), isRunning, IsOwn(address));
        }));

    private static async Task<ReachResult> TryAddressAsync(IPEndPoint address, ReachProbe probe, TimeProvider time, CancellationToken cancel)
    {
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            await socket.ConnectAsync(address, cancel).ConfigureAwait(false);
            var id = StunTransactionId.Create();
            var request = new byte[ReachProbe.MaxLength];
            var length = probe.WriteRequest(request, id);
            for (var i = 0; i < Tries.Length; i++)
            {
                await socket.SendAsync(request.AsMemory(0, length), cancel).ConfigureAwait(false);
                var wait = i + 1 < Tries.Length ? Tries[i + 1] - Tries[i] : LastWait;
                if (await IsAnsweredAsync(socket, probe, id, wait, time, cancel).ConfigureAwait(false))
                    return ReachResult.Answered;
            }

            return ReachResult.NoAnswer;
        }
        catch (SocketException refused) when (refused.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return ReachResult.NoAnswer; // ICMP says that nobody has the port there
        }
        catch (SocketException)
        {
            return ReachResult.NoRoute;
        }
    }

    private static async Task<bool> IsAnsweredAsync(Socket socket, ReachProbe probe, StunTransactionId id, TimeSpan wait, TimeProvider time, CancellationToken cancel)
    {
        using var bound = new CancellationTokenSource(wait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancel);
        var answer = new byte[2048];
        try
        {
            while (true)
            {
                var length = await socket.ReceiveAsync(answer, either.Token).ConfigureAwait(false);
                if (probe.IsAnswer(answer.AsSpan(0, length), id))
                    return true;
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    private static bool IsOwn(IPAddress address) =>
        IPAddress.IsLoopback(address)
        || NetworkInterface.GetAllNetworkInterfaces().Any(network => network.GetIPProperties().UnicastAddresses.Any(unicast => unicast.Address.Equals(address)));
}

/// <summary>What came of one announced address.</summary>
/// <param name="Address">With the port.</param>
/// <param name="IsRunning">The running relay has the port; false: it was free.</param>
/// <param name="IsOwn">The address is one of this machine's interfaces; false: a router in front has it.</param>
public sealed record ReachedAddress(IPEndPoint Address, ReachResult Result, bool IsRunning, bool IsOwn);

/// <summary>What came of trying an address.</summary>
public enum ReachResult
{
    /// <summary>The request arrived and its answer came back.</summary>
    Answered,

    /// <summary>No answer came. From inside, a router may not send back what is for its own public address.</summary>
    NoAnswer,

    /// <summary>This machine has no way to the address.</summary>
    NoRoute,

    /// <summary>Another program has the port, and no key of a running relay was given.</summary>
    PortTaken,
}

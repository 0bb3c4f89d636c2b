using System.Net.Sockets;

namespace SessionRelay.Portal.Doctor;

/// <summary>Whether the kernel grants the memory that the relay asks for: with less, a burst of video is dropped before the relay sees it.</summary>
internal static class SocketBufferCheck
{
    public static Finding Look(Examined examined)
    {
        _ = examined;
        // Asked for as the relay does, and read back: in a container the kernel's settings are not shown, but hold.
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.ReceiveBufferSize = RelayMachine.SocketBufferBytes;
        socket.SendBufferSize = RelayMachine.SocketBufferBytes;
        return Judge(socket.ReceiveBufferSize / 2, socket.SendBufferSize / 2); // socket(7): the kernel tells twice what it granted
    }

    /// <param name="receive">Granted for receiving, bytes.</param>
    /// <param name="send">Granted for sending, bytes.</param>
    public static Finding Judge(int receive, int send)
    {
        const int Asked = RelayMachine.SocketBufferBytes;
        if (receive >= Asked && send >= Asked) return Finding.Ok($"the kernel grants the {Asked >> 20} MiB that the relay asks for");
        var lines = new List<string>();
        if (receive < Asked) lines.Add($"net.core.rmem_max={Asked}");
        if (send < Asked) lines.Add($"net.core.wmem_max={Asked}");
        return Finding.Warning(
            $"the kernel grants {receive >> 10} KiB for receiving and {send >> 10} KiB for sending, and the relay asks for {Asked >> 10} KiB: bursts of video may be dropped",
            $"On the machine itself, not in a container: sysctl -w {string.Join(' ', lines)}, and the same line by line in /etc/sysctl.d/60-sessionrelay.conf. Then restart the node.");
    }
}

using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using SessionRelay.Phone.Audio;
using SessionRelay.Rtp;
using SessionRelay.Srtp;

namespace SessionRelay.Tests.Phone.Legs;

/// <summary>A telephone's sound over a real socket: learns from the first packet where the relay is, says a tone every 20 ms, presses keys, keeps what it hears.</summary>
internal sealed class SocketPhone : IDisposable
{
    private readonly UdpClient _socket = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly CancellationTokenSource _stop = new();
    private readonly List<short> _heard = [];
    private readonly SrtpSender? _sender;
    private readonly SrtpReceiver? _receiver;
    private readonly Func<long, short> _tone;
    private readonly Task _running;
    private volatile bool _isLoud = true;
    private volatile int _key = -1;
    private readonly SemaphoreSlim _arrived = new(0);

    /// <param name="keys">Its own SDES key and the relay's; null: plain RTP.</param>
    /// <param name="tone">Hz: what it says.</param>
    public SocketPhone((byte[] Own, byte[] Relays)? keys = null, double tone = PhoneSounds.Phone)
    {
        _tone = PhoneSounds.Of(tone);
        if (keys is { } both)
        {
            _sender = new SrtpSender(SrtpProfile.AesCm128HmacSha1_80, both.Own.AsSpan(0, 16), both.Own.AsSpan(16));
            _receiver = new SrtpReceiver(SrtpProfile.AesCm128HmacSha1_80, both.Relays.AsSpan(0, 16), both.Relays.AsSpan(16));
        }

        _running = Task.Run(RunAsync);
    }

    public int Port => ((IPEndPoint)_socket.Client.LocalEndPoint!).Port;

    /// <summary>The last second.</summary>
    public List<short> Heard
    {
        get
        {
            lock (_heard)
                return [.. _heard.TakeLast(8_000)];
        }
    }

    public void Press(char key) => _key = "0123456789*#ABCD".IndexOf(key, StringComparison.Ordinal);

    /// <summary>So many more packets of 20 ms have come; within a minute, else the test fails.</summary>
    public async Task Listen(int packets)
    {
        while (_arrived.Wait(0))
        {
        }

        for (var i = 0; i < packets; i++)
            (await _arrived.WaitAsync(TimeSpan.FromSeconds(60))).ShouldBeTrue("no packet within a minute");
    }

    public void FallSilent() => _isLoud = false;

    public void Dispose()
    {
        _stop.Cancel();
        _running.Wait();
        _socket.Dispose();
        _sender?.Dispose();
        _receiver?.Dispose();
        _stop.Dispose();
        _arrived.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            var packet = new byte[256];
            ushort number = 100;
            var timestamp = 5u;
            long said = 0;
            while (true)
            {
                // The relay's packets are the phone's clock: one is said for each that is heard.
                var received = await _socket.ReceiveAsync(_stop.Token);
                Take(received.Buffer);
                timestamp += G711.FrameSamples;
                if (!_isLoud)
                    continue;
                if (_key >= 0)
                {
                    var length = WriteKey(packet, number++, timestamp, _key);
                    _key = -1;
                    await SendAsync(packet, length, received.RemoteEndPoint);
                }

                var header = new RtpHeaderWriter(packet, false, 0, number++, timestamp, 55).Complete();
                for (var i = 0; i < G711.FrameSamples; i++)
                    packet[header + i] = G711.Encode(G711Law.Pcmu, _tone(said++));
                await SendAsync(packet, header + G711.FrameSamples, received.RemoteEndPoint);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task SendAsync(byte[] packet, int length, IPEndPoint to) =>
        await _socket.SendAsync(packet.AsMemory(0, _sender?.ProtectRtp(packet, length) ?? length), to, _stop.Token);

    private static int WriteKey(byte[] packet, ushort number, uint timestamp, int key)
    {
        var header = new RtpHeaderWriter(packet, true, VirtualPhone.Digits, number, timestamp, 55).Complete();
        packet[header] = (byte)key;
        packet[header + 1] = 10;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(header + 2), 160);
        return header + 4;
    }

    private void Take(byte[] datagram)
    {
        var length = datagram.Length;
        if (_receiver is not null && _receiver.UnprotectRtp(datagram, out length) != SrtpResult.Ok)
            return;
        if (!RtpPacket.TryParse(datagram.AsSpan(0, length), out var packet))
            return;
        Span<short> samples = stackalloc short[G711.FrameSamples];
        G711.Decode(G711Law.Pcmu, packet.Payload, samples);
        lock (_heard)
            _heard.AddRange(samples);
        _arrived.Release();
    }
}

using System.Buffers.Binary;
using SessionRelay.Congestion;
using SessionRelay.Routing;
using SessionRelay.Rtcp;
using SessionRelay.Tests.Network;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Congestion;

/// <summary>
/// A sender that sends what its estimate allows, a receiver that tells by real feedback packets what arrived, and an emulated network between them, in virtual time.
/// Sound (50 packets/s) is sent whatever the estimate says; video in 30 bursts a second, as a camera does.
/// </summary>
internal sealed class EstimatedPath
{
    private const int AudioBytes = 130;
    private const int VideoBytes = 1_200;
    private const byte Audio = 1;
    private const byte Video = 2;
    private const byte Padding = 3;
    private const int CompetitorPort = 1;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    private readonly NetworkEmulator _up;
    private readonly TransportFeedbackTracker _tracker = new();
    private readonly TransportFeedbackRecorder _recorder = new();
    private readonly byte[] _buffer = new byte[2048];
    private readonly List<double> _audioDelays = [];
    private MonotonicTime _nextAudio;
    private MonotonicTime _nextFrame;
    private double _frameRest;
    private long _bytes;
    private long _sent;
    private long _arrived;
    private MonotonicTime _since;

    public EstimatedPath(NetworkConditions network, int seed = 1)
    {
        Down = new NetworkEmulator(seed, network);
        _up = new NetworkEmulator(seed + 1000, new NetworkConditions { Delay = network.Delay });
        _nextAudio = _nextFrame = _since = Now;
    }

    public NetworkEmulator Down { get; }

    public BandwidthEstimator Estimator { get; } = new();

    public MonotonicTime Now { get; private set; } = MonotonicTime.FromMilliseconds(5000);

    /// <summary>What the application would send if it could, bit/s.</summary>
    public double Wanted { get; set; } = 3_000_000;

    /// <summary>Sends through the same bottleneck.</summary>
    public CompetingFlow? Competitor { get; set; }

    /// <summary>Sees each feedback before it is read and may change it.</summary>
    public Action<byte[], int>? Tampers { get; set; }

    /// <summary>Bits of sound and video that arrived a second, since <see cref="Forget"/>.</summary>
    public double Delivered => _bytes * 8 / (Now - _since).TotalSeconds;

    /// <summary>Share of sound and video; what was underway at <see cref="Forget"/> is not counted against it.</summary>
    public double Lost => _sent == 0 ? 0 : Math.Max(0, 1 - _arrived / (double)_sent);

    /// <summary>ms, one way; the 95th of 100.</summary>
    public double AudioDelay => _audioDelays.Count == 0 ? 0 : _audioDelays.Order().ElementAt((int)(_audioDelays.Count * 0.95));

    public void Forget()
    {
        _bytes = _sent = _arrived = 0;
        _audioDelays.Clear();
        Competitor?.Forget(Now);
        _since = Now;
    }

    public void Run(double seconds)
    {
        var end = Now + TimeSpan.FromSeconds(seconds);
        while (Now < end)
        {
            Now += Tick;
            Receive();
            Send();
        }
    }

    private void Receive()
    {
        while (Down.TryReceive(Now, _buffer, out var length, out var port))
        {
            if (port == CompetitorPort)
                Competitor!.OnArrived(_buffer, length, Now);
            else
                OnArrived(length);
        }

        var writer = new RtcpWriter(_buffer);
        writer.TryReceiverReport(1);
        if (_recorder.TryWrite(ref writer, 1, Now))
            _up.Send(_buffer.AsSpan(0, writer.Length), Now);
        Span<PacketFeedback> told = stackalloc PacketFeedback[512];
        while (_up.TryReceive(Now, _buffer, out var length, out _))
        {
            Tampers?.Invoke(_buffer, length);
            var reader = new RtcpReader(_buffer.AsSpan(0, length));
            while (reader.TryRead(out var packet))
            {
                if (TransportFeedback.TryParse(packet, out var feedback))
                    Estimator.OnFeedback(told[.._tracker.Read(feedback, Now, told)], _tracker.RoundTrip, Now);
            }
        }
    }

    private void OnArrived(int length)
    {
        var kind = _buffer[2];
        _recorder.OnPacket(BinaryPrimitives.ReadUInt16BigEndian(_buffer), kind, kind == Video && _buffer[3] == 1, Now);
        if (kind == Padding)
            return;
        _bytes += length;
        _arrived++;
        if (kind == Audio)
            _audioDelays.Add((Now - new MonotonicTime(BinaryPrimitives.ReadInt64BigEndian(_buffer.AsSpan(4)))).TotalMilliseconds);
    }

    private void Send()
    {
        Estimator.Prober.Want(Wanted, Wanted, Estimator.BitRate, Now);
        Estimator.Advance(Now);
        while (Estimator.Prober.BytesDue(Now) > 0)
            Send(Padding, Estimator.Prober.PacketLength, endsFrame: false);
        if (Now >= _nextAudio)
        {
            _nextAudio += TimeSpan.FromMilliseconds(20);
            Send(Audio, AudioBytes, endsFrame: false);
        }

        if (Now >= _nextFrame)
        {
            _nextFrame += TimeSpan.FromMilliseconds(100.0 / 3);
            _frameRest += Math.Max(0, Math.Min(Estimator.BitRate, Wanted) - AudioBytes * 8 * 50) / 8 / 30;
            for (; _frameRest >= VideoBytes; _frameRest -= VideoBytes)
                Send(Video, VideoBytes, _frameRest < 2 * VideoBytes);
        }

        Competitor?.Send(Down, Now, CompetitorPort);
    }

    private void Send(byte kind, int length, bool endsFrame)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_buffer, _tracker.OnSent(length, Now, Estimator.Prober.Cluster));
        _buffer[2] = kind;
        _buffer[3] = endsFrame ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt64BigEndian(_buffer.AsSpan(4), Now.Ticks);
        Estimator.Prober.OnSent(length, Now);
        if (kind != Padding)
            _sent++;
        Down.Send(_buffer.AsSpan(0, length), Now);
    }
}

using SessionRelay.Phone.Audio;
using SessionRelay.Rtp;
using SessionRelay.Tests.Network;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Phone.Audio;

/// <summary>
/// A sender of G.711, a path, and a jitter buffer that is read every 20 ms, in virtual time. Fields are what the next packet gets, so that a test can make them jump.
/// </summary>
internal sealed class PhoneStream(int seed = 1, NetworkConditions? conditions = null)
{
    private readonly byte[] _datagram = new byte[1500];
    private readonly byte[] _received = new byte[1500];
    private double _sentUntil;
    private long _samplesMade;
    private long _ticks;

    public JitterBuffer Buffer { get; } = new();

    public NetworkEmulator Path { get; } = new(seed, conditions ?? new() { Delay = TimeSpan.FromMilliseconds(20) });

    /// <summary>The n-th sample of what is said.</summary>
    public Func<long, short> Sound { get; set; } = Sine(300, 8000);

    public G711Law Law { get; set; } = G711Law.Pcmu;

    public int PacketSamples { get; set; } = 160;

    public uint Ssrc { get; set; } = 77;

    public ushort SequenceNumber { get; set; } = 65_500;

    public uint Timestamp { get; set; } = 0xFFFF_F000;

    /// <summary>Of the sender's clock, in samples a second of the reader's.</summary>
    public double Rate { get; set; } = 8_000;

    /// <summary>The sender says nothing; its timestamps go on.</summary>
    public bool IsPaused { get; set; }

    /// <summary>Packets that the test itself drops, by their count from 0.</summary>
    public Func<long, bool> Drops { get; set; } = _ => false;

    public long PacketsMade { get; private set; }

    public short[] Frame { get; } = new short[G711.FrameSamples];

    public MonotonicTime Now => MonotonicTime.FromMilliseconds(_ticks * 20);

    /// <summary>One frame's time: what the sender makes, what arrives, and the frame that is read into <see cref="Frame"/>.</summary>
    public FrameKind Step()
    {
        var end = ++_ticks * 20.0;
        for (; _sentUntil + (PacketSamples * 1000 / Rate) <= end; _sentUntil += PacketSamples * 1000 / Rate)
            Send(MonotonicTime.FromMilliseconds(_sentUntil + (PacketSamples * 1000 / Rate)));
        Arrive(Now);
        return Buffer.Read(Frame, Now);
    }

    /// <summary>Frames that were read, one after another.</summary>
    public (List<short> Samples, List<FrameKind> Kinds) Run(TimeSpan time)
    {
        var samples = new List<short>();
        var kinds = new List<FrameKind>();
        for (var end = Now + time; Now < end;)
        {
            kinds.Add(Step());
            samples.AddRange(Frame);
        }

        return (samples, kinds);
    }

    public static Func<long, short> Sine(double hertz, double amplitude) => n => (short)(amplitude * Math.Sin(2 * Math.PI * hertz * n / 8000));

    /// <summary>A voice-like sound: harmonics of a pitch that moves, syllables of 300 ms.</summary>
    public static short Voice(long n)
    {
        var seconds = n / 8000.0;
        var phase = 2 * Math.PI * ((120 * seconds) + (3 * Math.Sin(2 * Math.PI * 1.5 * seconds)));
        var sum = 0.0;
        for (var harmonic = 1; harmonic <= 8; harmonic++)
            sum += Math.Sin(harmonic * phase) / harmonic;
        return (short)(6000 * sum * (0.5 - (0.5 * Math.Cos(2 * Math.PI * seconds / 0.3))));
    }

    private void Send(MonotonicTime now)
    {
        if (!IsPaused)
        {
            new RtpHeaderWriter(_datagram, false, 0, SequenceNumber, Timestamp, Ssrc).Complete();
            for (var i = 0; i < PacketSamples; i++)
                _datagram[12 + i] = G711.Encode(Law, Sound(_samplesMade + i));
            if (!Drops(PacketsMade))
                Path.Send(_datagram.AsSpan(0, 12 + PacketSamples), now);
            SequenceNumber++;
            PacketsMade++;
        }

        Timestamp += (uint)PacketSamples;
        _samplesMade += PacketSamples;
    }

    private void Arrive(MonotonicTime until)
    {
        while (Path.Deadline is var at && !at.IsNever && at <= until)
        {
            Path.TryReceive(at, _received, out var length, out _);
            RtpPacket.TryParse(_received.AsSpan(0, length), out var packet).ShouldBeTrue();
            Buffer.Write(packet, Law, at);
        }
    }
}

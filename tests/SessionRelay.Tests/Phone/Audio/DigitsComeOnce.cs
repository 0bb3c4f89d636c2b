using SessionRelay.Phone.Audio;
using SessionRelay.Rtp;
using SessionRelay.Tests.Network;
using SessionRelay.Tests.Rtp;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Phone.Audio;

public sealed class DigitsComeOnce
{
    private readonly DigitReader _reader = new();
    private readonly List<char> _digits = [];
    private ushort _sequenceNumber;

    [Fact]
    public void A_press_is_one_digit_however_often_it_is_told()
    {
        Press(1, timestamp: 8_000, milliseconds: 200);
        _digits.ShouldBe(['1']);
    }

    [Theory]
    [InlineData(0, '0')]
    [InlineData(9, '9')]
    [InlineData(10, '*')]
    [InlineData(11, '#')]
    [InlineData(15, 'D')]
    public void Each_key_has_its_character(byte code, char digit)
    {
        Press(code, 0, 100);
        _digits.ShouldBe([digit]);
    }

    [Fact]
    public void The_same_key_twice_is_two_digits()
    {
        Press(5, 8_000, 100);
        Press(5, 8_000 + 1_600, 100);
        _digits.ShouldBe(['5', '5']);
    }

    [Fact]
    public void The_ends_are_lost()
    {
        Press(5, 8_000, 100, ends: 0);
        Press(5, 8_000 + 4_000, 100, ends: 0);
        Press(6, 8_000 + 8_000, 100, ends: 0);
        _digits.ShouldBe(['5', '5', '6']);
    }

    [Fact]
    public void Only_one_end_arrives()
    {
        Report(7, 8_000, 800, end: true);
        _digits.ShouldBe(['7']);
    }

    [Fact]
    public void Reports_that_are_late_or_doubled_are_no_digits()
    {
        Press(1, 8_000, 100);
        Press(2, 16_000, 100);
        Report(1, 8_000, 640);
        Report(1, 8_000, 800, end: true);
        Report(2, 16_000, 160, marker: true);
        _digits.ShouldBe(['1', '2']);
    }

    [Fact]
    public void A_key_held_for_20_seconds_is_one_digit()
    {
        uint start = 0xFFFF_0000; // over the wrap of the timestamp
        for (var segment = 0u; segment < 2; segment++)
        {
            for (var duration = 400; duration < ushort.MaxValue; duration += 400)
                Report(1, start + (segment * ushort.MaxValue), (ushort)duration, marker: segment == 0 && duration == 400);
            Report(1, start + (segment * ushort.MaxValue), ushort.MaxValue);
        }

        Report(1, start + (2u * ushort.MaxValue), 800, end: true);
        _digits.ShouldBe(['1']);
    }

    [Fact]
    public void A_gateway_that_gives_each_report_its_own_timestamp()
    {
        for (var i = 0u; i < 10; i++)
            Report(1, 8_000 + (i * 160), 160, marker: i == 0, end: i == 9);
        _digits.ShouldBe(['1']);
    }

    [Fact]
    public void Several_events_in_one_packet()
    {
        Receive(8_000, false, [1, 0x8A, 0x03, 0x20, 2, 0x8A, 0x03, 0x20]);
        _digits.ShouldBe(['2']);
    }

    [Fact]
    public void What_is_no_digit_is_none()
    {
        Press(16, 0, 100); // flash
        Press(255, 8_000, 100);
        Receive(16_000, true, []);
        Receive(16_000, true, [1, 0x80, 0]);
        _digits.ShouldBeEmpty();
    }

    [Fact]
    public void Another_source_counts_anew()
    {
        Press(1, 8_000, 100);
        Receive(8_000, true, [1, 0x0A, 0, 160], ssrc: 2);
        _digits.ShouldBe(['1', '1']);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Over_a_path_that_loses_doubles_and_reorders(int seed)
    {
        var path = new NetworkEmulator(seed, new() { Loss = 0.2, Duplicate = 0.2, Reorder = 0.1, Jitter = TimeSpan.FromMilliseconds(40), Delay = TimeSpan.FromMilliseconds(30) });
        byte[] keys = [1, 9, 9, 5, 10, 10, 10, 0, 11, 1];
        var buffer = new byte[100];
        var time = 0;
        foreach (var key in keys)
        {
            var start = (uint)(0xFFFF_8000 + (time * 8));
            for (var i = 1; i <= 8; i++)
            {
                // A press of 120 ms, the last report three times.
                var duration = (ushort)(Math.Min(i, 6) * 160);
                path.Send(Packet(start, i == 1, [key, i >= 6 ? (byte)0x8A : (byte)0x0A, (byte)(duration >> 8), (byte)duration]), MonotonicTime.FromMilliseconds(time + (i * 20)));
            }

            time += 400;
        }

        while (path.TryReceive(MonotonicTime.FromMilliseconds(time + 10_000), buffer, out var length, out _))
            Receive(buffer.AsSpan(0, length));

        _digits.ShouldBe(keys.Select(key => "0123456789*#"[key]));
    }

    [Fact]
    public void Any_bytes_are_read_or_refused()
    {
        byte[][] samples = [Packet(8_000, true, [1, 0x0A, 0, 160]), Packet(8_000, false, [1, 0x8A, 3, 0x20, 2, 0x8A, 3, 0x20])];
        HostileInput.ReadsWithoutHarm(4733, samples, bytes =>
        {
            if (RtpPacket.TryParse(bytes, out var packet) && _reader.TryRead(packet, out var digit))
                "0123456789*#ABCD".Contains(digit, StringComparison.Ordinal).ShouldBeTrue();
        });
    }

    private void Press(byte code, uint timestamp, int milliseconds, int ends = 3)
    {
        for (var at = 20; at < milliseconds; at += 20)
            Report(code, timestamp, (ushort)(at * 8), marker: at == 20);
        for (var i = 0; i < ends; i++)
            Report(code, timestamp, (ushort)(milliseconds * 8), end: true);
    }

    private void Report(byte code, uint timestamp, ushort duration, bool marker = false, bool end = false) =>
        Receive(timestamp, marker, [code, (byte)(end ? 0x8A : 0x0A), (byte)(duration >> 8), (byte)duration]);

    private void Receive(uint timestamp, bool marker, ReadOnlySpan<byte> payload, uint ssrc = 1) => Receive(Packet(timestamp, marker, payload, ssrc));

    private void Receive(ReadOnlySpan<byte> bytes)
    {
        RtpPacket.TryParse(bytes, out var packet).ShouldBeTrue();
        if (_reader.TryRead(packet, out var digit))
            _digits.Add(digit);
    }

    private byte[] Packet(uint timestamp, bool marker, ReadOnlySpan<byte> payload, uint ssrc = 1)
    {
        var bytes = new byte[12 + payload.Length];
        new RtpHeaderWriter(bytes, marker, 101, _sequenceNumber++, timestamp, ssrc).Complete();
        payload.CopyTo(bytes.AsSpan(12));
        return bytes;
    }
}

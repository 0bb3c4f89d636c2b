using SessionRelay.Phone.Audio;

namespace SessionRelay.Tests.Phone.Audio;

public sealed class TimelinesBeginAnew
{
    private readonly PhoneStream _stream = new();

    public TimelinesBeginAnew() => _stream.Run(TimeSpan.FromSeconds(5));

    [Fact]
    public void Another_source_is_heard_after_three_packets()
    {
        _stream.Ssrc = 99;
        _stream.SequenceNumber = 5;
        _stream.Timestamp = 1_000_000;

        HolesWithin(TimeSpan.FromSeconds(1)).ShouldBeLessThanOrEqualTo(6);
        _stream.Buffer.Timelines.ShouldBe(2);
    }

    [Theory]
    [InlineData(1_000_000u)]
    [InlineData(0xFFF0_BDC0u)]
    [InlineData(0x8000_0000u)]
    [InlineData(0xFFFF_E0C0u)]
    [InlineData(6_000u)]
    public void A_timestamp_that_jumps(uint jump)
    {
        _stream.Timestamp += jump;

        HolesWithin(TimeSpan.FromSeconds(1)).ShouldBeLessThanOrEqualTo(6);
        _stream.Buffer.Timelines.ShouldBe(2);
    }

    [Fact]
    public void A_sequence_number_that_jumps_is_no_matter()
    {
        _stream.SequenceNumber += 20_000;
        HolesWithin(TimeSpan.FromSeconds(1)).ShouldBe(0);
        _stream.SequenceNumber -= 30_000;
        HolesWithin(TimeSpan.FromSeconds(1)).ShouldBe(0);
        _stream.Buffer.Timelines.ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void One_stray_packet_changes_nothing(bool otherSource)
    {
        var (ssrc, timestamp, number) = (_stream.Ssrc, _stream.Timestamp, _stream.SequenceNumber);
        for (var i = 0; i < 20; i++)
        {
            // It takes the place of a real one, which the concealment has to fill.
            _stream.Ssrc = otherSource ? 4711 : ssrc;
            _stream.Timestamp = timestamp + 500_000;
            _stream.Step();
            _stream.Ssrc = ssrc;
            _stream.Timestamp = timestamp += 160;
            _stream.SequenceNumber = ++number;
            for (var j = 0; j < 9; j++, timestamp += 160, number++)
                _stream.Step();
        }

        _stream.Buffer.Timelines.ShouldBe(1);
        _stream.Buffer.Concealed.ShouldBeLessThanOrEqualTo(40);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_pause_of_the_sender_is_silence_and_what_follows_is_heard_whole(bool timestampsStandStill)
    {
        for (var i = 0; i < 10; i++)
        {
            var timestamp = _stream.Timestamp;
            _stream.IsPaused = true;
            var pause = _stream.Run(TimeSpan.FromSeconds(i * 0.7));
            _stream.IsPaused = false;
            if (timestampsStandStill)
                _stream.Timestamp = timestamp;
            pause.Kinds.Count(kind => kind == FrameKind.Concealed).ShouldBeLessThanOrEqualTo(4);

            var speech = _stream.Run(TimeSpan.FromSeconds(1));

            speech.Kinds.Count(kind => kind == FrameKind.Played).ShouldBeGreaterThanOrEqualTo(44);
            speech.Kinds.Count(kind => kind == FrameKind.Concealed).ShouldBeLessThanOrEqualTo(i == 0 ? 0 : 2);
        }
    }

    [Fact]
    public void After_an_hour_of_silence_with_a_clock_that_differs()
    {
        _stream.IsPaused = true;
        _stream.Rate = 8_001.6;
        _stream.Run(TimeSpan.FromHours(1));
        _stream.IsPaused = false;

        var speech = _stream.Run(TimeSpan.FromSeconds(5));

        speech.Kinds.Count(kind => kind == FrameKind.Played).ShouldBeGreaterThan(240);
        _stream.Buffer.Delay.ShouldBeLessThan(TimeSpan.FromMilliseconds(80));
    }

    [Fact]
    public void Another_call_begins_in_silence()
    {
        _stream.Buffer.Reset();
        _stream.IsPaused = true;
        _stream.Path.TryReceive(_stream.Now + TimeSpan.FromSeconds(1), new byte[1500], out _, out _);

        var (samples, kinds) = _stream.Run(TimeSpan.FromSeconds(1));

        kinds.ShouldAllBe(kind => kind == FrameKind.Silence);
        samples.ShouldAllBe(sample => sample == 0);
    }

    private int HolesWithin(TimeSpan time)
    {
        var kinds = _stream.Run(time).Kinds;
        kinds.TakeLast(10).ShouldAllBe(kind => kind == FrameKind.Played);
        return kinds.Count(kind => kind != FrameKind.Played);
    }
}

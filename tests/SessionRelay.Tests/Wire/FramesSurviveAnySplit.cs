using SessionRelay.Wire;

namespace SessionRelay.Tests.Wire;

/// <summary>RFC 4571: what is written as frames is read back, however TCP cuts the stream; what is no frame ends the connection and nothing else.</summary>
public sealed class FramesSurviveAnySplit
{
    private readonly FrameReader _reader = new();

    [Fact]
    public void Two_in_one_read_are_told_apart() => Read([0, 3, 1, 2, 3, 0, 1, 9]).ShouldBe(["010203", "09"]);

    [Fact]
    public void A_length_that_is_split_is_put_together()
    {
        Read([0]).ShouldBeEmpty();
        Read([2]).ShouldBeEmpty();
        Read([7]).ShouldBeEmpty();
        Read([8, 0, 1]).ShouldBe(["0708"]);
        Read([5]).ShouldBe(["05"]);
    }

    [Fact]
    public void Empty_frames_mean_nothing() => Read([0, 0, 0, 0, 0, 1, 4, 0, 0]).ShouldBe(["04"]);

    [Theory]
    [InlineData(new byte[] { 0x08, 0x01 }, 1)] // 2,049 bytes
    [InlineData(new byte[] { 0xFF, 0xFF, 1, 2, 3 }, 5)]
    [InlineData(new byte[] { 0x47, 0x45, 0x54, 0x20 }, 1)] // GET
    public void A_frame_that_is_too_long_breaks_the_stream_for_good(byte[] bytes, int piece)
    {
        foreach (var chunk in bytes.Chunk(piece)) Read(chunk).ShouldBeEmpty();
        _reader.IsBroken.ShouldBeTrue();
        Read([0, 1, 1]).ShouldBeEmpty();

        _reader.Reset();
        Read([0, 1, 1]).ShouldBe(["01"]);
    }

    [Fact]
    public void The_longest_frame_is_read_in_one_piece_and_in_two_thousand()
    {
        var longest = new byte[2 + FrameReader.MaxFrame];
        (longest[0], longest[1]) = (0x08, 0x00);
        Read(longest).ShouldHaveSingleItem().Length.ShouldBe(2 * FrameReader.MaxFrame);
        longest.SelectMany(one => Read([one])).ShouldHaveSingleItem().Length.ShouldBe(2 * FrameReader.MaxFrame);
    }

    [Fact]
    public void What_the_backlog_writes_is_read_back_however_it_is_cut()
    {
        var random = new Random(11);
        var pool = new ByteBlockPool(80);
        var backlog = new FrameBacklog(pool);
        List<string> written = [], read = [];
        for (var round = 0; round < 3_000; round++)
        {
            for (var i = random.Next(6); i > 0; i--)
            {
                var datagram = new byte[random.Next(1, FrameReader.MaxFrame + 1)];
                random.NextBytes(datagram);
                if (backlog.TryAppend(datagram)) written.Add(Convert.ToHexString(datagram));
            }

            for (var i = random.Next(5); i > 0 && backlog.Length > 0; i--) read.AddRange(Send(backlog, random));
        }

        while (backlog.Length > 0) read.AddRange(Send(backlog, random));
        written.Count.ShouldBeGreaterThan(5_000);
        read.SequenceEqual(written).ShouldBeTrue();
        pool.Rented.ShouldBe(0);
    }

    [Fact]
    public void A_full_backlog_drops_whole_frames_and_goes_on_when_there_is_room()
    {
        var backlog = new FrameBacklog(new ByteBlockPool(80));
        var datagram = new byte[1_200];
        var taken = 0;
        while (backlog.TryAppend(datagram)) taken++;
        backlog.Length.ShouldBe(taken * 1_202);
        backlog.Length.ShouldBeInRange(FrameBacklog.MaxBytes - 1_202, FrameBacklog.MaxBytes);

        backlog.Sent(backlog.Head.Length);
        backlog.TryAppend(datagram).ShouldBeTrue();
        backlog.Clear();
        backlog.TryAppend([1]).ShouldBeTrue();
        backlog.Head.ToArray().ShouldBe([0, 1, 1]);
    }

    [Fact]
    public void All_backlogs_share_a_bounded_pool()
    {
        var pool = new ByteBlockPool(2);
        FrameBacklog one = new(pool), other = new(pool), third = new(pool);
        one.TryAppend([1]).ShouldBeTrue();
        other.TryAppend([2]).ShouldBeTrue();
        third.TryAppend([3]).ShouldBeFalse();
        one.Sent(3);
        third.TryAppend([3]).ShouldBeTrue();
    }

    [Fact]
    public void Bytes_of_any_kind_give_frames_within_bounds_or_break_the_stream()
    {
        for (var seed = 0; seed < 2_000; seed++) // 100,000 pieces
        {
            var random = new Random(seed);
            var reader = new FrameReader();
            for (var round = 0; round < 50 && !reader.IsBroken; round++)
            {
                var bytes = new byte[random.Next(1, 5_000)];
                random.NextBytes(bytes);
                for (var at = 0; at + 1 < bytes.Length; at += random.Next(2, 400)) bytes[at] = 0; // lengths that can be
                var rest = bytes.AsSpan();
                while (reader.TryRead(ref rest, out var frame)) frame.Length.ShouldBeInRange(1, FrameReader.MaxFrame);
                rest.Length.ShouldBe(0);
            }
        }
    }

    private List<string> Send(FrameBacklog backlog, Random random)
    {
        var count = random.Next(1, backlog.Head.Length + 1);
        var bytes = backlog.Head[..count].ToArray();
        backlog.Sent(count);
        return Read(bytes);
    }

    private List<string> Read(byte[] bytes)
    {
        var rest = bytes.AsSpan();
        List<string> frames = [];
        while (_reader.TryRead(ref rest, out var frame)) frames.Add(Convert.ToHexString(frame));
        return frames;
    }
}

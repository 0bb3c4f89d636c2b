using System.Text;
using SessionRelay.Phone.Sip;

namespace SessionRelay.Tests.Phone.Sip;

public sealed class StreamsAreCutIntoMessages
{
    private static readonly byte[] Two = Encoding.Latin1.GetBytes("\r\n\r\nA sip:a SIP/2.0\r\nX: 1\r\nl : 3\r\n\r\nabc\r\n\r\nB sip:a SIP/2.0\r\nContent-Length: 0\r\n\r\nSIP/2.0 200 OK\r\ncontent-length:\r\n 2\r\n\r\nxy");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(1_000)]
    public void However_it_is_split(int piece)
    {
        var reader = new SipStreamReader();
        List<string> messages = [];
        for (var at = 0; at < Two.Length; at += piece)
        {
            ReadOnlySpan<byte> arrived = Two.AsSpan(at, Math.Min(piece, Two.Length - at));
            while (reader.TryRead(ref arrived, out var message))
                messages.Add(Encoding.Latin1.GetString(message));
        }

        reader.IsBroken.ShouldBeFalse();
        messages.Count.ShouldBe(3);
        messages[0].ShouldEndWith("abc");
        messages[1].ShouldStartWith("B ");
        messages[2].ShouldEndWith("xy");
    }

    [Theory]
    [InlineData("A sip:a SIP/2.0\r\nX: 1\r\n\r\n")]
    [InlineData("A sip:a SIP/2.0\r\nl: 70000\r\n\r\n")]
    [InlineData("A sip:a SIP/2.0\r\nl: -1\r\n\r\n")]
    [InlineData("A sip:a SIP/2.0\r\nl: 65530\r\n\r\n")]
    public void A_message_whose_end_is_not_known_ends_the_stream(string text)
    {
        ReadOnlySpan<byte> arrived = Encoding.Latin1.GetBytes(text);
        var reader = new SipStreamReader();

        reader.TryRead(ref arrived, out _).ShouldBeFalse();
        reader.IsBroken.ShouldBeTrue();
    }

    [Fact]
    public void A_stream_without_any_end_is_held_no_longer_than_a_message()
    {
        var reader = new SipStreamReader();
        var piece = new byte[1_000];
        Array.Fill(piece, (byte)'a');
        var sent = 0;
        while (!reader.IsBroken && sent < 1_000_000)
        {
            ReadOnlySpan<byte> arrived = piece;
            reader.TryRead(ref arrived, out _).ShouldBeFalse();
            sent += piece.Length;
        }

        sent.ShouldBeLessThanOrEqualTo(SipLimits.Message + piece.Length);
    }

    [Fact]
    public void Hostile_streams_never_throw()
    {
        var random = new Random(3);
        byte[][] seeds = [.. Rfc4475.Messages.Values];
        for (var i = 0; i < 2_000; i++)
        {
            var reader = new SipStreamReader();
            ReadOnlySpan<byte> arrived = SipMutations.Next(random, seeds);
            while (!arrived.IsEmpty)
            {
                var piece = arrived[..Math.Min(arrived.Length, random.Next(1, 200))];
                arrived = arrived[piece.Length..];
                while (reader.TryRead(ref piece, out _))
                {
                }
            }
        }
    }
}

using CsCheck;
using SessionRelay.Signaling.Continuity;
using SessionRelay.Signaling.Tests.Hosts;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Signaling.Tests.Tickets;

public sealed class ResumeTokenTests
{
    private static readonly Gen<string> Id = Gen.Char["abcXYZ019._-~"].Array[1, 64].Select(chars => new string(chars)).Where(TicketLimits.IsId);

    private readonly string dataPath = SignalingHost.NewDataPath();

    [Fact]
    public void What_is_written_is_read_back()
    {
        var tokens = new ResumeTokens(NodeKeys.Open(dataPath));
        Gen.Select(Id, Id, Gen.Int[0, int.MaxValue], Gen.Int[0, int.MaxValue]).Sample(
            (session, participant, admission, generation) =>
            {
                var claims = new ResumeClaims(session, participant, admission, generation);
                return tokens.Read(tokens.Write(claims)) == claims;
            },
            iter: 2000);
    }

    [Fact]
    public void Changed_foreign_and_random_tokens_are_refused_without_an_exception()
    {
        var tokens = new ResumeTokens(NodeKeys.Open(dataPath));
        var good = tokens.Write(new ResumeClaims("session", "person", 1, 2));
        Gen.Select(Gen.Int[0, good.Length - 2], Gen.Char["ABCabc012-_=!\0é"]).Sample(
            (position, letter) => letter == good[position] || tokens.Read(good[..position] + letter + good[(position + 1)..]) is null,
            iter: 5000);
        Gen.String.Sample(text => tokens.Read(text) is null, iter: 5000);
        new ResumeTokens(NodeKeys.Open(SignalingHost.NewDataPath())).Read(good).ShouldBeNull();
        tokens.Read(null).ShouldBeNull();
        tokens.Read(good).ShouldNotBeNull();
    }

    [Fact]
    public void The_key_outlives_a_restart_and_is_its_owners_alone()
    {
        var token = new ResumeTokens(NodeKeys.Open(dataPath)).Write(new ResumeClaims("session", "person", 0, 1));
        new ResumeTokens(NodeKeys.Open(dataPath)).Read(token).ShouldNotBeNull();
        var file = Directory.GetFiles(Path.Combine(dataPath, "keys")).ShouldHaveSingleItem();
        FileRights.Of(file).ShouldBe("600");
        FileRights.Of(dataPath).ShouldBe("700");
    }

    [Fact]
    public void A_damaged_key_file_is_an_error_not_a_new_key()
    {
        NodeKeys.Open(dataPath);
        var file = Directory.GetFiles(Path.Combine(dataPath, "keys")).Single();
        File.WriteAllText(file, "{}");
        Should.Throw<InvalidDataException>(() => NodeKeys.Open(dataPath)).Message.ShouldContain(file);
    }

    [Theory]
    [InlineData(0, 1, true)] // the first token, unused
    [InlineData(0, 0, false)] // was never handed out
    [InlineData(1, 1, true)] // used: its successor is out, but unused
    [InlineData(1, 2, true)]
    [InlineData(2, 1, false)] // its successor was used
    [InlineData(2, 4, false)] // not handed out yet
    public void A_token_holds_until_its_successor_is_used(int used, int generation, bool holds) =>
        ResumeRule.Holds(SeatOf(used), new ResumeClaims("s", "p", 0, generation)).ShouldBe(holds);

    [Fact]
    public void Another_admission_or_a_removal_ends_a_token()
    {
        ResumeRule.Holds(SeatOf(0), new ResumeClaims("s", "p", 1, 1)).ShouldBeFalse();
        var removed = SeatOf(0);
        removed.Removed = true;
        ResumeRule.Holds(removed, new ResumeClaims("s", "p", 0, 1)).ShouldBeFalse();
    }

    private static SeatRecord SeatOf(int used) => new() { Id = "p", Name = "P", Role = ParticipantRole.Guest, Can = Permissions.None, UsedGeneration = used };
}

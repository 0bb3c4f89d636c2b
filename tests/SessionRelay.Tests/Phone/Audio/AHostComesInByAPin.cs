using SessionRelay.Phone.Audio;

namespace SessionRelay.Tests.Phone.Audio;

/// <summary>A host's own phone is taken by a PIN: whoever else picks up has three tries, and hears and says nothing.</summary>
public sealed class AHostComesInByAPin
{
    private const string Pin = "271828";

    private readonly PhoneVoice _voice = new(PhonePrompts.Load(null).In("en"), Pin);
    private readonly short[] _frame = new short[G711.FrameSamples];

    [Fact]
    public void The_right_digits_take_the_call()
    {
        Enter(Pin).ShouldBe([false, false, false, false, false, true]);
        _voice.State.ShouldBe(PhoneVoiceState.Waiting);
        _voice.IsInSession.ShouldBeFalse();
        Listen(50).ShouldBe(0, "there is nothing to wait for");
        _voice.Admit().ShouldBeTrue();
    }

    [Fact]
    public void One_alone_takes_nothing()
    {
        _voice.OnDigit('1').ShouldBeFalse();
        _voice.Admit().ShouldBeFalse();
        _voice.State.ShouldBe(PhoneVoiceState.Greeting);
    }

    [Fact]
    public void What_is_no_digit_counts_for_nothing()
    {
        Enter("2*7#1A8B2").ShouldAllBe(taken => !taken);
        _voice.OnDigit('8').ShouldBeTrue();
    }

    [Fact]
    public void A_second_and_a_third_try_are_given_and_no_fourth()
    {
        Enter("271829").ShouldAllBe(taken => !taken);
        Listen(10).ShouldBeGreaterThan(500, "that it was wrong is said");
        Enter("171828").ShouldAllBe(taken => !taken);
        _voice.State.ShouldBe(PhoneVoiceState.Greeting);
        Enter("000000").ShouldAllBe(taken => !taken);
        _voice.State.ShouldBe(PhoneVoiceState.Leaving);
        Enter(Pin).ShouldAllBe(taken => !taken);
        Listen(500);
        (_voice.State, _voice.WasNotTaken).ShouldBe((PhoneVoiceState.Over, true));
    }

    [Fact]
    public void The_third_try_may_be_right()
    {
        Enter("123456");
        Enter("654321");
        Enter(Pin)[^1].ShouldBeTrue();
    }

    [Fact]
    public void Who_types_is_not_talked_over_and_who_stops_hears_it_again_and_begins_anew()
    {
        Listen(60).ShouldBeGreaterThan(500);
        Enter("2718");
        Listen(200).ShouldBe(0);
        Listen(100).ShouldBeGreaterThan(500);
        Enter("28").ShouldAllBe(taken => !taken);
        Enter("1828").ShouldAllBe(taken => !taken, "281828 is another");
        Enter(Pin)[^1].ShouldBeTrue();
    }

    [Fact]
    public void An_answering_machine_is_hung_up_on()
    {
        var frames = 0;
        while (_voice.State != PhoneVoiceState.Over && frames++ < 5_000)
            _voice.ReadPrompt(_frame);
        (frames * 0.02).ShouldBeInRange(20, 40); // seconds
        _voice.WasNotTaken.ShouldBeTrue();
    }

    [Fact]
    public void What_is_announced_is_added_to_what_is_heard()
    {
        _voice.Announce(Prompt.Knock);
        Listen(1);
        Enter(Pin);
        _voice.Announce(Prompt.Knock);
        Listen(20).ShouldBe(0, "not in the session yet");
        _voice.Admit();
        var words = 0;
        _voice.Announce(Prompt.Knock);
        for (var i = 0; i < 300; i++)
        {
            _frame.AsSpan().Fill(100);
            _voice.AddAnnouncement(_frame);
            words += Math.Abs(_frame[0] - 100) > 50 ? 1 : 0;
        }

        words.ShouldBeGreaterThan(20);
        _frame.ShouldAllBe(sample => sample == 100, "and then it is over");
        _voice.Announce(Prompt.Missed);
        for (var i = 0; i < 30; i++)
        {
            _frame.AsSpan().Fill(short.MaxValue);
            _voice.AddAnnouncement(_frame);
            _frame.ShouldAllBe(sample => sample > 0, "loud and loud is loud, not turned over");
        }
    }

    private List<bool> Enter(string keys) => [.. keys.Select(_voice.OnDigit)];

    /// <summary>The loudest sample of so many frames.</summary>
    private int Listen(int frames)
    {
        var loudest = 0;
        for (var i = 0; i < frames; i++)
        {
            _voice.ReadPrompt(_frame);
            loudest = Math.Max(loudest, _frame.Max(sample => Math.Abs((int)sample)));
        }

        return loudest;
    }
}

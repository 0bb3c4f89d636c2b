namespace SessionRelay.Phone.Audio;

/// <summary>Where somebody on the phone stands between ringing and the session.</summary>
internal enum PhoneVoiceState
{
    /// <summary>Answered, by whom nobody knows: hears the greeting, and is heard by nobody.</summary>
    Greeting,

    /// <summary>A person has pressed 1: hears that the host has to admit, then nothing.</summary>
    Waiting,

    /// <summary>Admitted by the host: in the session, both ways.</summary>
    Admitted,

    /// <summary>Hears why the call ends.</summary>
    Leaving,

    /// <summary>Nothing more to hear: to be hung up.</summary>
    Over,
}

/// <summary>
/// Decides what somebody on the phone hears, and that until the host has admitted them nothing of the session reaches the phone and nothing of the phone the session:
/// an answering machine presses no key, and anyone in a household may answer. One leg's, driven by the frames that are read; allocates nothing.
/// </summary>
/// <param name="prompts">What is said.</param>
/// <param name="pin">Digits that take the call instead of 1; null: 1 takes it.</param>
internal sealed class PhoneVoice(PromptSet prompts, string? pin = null)
{
    /// <summary>How often the greeting is played: with the pauses 30 s, about as long as an answering machine listens.</summary>
    public const int MaxGreetings = 4;

    /// <summary>The key that takes the call.</summary>
    public const char TakingKey = '1';

    /// <summary>Frames of silence before the first word, as who answers takes a moment to put the phone to the ear: 0.5 s.</summary>
    private const int FirstPause = 25;

    /// <summary>Frames of silence after each greeting, to press the key in: 3 s.</summary>
    private const int Pause = 150;

    /// <summary>Frames that the next digit of a PIN is waited for: 5 s, as people look it up.</summary>
    private const int TypingPause = 250;

    private readonly PinEntry? _pin = pin is null ? null : new PinEntry(pin);
    private readonly short[] _announced = new short[G711.FrameSamples];
    private int _greetings;
    private int _silence = FirstPause;
    private Prompt _prompt;
    private int _position = -1;

    public PhoneVoiceState State { get; private set; } = PhoneVoiceState.Greeting;

    /// <summary>The one gate: only when it is true is what the phone sends mixed in, and what is mixed sent to the phone.</summary>
    public bool IsInSession => State == PhoneVoiceState.Admitted;

    /// <summary>Nobody pressed the key: an answering machine, or somebody who didn't want the call.</summary>
    public bool WasNotTaken { get; private set; }

    /// <summary>A key was pressed.</summary>
    /// <returns>True when it has taken the call: the host is to be asked.</returns>
    public bool OnDigit(char digit)
    {
        if (State != PhoneVoiceState.Greeting || !Takes(digit))
            return false;
        State = PhoneVoiceState.Waiting;
        // Who has entered a PIN waits for nobody.
        if (_pin is null)
            Play(Prompt.Waiting);
        else
            _position = -1;
        return true;
    }

    /// <summary>Says something to who is in the session, over what they hear; what was being said gives way. Nothing before admission and after.</summary>
    public void Announce(Prompt prompt)
    {
        if (IsInSession)
            Play(prompt);
    }

    /// <summary>Adds what is announced to what is heard.</summary>
    /// <param name="frame">160 samples.</param>
    public void AddAnnouncement(Span<short> frame)
    {
        if (_position < 0)
            return;
        ReadPrompt(_announced);
        for (var i = 0; i < frame.Length; i++)
            frame[i] = (short)Math.Clamp(frame[i] + _announced[i], short.MinValue, short.MaxValue);
    }

    /// <summary>The host lets them in.</summary>
    /// <returns>False when the call was not taken yet, or is at its end: then nothing changes.</returns>
    public bool Admit()
    {
        if (State != PhoneVoiceState.Waiting)
            return false;
        State = PhoneVoiceState.Admitted;
        _position = -1;
        return true;
    }

    /// <summary>The call ends from this side; what is said of it is <see cref="Prompt.Absent"/> or <see cref="Prompt.Ended"/>. Out of the session at once.</summary>
    public void Leave(Prompt farewell)
    {
        if (State is PhoneVoiceState.Leaving or PhoneVoiceState.Over)
            return;
        State = PhoneVoiceState.Leaving;
        Play(farewell);
    }

    /// <summary>The next frame of what is said to the phone while it is not in the session; 20 ms of its time.</summary>
    /// <param name="frame">160 samples, all of them written.</param>
    public void ReadPrompt(Span<short> frame)
    {
        frame.Clear();
        if (_position < 0 && State == PhoneVoiceState.Greeting)
            AwaitKey();
        if (_position < 0)
            return;
        var codes = prompts.Codes(_prompt)[_position..];
        var length = Math.Min(codes.Length, frame.Length);
        G711.Decode(G711Law.Pcmu, codes[..length], frame);
        _position += length;
        if (length == codes.Length)
            Played();
    }

    private bool Takes(char key)
    {
        switch (_pin?.Enter(key))
        {
            case null:
                return key == TakingKey;
            case PinAnswer.Right:
                return true;
            case PinAnswer.Wrong:
                Play(Prompt.Wrong);
                return false;
            case PinAnswer.Refused:
                WasNotTaken = true;
                Leave(Prompt.Ended);
                return false;
            case PinAnswer.Incomplete:
                _position = -1; // who knows what to do is not talked over
                _silence = TypingPause;
                return false;
            default:
                return false;
        }
    }

    private void AwaitKey()
    {
        if (_silence-- > 0)
            return;
        if (_greetings == MaxGreetings)
        {
            WasNotTaken = true;
            State = PhoneVoiceState.Over;
            return;
        }

        _greetings++;
        _pin?.Begin();
        Play(prompts.Codes(Prompt.Name).IsEmpty ? Greeting : Prompt.Name);
    }

    private Prompt Greeting => _pin is null ? Prompt.Greeting : Prompt.Code;

    private void Play(Prompt prompt)
    {
        _prompt = prompt;
        _position = 0;
    }

    private void Played()
    {
        _position = -1;
        if (_prompt == Prompt.Name)
            Play(Greeting);
        else if (State == PhoneVoiceState.Greeting)
            _silence = Pause;
        else if (State == PhoneVoiceState.Leaving)
            State = PhoneVoiceState.Over;
    }
}

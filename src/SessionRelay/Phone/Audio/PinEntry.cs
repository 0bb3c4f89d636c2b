using System.Security.Cryptography;

namespace SessionRelay.Phone.Audio;

/// <summary>What a key that was pressed has come to.</summary>
internal enum PinAnswer
{
    /// <summary>No digit: it counts for nothing.</summary>
    Ignored,

    /// <summary>More are needed.</summary>
    Incomplete,

    Right,

    /// <summary>Another try is left.</summary>
    Wrong,

    /// <summary>That was the last try.</summary>
    Refused,
}

/// <summary>
/// Collects the digits of a PIN as they are pressed and compares when there are enough, in the same time whatever they are. One leg's, not thread safe, allocates nothing.
/// </summary>
internal sealed class PinEntry
{
    /// <summary>With six digits and three calls a session: somebody who picks up by chance is right in 9 cases of a million.</summary>
    public const int MaxTries = 3;

    private readonly byte[] _pin;
    private readonly byte[] _entered;
    private int _length;
    private int _tries;

    /// <param name="pin">Digits.</param>
    public PinEntry(string pin)
    {
        _pin = [.. pin.Select(digit => (byte)digit)];
        _entered = new byte[_pin.Length];
    }

    public PinAnswer Enter(char key)
    {
        if (!char.IsAsciiDigit(key) || _tries == MaxTries)
            return PinAnswer.Ignored;
        _entered[_length++] = (byte)key;
        if (_length < _pin.Length)
            return PinAnswer.Incomplete;
        _length = 0;
        _tries++;
        if (CryptographicOperations.FixedTimeEquals(_entered, _pin))
            return PinAnswer.Right;
        return _tries == MaxTries ? PinAnswer.Refused : PinAnswer.Wrong;
    }

    /// <summary>The next digit is the first again.</summary>
    public void Begin() => _length = 0;
}

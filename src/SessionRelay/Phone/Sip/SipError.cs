namespace SessionRelay.Phone.Sip;

/// <summary>Why a message is refused.</summary>
/// <param name="Status">The fitting answer to a request; 0: dropped without a word, as a bad response or what is no SIP at all.</param>
/// <param name="Reason">What is wrong, for people who develop. Holds no value of the message, so it may be logged and sent back.</param>
internal readonly record struct SipError(int Status, string Reason)
{
    public override string ToString() => Status == 0 ? Reason : $"{Status} {Reason}";
}

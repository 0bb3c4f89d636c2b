namespace SessionRelay.Signaling.Tickets;

/// <summary>
/// A record whose text is its type's name alone: frameworks print what they carry in their debug logs, and this one holds names, words, tickets or SDP.
/// </summary>
[GenerateSerializer, Immutable]
internal abstract record Discreet
{
    public sealed override string ToString() => GetType().Name;
}

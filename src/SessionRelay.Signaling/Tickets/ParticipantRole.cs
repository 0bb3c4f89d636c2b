namespace SessionRelay.Signaling.Tickets;

/// <summary>Who somebody is in a session; the ticket's <c>role</c>.</summary>
public enum ParticipantRole : byte
{
    /// <summary>The therapist: enters without being admitted.</summary>
    Host = 0,

    /// <summary>The client.</summary>
    Guest = 1,

    /// <summary>An interpreter or supervisor: admitted by the host like a guest.</summary>
    Aide = 2,
}

namespace SessionRelay.Signaling.Sessions;

/// <summary>The way to people's hub connections. Never waits: a connection that does not take what it is sent is closed, and its person enters again.</summary>
internal interface IParticipantChannel
{
    void Send(string connectionId, string name, object payload);
}

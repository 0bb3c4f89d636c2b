using Microsoft.Extensions.Options;
using SessionRelay.Signaling.Continuity;
using SessionRelay.Signaling.Hosting;
using SessionRelay.Signaling.Sessions;
using SessionRelay.Signaling.Sessions.Store;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Signaling.Tests.Hosts;

/// <summary>What is stored of one session, in memory: for sessions without a grain.</summary>
internal sealed class SessionDisk
{
    private readonly Dictionary<(RowKind Kind, string Key), byte[]> rows = [];

    /// <summary>What a session needs of its node.</summary>
    public static SessionTools Tools()
    {
        // A range that is kept for films and stories.
        var phone = Options.Create(new PhoneSettings { Trunk = new TrunkOptions { Server = "sip.practice.example" }, Countries = ["GB"] });
        var practice = new PracticeLine(phone);
        return new(
            new ResumeTokens(NodeKeys.Open(SignalingHost.NewDataPath())), new IceServerSource(Options.Create(new RelaySettings())), new SessionMetrics(), new LastSeen(), new NodePhase(),
            new WebhookPosts(Options.Create(new WebhookSettings())), practice, new PhoneRules(phone, practice));
    }

    public void Write(SessionChanges changes)
    {
        foreach (var row in changes.Rows)
        {
            if (row.Value is not null) rows[(row.Kind, row.Key)] = row.Value;
            else if (row.Key.Length > 0) rows.Remove((row.Kind, row.Key));
            else foreach (var key in rows.Keys.Where(key => key.Kind == row.Kind).ToArray()) rows.Remove(key);
        }
    }

    /// <summary>The session as the next process finds it.</summary>
    public Session Restore(DateTimeOffset lastAlive, SessionTools tools, DateTimeOffset now) =>
        Session.Restore([.. rows.OrderBy(row => row.Key).Select(row => new Row(row.Key.Kind, row.Key.Key, row.Value))], lastAlive, tools, now).ShouldNotBeNull();
}

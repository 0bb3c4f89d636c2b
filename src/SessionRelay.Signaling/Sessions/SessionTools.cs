using SessionRelay.Signaling.Continuity;
using SessionRelay.Signaling.Hosting;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Signaling.Sessions;

/// <summary>What every session of this node shares.</summary>
internal sealed record SessionTools(ResumeTokens ResumeTokens, IceServerSource IceServers, SessionMetrics Metrics, LastSeen LastSeen, NodePhase Phase, WebhookPosts Posts, PracticeLine Practice, PhoneRules Phone);

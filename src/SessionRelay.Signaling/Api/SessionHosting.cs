using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using SessionRelay.Signaling.Continuity;
using SessionRelay.Signaling.Hosting;
using SessionRelay.Signaling.Hub;
using SessionRelay.Signaling.Sealing;
using SessionRelay.Signaling.Sessions;
using SessionRelay.Signaling.Sessions.Store;
using SessionRelay.Signaling.Tickets;
using SessionRelay.Signaling.Webhooks;

namespace SessionRelay.Signaling.Api;

/// <summary>
/// Brings sessions into a host: <see cref="UseSessionSilo"/>, <see cref="AddSessions"/>, then <see cref="MapSessions"/>. The host binds
/// <see cref="RelaySettings"/>, <see cref="NodeOptions"/>, <see cref="DataOptions"/> and <see cref="WebhookSettings"/> and registers the <see cref="Relay"/>.
/// </summary>
public static class SessionHosting
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(2); // protocol.md
    private static readonly TimeSpan ClientTimeout = TimeSpan.FromSeconds(5); // protocol.md
    private const int LargestMessage = 128 * 1024; // bytes: protocol.md
    private const int LargestBacklog = 256 * 1024; // bytes a connection may leave untaken before its outbox waits
    private const int SiloIdentityPort = 11111; // names the silo; it listens on a port of the system's choice

    /// <summary>Registers what sessions need. Throws nothing; keys and store are opened when first used, at the latest when the host starts.</summary>
    public static IHostApplicationBuilder AddSessions(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(its => NodeKeys.Open(its.GetRequiredService<IOptions<DataOptions>>().Value.Path));
        services.AddSingleton<TicketKeyRing>();
        services.AddSingleton<TicketReader>();
        services.AddSingleton<TicketMinter>();
        services.AddSingleton<ResumeTokens>();
        services.AddSingleton<IceServerSource>();
        services.AddSingleton<PracticeLine>();
        services.AddSingleton<PhoneRules>();
        services.AddSingleton<SessionMetrics>();
        services.AddSingleton<LastSeen>();
        services.TryAddSingleton<NodePhase>();
        services.AddSingleton<WebhookPosts>();
        services.AddSingleton<SessionTools>();
        services.AddSingleton(its => new Sealer(its.GetRequiredService<NodeKeys>()));
        services.AddSingleton<SqliteSessionStore>(its => new SqliteSessionStore(
            Path.Combine(its.GetRequiredService<IOptions<DataOptions>>().Value.Path, "sessions.db"), its.GetRequiredService<Sealer>()));
        services.TryAddSingleton<ISessionStore>(its => its.GetRequiredService<SqliteSessionStore>());
        services.TryAddSingleton<IPostOutbox>(its => its.GetRequiredService<SqliteSessionStore>());
        services.TryAddSingleton<IMediaRelay>(its => new LocalMediaRelay(its.GetRequiredService<Relay>(), its.GetService<PhoneLine>()));
        services.AddSingleton<Outboxes>();
        services.TryAddSingleton(its => new SeatDeadline(its.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IParticipantChannel>(its => its.GetRequiredService<Outboxes>());
        services.TryAddSingleton(its => new EnterLimiter(its.GetRequiredService<TimeProvider>()));
        services.AddSingleton<Entrance>();
        services.AddSingleton<HubCallFilter>();
        services.AddSingleton<ApiKeys>();
        services.AddSingleton<PublicUrl>();
        services.AddSingleton(its => new SessionAdministration(
            its.GetRequiredService<IGrainFactory>(), its.GetRequiredService<TicketMinter>(), its.GetRequiredService<PublicUrl>()));
        services.AddHostedService<TicketKeysStart>();
        services.AddHostedService<SessionUpkeep>();
        services.AddSingleton<WebhookSender>();
        services.AddSingleton<IExtensionCalls, ExtensionCalls>();
        services.AddHostedService<WebhookDelivery>();
        services.AddSignalR()
            .AddHubOptions<RelayHub>(options =>
            {
                options.KeepAliveInterval = KeepAlive;
                options.ClientTimeoutInterval = ClientTimeout;
                options.HandshakeTimeout = ClientTimeout;
                options.MaximumReceiveMessageSize = LargestMessage;
                options.MaximumParallelInvocationsPerClient = 1; // what a person says arrives in the order in which it was said
                options.EnableDetailedErrors = false;
                options.StatefulReconnectBufferSize = 0;
                options.DisableImplicitFromServicesParameters = true;
                options.AddFilter<HubCallFilter>();
            })
            .AddJsonProtocol(options => WireJson.Apply(options.PayloadSerializerOptions));
        return builder;
    }

    /// <summary>The hub at <c>/relay/hub</c>, WebSockets only, and the API at <c>/api/v1</c>.</summary>
    public static IEndpointRouteBuilder MapSessions(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapHub<RelayHub>("/relay/hub", options =>
        {
            options.Transports = HttpTransportType.WebSockets;
            options.AllowStatefulReconnects = false;
            options.ApplicationMaxBufferSize = LargestMessage;
            options.TransportMaxBufferSize = LargestBacklog;
            options.WebSockets.CloseTimeout = TimeSpan.FromSeconds(1); // a client that is gone does not hold up a shutdown
        });
        SessionsApi.Map(endpoints);
        return endpoints;
    }

    /// <summary>
    /// An Orleans silo of one node: no gateway, no service, a listening port of the system's choice on loopback, so that two processes never collide.
    /// </summary>
    public static IHostApplicationBuilder UseSessionSilo(this IHostApplicationBuilder builder)
    {
        builder.Logging.AddFilter("Orleans", LogLevel.Warning);
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(SiloIdentityPort, gatewayPort: 0);
            silo.Configure<EndpointOptions>(options => options.SiloListeningEndpoint = new IPEndPoint(IPAddress.Loopback, 0));
            // One node is the whole cluster: after a jump of the clock (a machine that slept, a test) it would find itself long silent, declare itself dead and end the process.
            silo.Configure<ClusterMembershipOptions>(options => options.LivenessEnabled = false);
            // Orleans makes room for a million grains at its start: 18 MB. A node has some thousand sessions open, and what falls out is looked up again.
            silo.Configure<GrainDirectoryOptions>(options => options.CacheSize = 10_000);
            silo.Configure<GrainCollectionOptions>(options => options.DeactivationTimeout = TimeSpan.FromSeconds(2)); // a stuck disk must not hold up a shutdown
        });
        return builder;
    }
}

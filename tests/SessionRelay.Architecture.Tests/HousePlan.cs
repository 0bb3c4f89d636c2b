namespace SessionRelay.Architecture.Tests;

/// <summary>A room of the house plan: a folder and the rooms that it may use besides itself.</summary>
/// <param name="Name">The namespace below the part's own, which is the folder.</param>
/// <param name="MayUse">Rooms by name; empty text stands for the part's own namespace (the contract that others see).</param>
internal sealed record Room(string Name, params string[] MayUse);

/// <summary>A part of the product and its rooms. ARCHITECTURE.md draws the same.</summary>
internal sealed record House(string Root, IReadOnlyList<Room> Rooms);

/// <summary>Who may use whom. To let a room use another one, change it here, and ARCHITECTURE.md with it.</summary>
internal static class HousePlan
{
    private static readonly string[] Formats = ["Wire", "Stun", "Sdp", "Rtp", "Rtcp"];
    private static readonly string[] Machines = [.. Formats, "OpenSsl", "Ice", "Dtls", "Srtp", "Congestion"];

    public static readonly House Relay = new("SessionRelay",
    [
        new("Wire"),
        new("OpenSsl", "Wire", ""),
        new("Stun", "Wire"),
        new("Sdp", "Wire"),
        new("Rtp", "Wire"),
        new("Rtcp", "Wire", "Rtp"),
        new("Ice", "Wire", "Stun"),
        new("Srtp", "Wire", "OpenSsl", "Rtp", "Rtcp"),
        new("Dtls", "Wire", "OpenSsl", "Srtp"), // whose keys the handshake gives: RFC 5764
        new("Congestion", "Wire", "Rtp", "Rtcp"),
        new("Phone", [.. Formats, "OpenSsl", "Srtp"]), // no room: what a leg says and hears is bytes and samples to it
        new("Peers", [.. Machines, ""]),
        new("Routing", [.. Machines, "Phone", "Peers", ""]),
        new("Shards", [.. Machines, "Phone", "Peers", "Routing", ""]),
        new("Net", [.. Machines, "Peers", "Routing", "Shards", "Phone", ""]),
    ]);

    public static readonly House Signaling = new("SessionRelay.Signaling",
    [
        new("Hosting"),
        new("Sealing"),
        new("Tickets", "Hosting", "Sealing"),
        new("Continuity", "Tickets"),
        new("Sessions", "Hosting", "Sealing", "Tickets", "Continuity"),
        new("Webhooks", "Hosting", "Sessions"),
        new("Hub", "Hosting", "Tickets", "Continuity", "Sessions"),
        new("Api", "Hosting", "Sealing", "Tickets", "Continuity", "Sessions", "Hub", "Webhooks"),
        new("Operations", "Hosting", "Continuity", "Sessions"),
    ]);

    public static readonly House Portal = new("SessionRelay.Portal",
    [
        new("Domain"),
        new("Data", "Domain"),
        new("Explain", "Domain"),
        new("Practice", "Data"),
        new("Mail", "Data", "Practice"),
        new("Accounts", "Data", "Practice", "Mail"),
        new("Journeys", "Domain", "Data", "Practice", "Mail", "Accounts"),
        new("Web", "Practice"),
        new("Forms"),
        new("Pages", "Domain", "Data", "Practice", "Mail", "Accounts", "Journeys", "Web", "Forms"),
        new("Demo", "Domain", "Data", "Accounts"),
        new("Doctor", "Data", "Mail"),
        new("Start", "Explain", "Doctor", "Data", "Practice", "Mail", "Accounts", "Journeys", "Web", "Forms", "Pages", "Demo"),
    ]);

    /// <summary>The portal's domain: no database, no web, no clock.</summary>
    public static readonly House Domain = new("SessionRelay.Portal.Domain",
    [
        new("Screening"),
        new("Care"),
        new("Policies"),
        new("Scheduling", "Care", "Policies"),
        new("Figures", "Scheduling"),
        new("Matching", "Care", "Scheduling"),
    ]);

    /// <summary>Rooms of the relay that talk to the operating system (OpenSSL is loaded once, under a lock). Empty text: the part's own namespace.</summary>
    public static readonly string[] TouchingTheSystem = ["Net", "OpenSsl", ""];

    /// <summary>Rooms that call native code: the kernel and OpenSSL.</summary>
    public static readonly string[] CallingNativeCode = ["Net", "OpenSsl"];

    /// <summary>Sockets, threads, timers, locks and clocks: types by full name, or a whole namespace with a dot at its end.</summary>
    public static readonly string[] System =
    [
        "System.Net.Sockets.",
        "System.Threading.Tasks.",
        "System.Threading.Channels.Channel", // but ChannelWriter: events go out through it, and writing never waits
        "System.Threading.Channels.ChannelReader`1",
        "System.Threading.Thread",
        "System.Threading.ThreadPool",
        "System.Threading.Timer",
        "System.Threading.PeriodicTimer",
        "System.Threading.Monitor",
        "System.Threading.Lock",
        "System.Threading.Mutex",
        "System.Threading.Semaphore",
        "System.Threading.SemaphoreSlim",
        "System.Threading.ReaderWriterLockSlim",
        "System.Threading.ManualResetEvent",
        "System.Threading.ManualResetEventSlim",
        "System.Threading.AutoResetEvent",
        "System.TimeProvider",
        "System.Diagnostics.Stopwatch",
        "System.IO.File",
        "System.Console",
    ];

    /// <summary>What the domain may not touch besides <see cref="System"/>: web, database, files, clocks, and zones that are not NodaTime's.</summary>
    public static readonly string[] BeyondTheDomain =
    [
        .. System,
        "System.IO.Stream",
        "System.Net.Http.HttpClient",
        "System.TimeZoneInfo",
        "System.Text.Json.JsonSerializer",
        "NodaTime.SystemClock",
        "NodaTime.IClock",
        "NodaTime.TimeZones.BclDateTimeZone",
        "Microsoft.AspNetCore.Http.HttpContext",
        "Microsoft.Extensions.Configuration.IConfiguration",
        "Microsoft.Data.Sqlite.SqliteConnection",
        "SessionRelay.Signaling.RelayNode",
    ];

    /// <summary>Assemblies that a part may never reference, as beginnings of names.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> NeverReferenced = new Dictionary<string, string[]>
    {
        ["SessionRelay"] = ["SessionRelay.", "Microsoft.AspNetCore", "Orleans", "Microsoft.Orleans", "Microsoft.EntityFrameworkCore", "Microsoft.Data.Sqlite", "Serilog", "Prometheus", "Microsoft.Extensions.Hosting", "Microsoft.Extensions.DependencyInjection"],
        ["SessionRelay.Signaling"] = ["SessionRelay.Portal", "Microsoft.EntityFrameworkCore"],
    };
}

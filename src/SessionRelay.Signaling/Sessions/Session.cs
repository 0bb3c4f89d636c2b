using System.Globalization;
using System.Text.Json;
using SessionRelay.Signaling.Continuity;
using SessionRelay.Signaling.Sessions.Store;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Signaling.Sessions;

/// <summary>
/// A session's rules as a state machine without I/O. Each deed takes the time, changes the state at once, leaves in <see cref="Take"/> what has to be
/// stored and told, and throws <see cref="RefusedException"/> (having changed nothing) when the rules say no. One thread at a time; between a deed and
/// <see cref="Take"/> nothing may come.
/// </summary>
internal sealed partial class Session
{
    private readonly Dictionary<string, Seat> seats = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TicketUse> tickets = new(StringComparer.Ordinal);
    private readonly Queue<ChatLine> chat = new();
    private readonly LostTimeLedger ledger = new();
    private readonly IceServerSource iceServers;
    private readonly ResumeTokens resumeTokens;
    private readonly SessionMetrics metrics;
    private readonly PracticeLine practice;
    private readonly PhoneRules phones;
    private SessionChanges changes = new();
    private int lastChatNumber;

    private Session(SessionRecord record, SessionTools tools)
    {
        Record = record;
        iceServers = tools.IceServers;
        resumeTokens = tools.ResumeTokens;
        metrics = tools.Metrics;
        practice = tools.Practice;
        phones = tools.Phone;
    }

    public SessionRecord Record { get; }

    public IReadOnlyCollection<Seat> Seats => seats.Values;

    public SessionWindow Window => new(Record.StartsAt, Record.EndsAt, TimeSpan.FromMinutes(Record.Policy.GraceMinutes));

    public bool IsEnded => Record.EndedAt is not null;

    /// <summary>When the session has to be looked at although nobody calls.</summary>
    public DateTimeOffset? WakeAt => IsEnded ? null : Window.ClosesAt;

    /// <summary>Somebody is in it or waits: time has to be watched.</summary>
    public bool HasPeople
    {
        get
        {
            foreach (var seat in seats.Values)
            {
                if (seat.IsPresent) return !IsEnded;
            }

            return false;
        }
    }

    /// <summary>Somebody is in it or waits, and is connected: by the hub, by phone, or by media while the hub is away. A drain awaits it.</summary>
    public bool IsRunning
    {
        get
        {
            foreach (var seat in seats.Values)
            {
                if (seat.IsPresent && (seat.ConnectionId is not null || seat.HasPath)) return !IsEnded;
            }

            return false;
        }
    }

    public static Session Create(SessionRecord record, SessionTools tools)
    {
        var session = new Session(record, tools);
        session.KeepRecord();
        return session;
    }

    /// <summary>
    /// Takes a session up where the store has it; null when it has none. Everybody is away since now; paths that were live then have a gap since <paramref name="lastAlive"/>.
    /// </summary>
    public static Session? Restore(IReadOnlyList<Row> rows, DateTimeOffset? lastAlive, SessionTools tools, DateTimeOffset now)
    {
        Session? session = null;
        foreach (var row in rows)
        {
            if (row.Kind == RowKind.Session) session = new Session(Read<SessionRecord>(row), tools);
        }

        session?.Restore(rows, lastAlive ?? now, now);
        return session;
    }

    /// <summary>What the last deed changed; empty afterwards.</summary>
    public SessionChanges Take()
    {
        var taken = changes;
        changes = new SessionChanges();
        return taken;
    }

    public SessionState StateAt(DateTimeOffset now) =>
        IsEnded || Window.IsOver(now) ? SessionState.Ended : Window.IsBefore(now) ? SessionState.Scheduled : SessionState.Open;

    private void Restore(IReadOnlyList<Row> rows, DateTimeOffset lastAlive, DateTimeOffset now)
    {
        var gaps = new List<Gap>();
        foreach (var row in rows)
        {
            switch (row.Kind)
            {
                case RowKind.Seat:
                    seats.Add(row.Key, new Seat(Read<SeatRecord>(row)) { AwaySince = now });
                    break;
                case RowKind.Ticket:
                    tickets.Add(row.Key, Read<TicketUse>(row));
                    break;
                case RowKind.Chat:
                    chat.Enqueue(Read<ChatLine>(row));
                    lastChatNumber = int.Parse(row.Key, CultureInfo.InvariantCulture);
                    break;
                case RowKind.Gap:
                    gaps.Add(Read<Gap>(row));
                    break;
            }
        }

        ledger.Restore(gaps);
        if (IsEnded) return;
        LoseCallsSince(lastAlive);
        OpenGapsSince(lastAlive);
    }

    private void OpenGapsSince(DateTimeOffset lastAlive)
    {
        foreach (var seat in seats.Values)
        {
            if (!seat.Kept.Live) continue;
            seat.Kept.Live = false;
            KeepSeat(seat);
            if (seat.IsIn) Interrupt(seat, lastAlive, GapCause.Node);
        }
    }

    private static T Read<T>(Row row) => JsonSerializer.Deserialize<T>(row.Value, WireJson.Options)
        ?? throw new InvalidDataException($"A stored {row.Kind} holds nothing.");

    private static string NumberKey(int number) => number.ToString("D8", CultureInfo.InvariantCulture); // sorts as text

    private void KeepRecord() => Keep(RowKind.Session, "session", Record);

    private void KeepSeat(Seat seat) => Keep(RowKind.Seat, seat.Id, seat.Kept);

    private void KeepGap(int number)
    {
        if (number >= 0) Keep(RowKind.Gap, NumberKey(number), ledger.Gaps[number]);
    }

    private void Keep<T>(RowKind kind, string key, T value) => changes.Rows.Add(new Row(kind, key, JsonSerializer.SerializeToUtf8Bytes(value, WireJson.Options)));

    private void Tell(Seat seat, string name, object payload)
    {
        if (seat.ConnectionId is { } connection) changes.Notices.Add(new Notice(connection, name, payload));
    }

    private void TellAllIn(string name, object payload)
    {
        foreach (var seat in seats.Values)
        {
            if (seat.IsIn) Tell(seat, name, payload);
        }
    }
}

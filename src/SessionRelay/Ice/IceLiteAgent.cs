using SessionRelay.Stun;
using SessionRelay.Wire;

namespace SessionRelay.Ice;

/// <summary>
/// The relay's side of one peer's ICE: lite and always controlled (RFC 8445 section 2.5). It answers every binding request whose integrity is
/// good, whatever the state (Firefox over TCP needs that), keeps the paths so validated, selects one (the rule stands at <see cref="IcePathTable"/>),
/// and expires 30 s after the last valid check (RFC 7675).
/// <para>
/// Sans-I/O: the owner gives each STUN message to <see cref="Handle"/> and sends what it wrote back along the same path; tells
/// <see cref="OnAuthenticated"/> of each packet that passed SRTP's or DTLS's authentication; calls <see cref="OnTimeout"/> when
/// <see cref="Deadline"/> has come; and takes removed paths out of its routes by <see cref="TryTakeRemovedPath"/> after the first and the last.
/// One thread, the shard's; nothing allocates except the constructor and <see cref="Restart"/>.
/// </para>
/// </summary>
internal sealed class IceLiteAgent
{
    /// <summary>Room that <see cref="Handle"/> needs for a response, in bytes.</summary>
    public const int MaxResponseLength = IceResponses.MaxLength;

    private const int MaxOldGenerations = 2; // a client may restart again before it has heard the answer to its last restart

    private static readonly TimeSpan PeerExpiry = TimeSpan.FromSeconds(30); // RFC 7675: consent lapses 30 s after the last valid check

    // By then what was sent over old pairs has arrived, and a reordered old check is no bad integrity.
    private static readonly TimeSpan OldCredentialsGrace = TimeSpan.FromSeconds(3);

    private readonly IcePathTable _paths = new();
    private readonly List<IceGeneration> _old = new(MaxOldGenerations);
    private IceGeneration _current;
    private MonotonicTime _expiresAt;
    private MonotonicTime _forgetOldAt = MonotonicTime.Never;

    public IceLiteAgent(IceCredentials local, MonotonicTime now)
    {
        _current = new IceGeneration(local, 1);
        _expiresAt = now + PeerExpiry;
    }

    /// <summary>The newest local credentials: what the last answer announced.</summary>
    public IceCredentials Local => _current.Credentials;

    /// <summary>When <see cref="OnTimeout"/> wants to be called, or the peer is expired: whichever comes first.</summary>
    public MonotonicTime Deadline => MonotonicTime.Min(_expiresAt, _forgetOldAt);

    /// <summary>Where to send; null until the first valid check.</summary>
    public NetworkPath? Selected => _paths.HasSelected ? _paths.Selected : null;

    /// <summary>A valid check nominated a path under the newest credentials. Before that the selection is provisional.</summary>
    public bool IsNominated => _current.IsNominated;

    /// <summary>Restarts so far plus 1: tells whether credentials changed.</summary>
    public int Generation => _current.Number;

    public int PathCount => _paths.Count;

    /// <summary>True from 30 s after the last valid check (or the start, if none came). The owner then closes the peer.</summary>
    public bool IsExpired(MonotonicTime now) => now >= _expiresAt;

    /// <summary>True when a valid check came over this path under credentials that still hold: SRTP and DTLS may be taken from it.</summary>
    public bool IsValidated(in NetworkPath path) => _paths.Contains(path);

    /// <summary>True when some validated path begins at <paramref name="remote"/>: a client reaches several of the relay's addresses from one of its own.</summary>
    public bool HasPathFrom(in TransportAddress remote) => _paths.HasRemote(remote);

    /// <summary>True when <paramref name="ufrag"/> (<see cref="StunMessage.ReceiverUfrag"/>) belongs to credentials that still hold.</summary>
    public bool Owns(ReadOnlySpan<byte> ufrag) => Find(ufrag) is not null;

    /// <summary>
    /// Takes a STUN message that came over <paramref name="path"/>. <paramref name="length"/> bytes of <paramref name="response"/> are to be sent
    /// back along it, 0 for none. What lacks integrity is never answered, or a forged source would be.
    /// </summary>
    public IceOutcome Handle(in StunMessage message, in NetworkPath path, MonotonicTime now, Span<byte> response, out int length)
    {
        length = 0;
        ForgetOld(now);
        if (message.Class != StunClass.Request || message.Method != StunMethod.Binding)
            return IceOutcome.Ignored;

        if (message.HasFingerprint && !message.VerifyFingerprint())
            return IceOutcome.Malformed;

        if (Find(message.ReceiverUfrag) is not { } generation)
            return IceOutcome.UnknownUser;

        if (!message.VerifyIntegrity(generation.Password))
            return IceOutcome.BadIntegrity;

        length = IceResponses.WriteUnknownAttributes(response, message, generation.Password);
        if (length > 0)
            return IceOutcome.Refused;

        if (message.TryGetControlled(out _))
        {
            length = IceResponses.WriteRoleConflict(response, message, generation.Password);
            return IceOutcome.RoleConflict; // RFC 8445 section 7.3.1.1; a lite agent can't take the other role
        }

        if (!TryNoteCheck(message, path, generation, now))
            return IceOutcome.OverLimit;

        length = IceResponses.WriteSuccess(response, message, path.Remote, generation.Password);
        return IceOutcome.Answered;
    }

    /// <summary>
    /// Notes a packet that came over <paramref name="path"/> and passed authentication; a DTLS handshake record from a validated path may count,
    /// since it can only move the selection between paths that checks validated. True when the selection moved here. Unknown paths are ignored.
    /// </summary>
    public bool OnAuthenticated(in NetworkPath path, MonotonicTime now) => _paths.NoteMedia(path, OldestMovable, now);

    /// <summary>
    /// New local credentials by an ICE restart (RFC 8445 section 9). The selection stays, and the old credentials hold until 3 s after the first
    /// nomination under the new ones.
    /// </summary>
    public void Restart(IceCredentials local)
    {
        if (_old.Count == MaxOldGenerations)
            _old.RemoveAt(_old[0].IsNominated ? 1 : 0); // what carries media outlives what never came to anything

        _old.Add(_current);
        _current = new IceGeneration(local, _current.Number + 1);
        _forgetOldAt = MonotonicTime.Never;
    }

    /// <summary>Does what has become due. Calling it early or late does no harm.</summary>
    public void OnTimeout(MonotonicTime now) => ForgetOld(now);

    /// <summary>Gives each path that is no longer validated once, until false.</summary>
    public bool TryTakeRemovedPath(out NetworkPath path) => _paths.TryTakeRemoved(out path);

    // Once the new generation has nominated, nothing that only old credentials validated may win the selection back.
    private int OldestMovable => _current.IsNominated ? _current.Number : 0;

    private bool TryNoteCheck(in StunMessage message, in NetworkPath path, IceGeneration generation, MonotonicTime now)
    {
        var nominates = message.HasUseCandidate;
        var isNew = false;
        if (message.TryGetNomination(out var nomination))
        {
            isNew = nomination > generation.HighestNomination;
            nominates = nomination >= generation.HighestNomination;
        }

        if (!_paths.TryNoteCheck(path, generation, generation.Number >= OldestMovable, nominates, isNew, now))
            return false;

        _expiresAt = now + PeerExpiry;
        if (isNew)
            generation.HighestNomination = nomination;

        if (nominates && !generation.IsNominated)
        {
            generation.IsNominated = true;
            if (generation == _current && _old.Count > 0)
                _forgetOldAt = now + OldCredentialsGrace;
        }

        return true;
    }

    private IceGeneration? Find(ReadOnlySpan<byte> ufrag)
    {
        if (ufrag.SequenceEqual(_current.Ufrag))
            return _current;

        for (var index = 0; index < _old.Count; index++)
        {
            if (ufrag.SequenceEqual(_old[index].Ufrag))
                return _old[index];
        }

        return null;
    }

    private void ForgetOld(MonotonicTime now)
    {
        if (now < _forgetOldAt)
            return;

        _forgetOldAt = MonotonicTime.Never;
        _old.Clear();
        _paths.RemoveOlderThan(_current.Number);
    }
}

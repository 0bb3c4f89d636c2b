using SessionRelay.Portal.Tests.Pages.Bookings;
using SessionRelay.Portal.Tests.Pages.Care;

namespace SessionRelay.Portal.Tests.Pages;

// The same tests of pages as on SQLite, on the other database: booking and moving by its rules, series, both sides of a proposal, what is signed, matching, moving house, and who was first.

/// <summary>Booking, moving, cancelling, series, earlier times.</summary>
public sealed class BookingJourneyOnPostgresTests(PostgresPortal its) : BookingJourneyTests(its.App);

/// <summary>Each rule, posted by hand.</summary>
public sealed class BookingRulesOnPostgresTests(PostgresPortal its) : BookingRulesTests(its.App);

/// <summary>Rooms for sessions in person.</summary>
public sealed class RoomsInPersonOnPostgresTests(PostgresPortal its) : RoomsInPersonTests(its.App);

/// <summary>Times that staff proposes.</summary>
public sealed class ProposedTimesOnPostgresTests(PostgresPortal its) : ProposedTimesTests(its.App);

/// <summary>What is signed, by whom, in which edition.</summary>
public sealed class ConsentOnPostgresTests(PostgresPortal its) : ConsentTests(its.App);

/// <summary>What a session waits for.</summary>
public sealed class UnsignedConsentsOnPostgresTests(PostgresPortal its) : UnsignedConsentsTests(its.App);

/// <summary>Proposing and choosing.</summary>
public sealed class MatchingPagesOnPostgresTests(PostgresPortal its) : MatchingPagesTests(its.App);

/// <summary>Change of therapist, moving house.</summary>
public sealed class ChangeAndMoveOnPostgresTests(PostgresPortal its) : ChangeAndMoveTests(its.App);

/// <summary>What is counted.</summary>
public sealed class FiguresOnPostgresTests(PostgresPortal its) : FiguresTests(its.App);

/// <summary>Who saves second.</summary>
public sealed class LostRaceOnPostgresTests(PostgresPortal its) : LostRaceTests(its.App);

/// <summary>Going in, by a link and from home.</summary>
public sealed class JoinOnPostgresTests(PostgresPortal its) : JoinTests(its.App);

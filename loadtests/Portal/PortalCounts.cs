using SessionRelay.LoadTests.Measures;

namespace SessionRelay.LoadTests.Portal;

/// <summary>The names of a portal run's steps, in the order of a person's way.</summary>
internal static class PortalSteps
{
    /// <summary>The page that a sign-in link opens.</summary>
    public const string Link = "link page";

    public const string SignIn = "sign in";
    public const string Home = "home";

    /// <summary>Of the booking's questions: the page, or its answer.</summary>
    public const string Question = "question";

    /// <summary>A week of free times with the own therapist, the whole page.</summary>
    public const string Search = "search";

    /// <summary>A time is chosen and kept.</summary>
    public const string Hold = "hold";

    /// <summary>Check your answers.</summary>
    public const string Check = "check page";

    /// <summary>From the press on "Book" to the answer that it is booked.</summary>
    public const string Booking = "booking";

    /// <summary>The list of one's bookings.</summary>
    public const string Bookings = "bookings page";

    /// <summary>The therapists who are proposed, each judged anew.</summary>
    public const string Proposals = "proposals";

    /// <summary>Free times with one of them, for a first talk.</summary>
    public const string ProposedSearch = "proposed search";

    /// <summary>From the press to the answer that the talk is booked.</summary>
    public const string ProposedBooking = "proposed booking";

    public static readonly string[] Way = [Link, SignIn, Home, Question, Search, Hold, Check, Booking, Bookings, Proposals, ProposedSearch, ProposedBooking];
}

/// <summary>What came of a portal run's ways.</summary>
/// <param name="Errors">Ways that ended in an answer that should not be; its step has the code.</param>
/// <param name="Refused">Ways that ended in a clear refusal.</param>
/// <param name="Words">Refusals by the node's words.</param>
internal sealed record PortalOutcome(int PeopleIn, long Booked, long Errors, long Refused, IReadOnlyDictionary<string, long> Words);

/// <summary>Counts what people come to, and how late the generator's own timers ran. Any thread.</summary>
internal sealed class PortalCounts
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _words = [];
    private TimeSample _lag = new();
    private long _booked;
    private long _errors;
    private int _in;

    public void Enter() => Interlocked.Increment(ref _in);

    public void Book() => Interlocked.Increment(ref _booked);

    public void Error() => Interlocked.Increment(ref _errors);

    public void Refuse(string words)
    {
        lock (_lock)
            _words[words] = _words.GetValueOrDefault(words) + 1;
    }

    public void Late(TimeSpan by)
    {
        lock (_lock)
            _lag.Add(by);
    }

    public TimeSample Lag()
    {
        lock (_lock)
            return _lag.Copy();
    }

    public PortalOutcome Read()
    {
        lock (_lock)
            return new PortalOutcome(_in, Interlocked.Read(ref _booked), Interlocked.Read(ref _errors), _words.Values.Sum(), new Dictionary<string, long>(_words));
    }

    /// <summary>The measured time begins.</summary>
    public void Reset()
    {
        lock (_lock)
        {
            _words.Clear();
            _lag = new TimeSample();
            _booked = _errors = 0;
        }
    }
}

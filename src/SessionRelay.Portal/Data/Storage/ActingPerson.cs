using SessionRelay.Portal.Data.Accounts;

namespace SessionRelay.Portal.Data.Storage;

/// <summary>In whose name client data is read and written, and for what. Goes into the audit trail.</summary>
/// <param name="UserId">The sign-in; null for a visitor and for the program itself.</param>
/// <param name="Role">The role in which they act.</param>
/// <param name="Why">The page or deed: a stable word like <c>bookings/move</c>, at most 100 characters, never free text.</param>
/// <param name="Reason">What somebody wrote as their reason, where one is asked for; it is stored sealed.</param>
internal sealed record ActingPerson(Guid? UserId, PortalRole Role, string Why, string? Reason = null)
{
    /// <summary>Nobody asked for it: it looks by itself, again and again. Of such looks that find nothing the audit trail says nothing.</summary>
    public bool IsByClock { get; private init; }

    public static ActingPerson Visitor(string why) => new(null, PortalRole.None, why);

    /// <summary>Commands, and what the program does because somebody asked for it.</summary>
    public static ActingPerson Program(string why) => new(null, PortalRole.None, "program/" + why);

    /// <summary>Schedulers and senders.</summary>
    public static ActingPerson Clock(string why) => Program(why) with { IsByClock = true };
}

/// <summary>Client data was to be touched in nobody's name: a defect of the caller, never the user's.</summary>
internal sealed class NobodyActsException(string table) : InvalidOperationException($"Rows of {table} are client data, and nobody is named who reads or writes them: set UnitOfWork.Person.");

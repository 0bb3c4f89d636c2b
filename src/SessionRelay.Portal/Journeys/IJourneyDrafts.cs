namespace SessionRelay.Portal.Journeys;

/// <summary>
/// What a person has answered so far on a way of several pages. It belongs to who is signed in, or to a key in this browser's cookie, and is sealed where it is kept.
/// A draft that nobody touches for <see cref="Lifetime"/> is gone.
/// </summary>
internal interface IJourneyDrafts
{
    /// <summary>Long enough to take a journey up again after a weekend away.</summary>
    static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    /// <param name="journey">Which way: <c>first-contact</c>; with a record's id when there can be several: <c>booking/…</c>.</param>
    /// <returns>Null when there is none, or one that this version can't read.</returns>
    Task<T?> FindAsync<T>(DraftOwner owner, string journey, CancellationToken cancel)
        where T : class;

    Task SaveAsync<T>(DraftOwner owner, string journey, T draft, CancellationToken cancel)
        where T : class;

    Task DiscardAsync(DraftOwner owner, string journey, CancellationToken cancel);
}

/// <summary>Whose draft it is.</summary>
/// <param name="Key"><c>user:</c> with an id, or <c>visitor:</c> with the SHA-256 of the cookie's key (the key itself is in the browser alone).</param>
internal readonly record struct DraftOwner(string Key);

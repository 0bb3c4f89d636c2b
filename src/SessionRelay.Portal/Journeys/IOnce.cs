namespace SessionRelay.Portal.Journeys;

/// <summary>What came of a press.</summary>
/// <param name="IsFirst">The deed was done now, by this press.</param>
/// <param name="Place">Where the person goes; null when nothing was done, and, of a later press, when nobody knows what came of the first.</param>
internal readonly record struct Pressed(bool IsFirst, string? Place);

/// <summary>
/// Deeds that happen once however often a button is pressed: each form that does something carries a token, and the second press of one gets the answer of the first,
/// also after a restart of the program.
/// </summary>
internal interface IOnce
{
    /// <summary>Does the deed, unless this token has been used: presses at the same time wait for each other.</summary>
    /// <param name="token">The form's own.</param>
    /// <param name="deed">Answers where the person goes now, or null when nothing was done (an answer to mend): then the token stays good.</param>
    /// <param name="cancel">Ends the waiting, never a deed that has begun.</param>
    Task<Pressed> DoAsync(Guid token, Func<Task<string?>> deed, CancellationToken cancel);
}

namespace SessionRelay.Portal.Journeys;

/// <summary>
/// Deeds that happen once however often a button is pressed: each form that does something carries a token, and the second press of one gets the answer of the first.
/// </summary>
internal interface IOnce
{
    /// <summary>Does the deed, unless this token has been used: presses at the same time wait for each other.</summary>
    /// <param name="token">The form's own.</param>
    /// <param name="deed">Answers where the person goes now, or null when nothing was done (an answer to mend): then the token stays good.</param>
    /// <returns>The place; null when nothing was done.</returns>
    Task<string?> DoAsync(Guid token, Func<Task<string?>> deed, CancellationToken cancel);
}

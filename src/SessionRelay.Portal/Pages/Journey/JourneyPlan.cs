namespace SessionRelay.Portal.Pages.Journey;

/// <summary>One page of a journey.</summary>
/// <param name="Page">The page model's type.</param>
/// <param name="IsAnswered">Whether the draft has what the page asks.</param>
/// <param name="Applies">Whether this person is asked at all; null: everybody is.</param>
internal sealed record Question<TDraft>(Type Page, Func<TDraft, bool> IsAnswered, Func<TDraft, bool>? Applies = null);

/// <summary>A way of several pages, one question each, and "check your answers" at its end.</summary>
/// <param name="Name">Names the draft.</param>
/// <param name="Questions">In order.</param>
/// <param name="Check">The page where the deed is done.</param>
internal sealed record JourneyPlan<TDraft>(string Name, IReadOnlyList<Question<TDraft>> Questions, Type Check)
{
    /// <summary>The first page that still needs an answer; the check page when none does.</summary>
    public Type FirstOpen(TDraft draft) => Asked(draft).FirstOrDefault(question => !question.IsAnswered(draft))?.Page ?? Check;

    /// <summary>Whether the pages before this one are answered: nobody gets to a question by its address alone.</summary>
    public bool MayShow(Type page, TDraft draft) =>
        page == Check ? FirstOpen(draft) == Check : Asked(draft).TakeWhile(question => question.Page != page).All(question => question.IsAnswered(draft)) && IsAsked(page, draft);

    /// <summary>Where "Continue" leads.</summary>
    public Type After(Type page, TDraft draft) => Asked(draft).SkipWhile(question => question.Page != page).Skip(1).FirstOrDefault()?.Page ?? Check;

    /// <summary>Where "Back" leads; null on the first page.</summary>
    public Type? Before(Type page, TDraft draft) => Asked(draft).TakeWhile(question => question.Page != page).LastOrDefault()?.Page;

    /// <summary>For "Question 2 of 6".</summary>
    public (int Number, int Of) Place(Type page, TDraft draft)
    {
        var asked = Asked(draft).ToList();
        return (asked.FindIndex(question => question.Page == page) + 1, asked.Count);
    }

    private bool IsAsked(Type page, TDraft draft) => Asked(draft).Any(question => question.Page == page);

    private IEnumerable<Question<TDraft>> Asked(TDraft draft) => Questions.Where(question => question.Applies?.Invoke(draft) ?? true);
}

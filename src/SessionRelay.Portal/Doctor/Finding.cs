namespace SessionRelay.Portal.Doctor;

/// <summary>How a check ended, from good to bad.</summary>
internal enum Mark
{
    /// <summary>There is nothing to check here.</summary>
    NotApplicable,

    Ok,

    /// <summary>It works, but not for long or not for everybody; or it could not be told.</summary>
    Warning,

    /// <summary>People will not get through, or the node will not start.</summary>
    Failure,
}

/// <summary>What a check found, in words for the person who runs the node. No secret, no address of a person.</summary>
/// <param name="Says">What is, as one line without a full stop.</param>
/// <param name="Next">What to do about it; null when nothing is to be done.</param>
internal sealed record Finding(Mark Mark, string Says, string? Next = null)
{
    public static Finding Ok(string says) => new(Mark.Ok, says);

    public static Finding NotApplicable(string says) => new(Mark.NotApplicable, says);

    public static Finding Warning(string says, string next) => new(Mark.Warning, says, next);

    public static Finding Failure(string says, string next) => new(Mark.Failure, says, next);

    /// <summary>Several findings of one check as one: the worst mark, and what those of that mark say.</summary>
    public static Finding Together(params IReadOnlyList<Finding> findings)
    {
        var worst = findings.Max(finding => finding.Mark);
        var told = findings.Where(finding => finding.Mark == worst).ToList();
        var next = told.Select(finding => finding.Next).OfType<string>().Distinct().ToList();
        return new Finding(worst, string.Join("; ", told.Select(finding => finding.Says).Distinct()), next.Count == 0 ? null : string.Join(" ", next));
    }
}

namespace SessionRelay.Portal.Doctor;

/// <summary>One thing that is looked at. Ends by itself or by the token, changes nothing that stays, and throws whatever it did not expect.</summary>
/// <param name="Name">For programs and the docs: lower case with dashes.</param>
/// <param name="LookAsync">Looks.</param>
internal sealed record Check(string Name, Func<Examined, CancellationToken, Task<Finding>> LookAsync)
{
    public Check(string name, Func<Examined, Finding> look)
        : this(name, (examined, _) => Task.FromResult(look(examined)))
    {
    }
}

namespace SessionRelay.Portal.Data.Sealing;

/// <summary>Stands in until fields are sealed.</summary>
internal sealed class Sealed<T>(T value)
{
    public T Value { get; } = value;
}

using System.Text.Json;

namespace SessionRelay.Portal.Data.Sealing;

/// <summary>
/// A field that the database keeps sealed. Assign a new value to change it (<c>client.Name = "Ann"</c>); it is sealed when its row is saved, and opened when
/// <see cref="Value"/> is first asked. It opens only as part of its row: load the entity, since a projection of the field alone stays shut.
/// </summary>
internal sealed class Sealed<T> : ISealedField
{
    private readonly Lock opening = new();
    private T? value;
    private bool isOpen;
    private Vault? vault;
    private string? place;

    private Sealed(byte[] bytes) => Bytes = bytes;

    public Sealed(T value)
    {
        this.value = value;
        isOpen = true;
    }

    /// <exception cref="InvalidDataException">The stored bytes belong to another row, or were changed.</exception>
    /// <exception cref="InvalidOperationException">The field was read without its row.</exception>
    public T Value
    {
        get
        {
            lock (opening)
            {
                if (!isOpen) Open();
                return value!;
            }
        }
    }

    /// <summary>As stored; null until its row is saved.</summary>
    public byte[]? Bytes { get; private set; }

    public static implicit operator Sealed<T>(T value) => new(value);

    public static Sealed<T> Stored(byte[] bytes) => new(bytes);

    void ISealedField.Bind(Vault opener, string at) => (vault, place) = (opener, at);

    ISealedField ISealedField.SealFor(Vault opener, string at)
    {
        if (Bytes is not null && place == at) return this;
        // A field that was taken over from another row stays that row's: this one gets its own.
        var own = Bytes is null ? this : new Sealed<T>(Value);
        own.Bytes = opener.Seal(at, JsonSerializer.SerializeToUtf8Bytes(own.Value, SealedJson.Options));
        (own.vault, own.place) = (opener, at);
        return own;
    }

    bool ISealedField.IsSameAs(ISealedField other) => other is Sealed<T> { Bytes: { } bytes } && Bytes is not null && bytes.AsSpan().SequenceEqual(Bytes);

    /// <summary>Tells nothing: a log line or a page that prints the field by mistake shows no secret.</summary>
    public override string ToString() => "(sealed)";

    private void Open()
    {
        if (vault is null || place is null) throw new InvalidOperationException("A sealed field opens only as part of its row: load the entity instead of the field.");
        value = JsonSerializer.Deserialize<T>(vault.Open(place, Bytes!), SealedJson.Options);
        isOpen = true;
    }
}

/// <summary>A sealed field whatever its type.</summary>
internal interface ISealedField
{
    /// <summary>Says where the field was read from, so that it can open.</summary>
    void Bind(Vault opener, string at);

    /// <summary>Whether both are the same stored bytes.</summary>
    bool IsSameAs(ISealedField other);

    /// <summary>The field as sealed for its place: itself, or a copy where it is another row's.</summary>
    ISealedField SealFor(Vault opener, string at);
}

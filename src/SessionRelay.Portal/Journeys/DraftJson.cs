using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Text;

namespace SessionRelay.Portal.Journeys;

/// <summary>How drafts are written: NodaTime's types as text.</summary>
internal static class DraftJson
{
    public static readonly JsonSerializerOptions Options = new()
    {
        Converters =
        {
            new JsonStringEnumConverter(),
            new Patterned<LocalDate>(LocalDatePattern.Iso),
            new Patterned<LocalTime>(LocalTimePattern.ExtendedIso),
            new Patterned<Instant>(InstantPattern.ExtendedIso),
        },
    };

    private sealed class Patterned<T>(IPattern<T> pattern) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            pattern.Parse(reader.GetString() ?? "") is { Success: true } parsed ? parsed.Value : throw new JsonException($"No {typeof(T).Name}.");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(pattern.Format(value));
    }
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SessionRelay.Signaling.Sessions;

/// <summary>Times as ISO 8601 in UTC with <c>Z</c>. Reads any offset; a time without one is refused, as nobody could say which moment it is.</summary>
internal sealed class UtcTimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String && reader.TryGetDateTimeOffset(out var time) && reader.GetString() is { } text && HasOffset(text))
        {
            return time.ToUniversalTime();
        }

        throw new JsonException("A time is ISO 8601 with its offset, such as 2026-03-01T09:00:00Z.");
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));

    private static bool HasOffset(string text) =>
        text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-' && text[^3] == ':');
}

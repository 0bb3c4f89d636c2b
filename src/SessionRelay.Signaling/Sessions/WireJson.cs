using System.Text.Json;
using System.Text.Json.Serialization;

namespace SessionRelay.Signaling.Sessions;

/// <summary>JSON as protocol.md has it: camelCase names, enumerations as words (<c>no-answer</c>), never as numbers.</summary>
internal static class WireJson
{
    public static JsonSerializerOptions Options { get; } = Apply(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    public static JsonSerializerOptions Apply(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.MaxDepth = 16; // the deepest message has 4 levels
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
        options.Converters.Add(new UtcTimeConverter());
        return options;
    }
}

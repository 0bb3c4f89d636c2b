using System.Text.Json;
using System.Text.Unicode;
using NodaTime;
using NodaTime.Text;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Scheduling;
using SessionRelay.Signaling.Hosting;

namespace SessionRelay.Portal.Explain;

/// <summary>A value of a case and where it stands. Reads strictly: what a case has but nobody asks for is an error, never overlooked.</summary>
internal sealed class CaseNode
{
    private const int DeepestNesting = 16; // a case needs 6
    private const int LongestText = 200; // characters: names and reasons, no stories
    private const int FirstYear = 2000;
    private const int LastYear = 2100; // rules of clocks are known for no longer

    private readonly JsonElement element;
    private readonly string path;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private CaseNode(JsonElement element, string path) => (this.element, this.path) = (element, path);

    /// <exception cref="CaseException">No JSON, or a field stands twice.</exception>
    public static CaseNode Parse(ReadOnlyMemory<byte> utf8)
    {
        if (utf8.Span.StartsWith(ByteOrderMark)) utf8 = utf8[ByteOrderMark.Length..];
        if (!Utf8.IsValid(utf8.Span)) throw new CaseException("The case is not UTF-8: save it in this encoding.");
        try
        {
            using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = DeepestNesting, AllowDuplicateProperties = false });
            var root = document.RootElement.Clone();
            NeedWholeTexts(root);
            return new CaseNode(root, "");
        }
        catch (InvalidOperationException)
        {
            throw new CaseException("The case has a text with half of a surrogate pair (\\ud800 to \\udfff): write the whole character.");
        }
        catch (JsonException bad)
        {
            var reason = bad.Message.Split(" LineNumber:", 2)[0].Split(" Path:", 2)[0];
            throw new CaseException($"The case can't be read as JSON{(bad.LineNumber is { } line ? $" at line {line + 1}" : "")}: {OneLine(reason)}");
        }
    }

    /// <summary>The parser quotes what it could not read, line ends and all, to the end of the case.</summary>
    private static string OneLine(string reason)
    {
        const int Enough = 160; // characters: the place is named already
        var line = string.Concat(reason.Select(letter => char.IsControl(letter) ? ' ' : letter));
        return line.Length <= Enough ? line : $"{line[..Enough]}…";
    }

    /// <summary>An object with no other fields than these.</summary>
    public CaseObject Object(params string[] fields)
    {
        if (element.ValueKind != JsonValueKind.Object) throw Wrong($"an object with {string.Join(", ", fields)}");
        foreach (var field in element.EnumerateObject().Select(property => property.Name))
        {
            if (fields.Contains(field, StringComparer.Ordinal)) continue;
            var known = Nearest.To(field, fields) is { } meant ? $"did you mean {meant}?" : $"there are {string.Join(", ", fields)}.";
            throw new CaseException($"{Inner(Shortened(field))} is not a field: {known}");
        }

        return new CaseObject(this);
    }

    public CaseNode? Field(string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? new CaseNode(value, Inner(name)) : null;

    public CaseException Missing(string name) => new($"{Inner(name)} is missing.");

    /// <summary>A sentence about this field.</summary>
    public CaseException Says(string what) => new($"{Name} {what}");

    public IReadOnlyList<T> List<T>(int most, Func<CaseNode, T> read)
    {
        if (element.ValueKind != JsonValueKind.Array) throw Wrong("a list");
        if (element.GetArrayLength() > most) throw Says($"has {element.GetArrayLength()} entries, but at most {most} are taken.");
        return [.. element.EnumerateArray().Select((entry, index) => read(new CaseNode(entry, $"{path}[{index}]")))];
    }

    /// <summary>A list in which null has a meaning.</summary>
    public IReadOnlyList<int?> Answers(int most, int highest) =>
        List(most, entry => entry.element.ValueKind == JsonValueKind.Null ? (int?)null : entry.Integer(0, highest));

    public string Text()
    {
        if (element.ValueKind != JsonValueKind.String) throw Wrong("a text");
        var text = element.GetString()!;
        if (text.Length is 0 or > LongestText) throw Says($"has {text.Length} characters, but 1 to {LongestText} are needed.");
        return text;
    }

    public bool Flag() => element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong("true or false"),
    };

    public int Integer(int least, int most) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var number) && number >= least && number <= most
            ? number
            : throw Wrong($"a whole number from {least} to {most}");

    /// <summary>One of these values, by its name in camel case.</summary>
    public T OneOf<T>(IReadOnlyList<T> values)
        where T : struct, Enum
    {
        if (element.ValueKind == JsonValueKind.String)
        {
            var text = element.GetString();
            foreach (var value in values)
            {
                if (NameOf(value) == text) return value;
            }
        }

        throw Wrong($"one of {string.Join(", ", values.Select(NameOf))}");
    }

    public T OneOf<T>()
        where T : struct, Enum => OneOf(Enum.GetValues<T>());

    public Instant Moment() =>
        element.ValueKind == JsonValueKind.String && InstantPattern.ExtendedIso.Parse(element.GetString()!) is { Success: true, Value: var moment } && IsKnown(moment.InUtc().Year)
            ? moment
            : throw Wrong($"a moment in UTC like 2026-11-01T13:00:00Z, from {FirstYear} to {LastYear}");

    public LocalDate Date() =>
        element.ValueKind == JsonValueKind.String && LocalDatePattern.Iso.Parse(element.GetString()!) is { Success: true, Value: var date } && IsKnown(date.Year)
            ? date
            : throw Wrong($"a date like 2026-11-01, from {FirstYear} to {LastYear}");

    public LocalDateTime Local() =>
        element.ValueKind == JsonValueKind.String && LocalDateTimePattern.GeneralIso.Parse(element.GetString()! + ":00") is { Success: true, Value: var local } && IsKnown(local.Year)
            ? local
            : throw Wrong($"a date and time on the clock like 2026-11-01T09:00, from {FirstYear} to {LastYear}");

    /// <summary>A minute of the day, 24:00 included.</summary>
    public int WallTime() =>
        element.ValueKind == JsonValueKind.String && WallSpan.TryParseTime(element.GetString(), out var minute) ? minute : throw Wrong("a time like 09:00, to 24:00");

    public DateTimeZone Zone() =>
        element.ValueKind == JsonValueKind.String && ZoneData.Current.TryGet(element.GetString()!, out var zone) ? zone : throw Wrong("a zone of the IANA data like America/New_York");

    public Region Region() =>
        element.ValueKind == JsonValueKind.String && Domain.Care.Region.TryParse(element.GetString(), out var region) ? region : throw Wrong("a code of ISO 3166 like US-NY or GB");

    public static string NameOf<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private string Name => path.Length == 0 ? "The case" : path;

    private string Inner(string name) => path.Length == 0 ? name : $"{path}.{name}";

    private CaseException Wrong(string needed) => Says($"is {Shortened(element.GetRawText())}, but {needed} is needed.");

    private static string Shortened(string text)
    {
        var line = string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter));
        return line.Length <= 60 ? line : line[..60] + "…";
    }

    /// <summary>JSON may name half of a character, which no string of the platform takes.</summary>
    /// <exception cref="InvalidOperationException">It does.</exception>
    private static void NeedWholeTexts(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                _ = value.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var entry in value.EnumerateArray()) NeedWholeTexts(entry);
                break;
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                {
                    _ = property.Name;
                    NeedWholeTexts(property.Value);
                }

                break;
        }
    }

    private static bool IsKnown(int year) => year is >= FirstYear and <= LastYear;
}

/// <summary>An object of a case.</summary>
internal sealed class CaseObject(CaseNode node)
{
    /// <exception cref="CaseException">It isn't there.</exception>
    public CaseNode Need(string name) => node.Field(name) ?? throw node.Missing(name);

    /// <summary>Null when it is not there, or null.</summary>
    public CaseNode? Find(string name) => node.Field(name);

    public IReadOnlyList<T> List<T>(string name, int most, Func<CaseNode, T> read) => node.Field(name)?.List(most, read) ?? [];

    public CaseException Says(string what) => node.Says(what);
}

using System.Text.Json;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using NodaTime;
using NodaTime.Text;
using SessionRelay.Portal.Data.Sealing;
using SessionRelay.Portal.Domain.Care;

namespace SessionRelay.Portal.Data.Storage;

/// <summary>A moment as a whole number of 100 ns since 1970 in UTC, on both databases: ordered, exact, and nobody's zone.</summary>
internal sealed class InstantConverter() : ValueConverter<Instant, long>(moment => moment.ToUnixTimeTicks(), ticks => Instant.FromUnixTimeTicks(ticks));

/// <summary>ISO 8601 text, which sorts as time does.</summary>
internal sealed class LocalDateConverter() : ValueConverter<LocalDate, string>(date => LocalDatePattern.Iso.Format(date), text => LocalDatePattern.Iso.Parse(text).Value);

/// <summary>ISO 8601 text to the second.</summary>
internal sealed class LocalDateTimeConverter() : ValueConverter<LocalDateTime, string>(
    time => LocalDateTimePattern.GeneralIso.Format(time), text => LocalDateTimePattern.GeneralIso.Parse(text).Value);

/// <summary>ISO 3166 code.</summary>
internal sealed class RegionConverter() : ValueConverter<Region, string>(region => region.Code, code => Region.Parse(code));

/// <summary>Bytes as stored; opened by whoever loads the row.</summary>
internal sealed class SealedConverter<T>() : ValueConverter<Sealed<T>, byte[]>(
    field => field.Bytes ?? Unsealed(), bytes => Sealed<T>.Stored(bytes))
{
    private static byte[] Unsealed() => throw new InvalidOperationException("A field was to be stored that nobody sealed.");
}

/// <summary>A sealed field never changes: another value is another object.</summary>
internal sealed class SealedComparer<T>() : ValueComparer<Sealed<T>>((a, b) => ReferenceEquals(a, b), field => field.GetHashCode(), field => field);

/// <summary>A list or a small record as JSON text, the same on both databases.</summary>
internal sealed class JsonConverter<T>() : ValueConverter<T, string>(
    value => JsonSerializer.Serialize(value, SealedJson.Options), text => JsonSerializer.Deserialize<T>(text, SealedJson.Options)!)
    where T : class;

/// <summary>Two values are equal when they are written alike.</summary>
internal sealed class JsonComparer<T>() : ValueComparer<T>(
    (a, b) => Text(a) == Text(b), value => StringComparer.Ordinal.GetHashCode(Text(value)), value => JsonSerializer.Deserialize<T>(Text(value), SealedJson.Options)!)
    where T : class
{
    private static string Text(T? value) => JsonSerializer.Serialize(value, SealedJson.Options);
}

using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Sealing;
using SessionRelay.Portal.Data.Staff;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Policies;

namespace SessionRelay.Portal.Data.Storage;

/// <summary>Which column a type of ours becomes: the same on both databases.</summary>
internal static class ColumnTypes
{
    /// <summary>What stands as JSON text.</summary>
    private static readonly Type[] AsJson =
        [typeof(string[]), typeof(int[]), typeof(Guid[]), typeof(Instant[]), typeof(Population[]), typeof(Concern[]), typeof(Approach[]), typeof(ExceptionSpan[]), typeof(BookingPolicy)];

    public static void Configure(ModelConfigurationBuilder types)
    {
        types.Properties<Instant>().HaveConversion<InstantConverter>();
        types.Properties<LocalDate>().HaveConversion<LocalDateConverter>();
        types.Properties<LocalDateTime>().HaveConversion<LocalDateTimeConverter>();
        types.Properties<Region>().HaveConversion<RegionConverter>();
        types.Properties<Enum>().HaveConversion<string>();
        foreach (var type in AsJson)
            types.Properties(type).HaveConversion(typeof(JsonConverter<>).MakeGenericType(type), typeof(JsonComparer<>).MakeGenericType(type));
        foreach (var type in SealedTypes())
        {
            var inner = type.GetGenericArguments();
            types.Properties(type).HaveConversion(typeof(SealedConverter<>).MakeGenericType(inner), typeof(SealedComparer<>).MakeGenericType(inner));
        }
    }

    private static IEnumerable<Type> SealedTypes() =>
        typeof(PortalContext).Assembly.GetTypes()
            .Where(type => type.Namespace?.StartsWith("SessionRelay.Portal.Data", StringComparison.Ordinal) == true && !type.IsGenericType)
            .SelectMany(type => type.GetProperties())
            .Select(property => property.PropertyType)
            .Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Sealed<>))
            .Distinct();
}

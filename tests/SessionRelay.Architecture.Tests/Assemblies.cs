using System.Reflection;

namespace SessionRelay.Architecture.Tests;

/// <summary>The product's assemblies by name.</summary>
internal static class Assemblies
{
    public static Assembly Named(string name) => Assembly.Load(name);

    public static IReadOnlyList<Type> OwnTypes(string name) =>
        [.. Named(name).GetTypes().Where(type => !IsGenerated(type) && type.Namespace?.StartsWith("SessionRelay") == true)];

    private static bool IsGenerated(Type type) =>
        type.Name.Contains('<')
        || type.GetCustomAttributes().Any(attribute => attribute.GetType().Name is "CompilerGeneratedAttribute" or "GeneratedCodeAttribute")
        || (type.DeclaringType is { } outer && IsGenerated(outer));
}

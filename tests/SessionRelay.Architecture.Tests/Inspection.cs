using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using Assembly = System.Reflection.Assembly;

namespace SessionRelay.Architecture.Tests;

/// <summary>Reads an assembly and tells, in one sentence each, where it breaks the plan.</summary>
internal sealed class Inspection(Assembly assembly, string root)
{
    private readonly ArchUnitNET.Domain.Architecture architecture = new ArchLoader().LoadAssemblies(assembly).Build();

    /// <summary>The types of a room; empty text: those right in the root.</summary>
    public IReadOnlyList<IType> TypesOf(string room) =>
        [.. architecture.Types.Where(type => RoomOf(type.FullName) == room && type.Assembly.Name.StartsWith(assembly.GetName().Name!))];

    /// <summary>Names of all rooms that have types.</summary>
    public IReadOnlyList<string> Rooms => [.. architecture.Types.Select(type => RoomOf(type.FullName)).OfType<string>().Where(room => room.Length > 0).Distinct()];

    public IReadOnlyList<string> UsesBeyond(Room room) =>
        [.. Uses(room.Name)
            .Where(use => RoomOf(use.Target) is { } other && other != room.Name && !room.MayUse.Contains(other))
            .Select(use => $"{use.Origin} uses {use.Target}")
            .Distinct()];

    public IReadOnlyList<string> UsesOf(string room, string[] forbidden) =>
        [.. Uses(room)
            .Where(use => forbidden.Any(name => name.EndsWith('.') ? use.Target.StartsWith(name) : use.Target == name))
            .Select(use => $"{use.Origin} uses {use.Target}")
            .Distinct()];

    /// <summary>The room of a type, or null when it is not of this part at all.</summary>
    private string? RoomOf(string fullName)
    {
        if (!fullName.StartsWith(root + ".")) return null;
        var rest = fullName[(root.Length + 1)..];
        var end = rest.IndexOfAny(['.', '+', '/', '<', '`']);
        return end > 0 && rest[end] == '.' ? rest[..end] : "";
    }

    private IEnumerable<(string Origin, string Target)> Uses(string room) =>
        TypesOf(room).SelectMany(type => type.Dependencies.Select(dependency => (type.FullName, dependency.Target.FullName)));
}

using System.Reflection;
using System.Runtime.CompilerServices;
using SessionRelay.Architecture.Tests.Fixture.Net;

namespace SessionRelay.Architecture.Tests;

/// <summary>Sealed by default; native calls and waiting stand where the plan puts them.</summary>
public sealed class TypesAreClosedTests
{
    public static TheoryData<string> Parts => ["SessionRelay", "SessionRelay.Signaling", "SessionRelay.Portal"];

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_class_that_nobody_derives_from_is_sealed(string part)
    {
        var types = Assemblies.OwnTypes(part);

        types.Count.ShouldBeGreaterThan(5);
        Unsealed([.. types.Where(type => type.Namespace?.Contains(".Data.Migrations.") != true)]).ShouldBeEmpty(); // those are written by dotnet-ef
    }

    [Fact]
    public void Native_code_is_called_where_the_plan_says() =>
        Assemblies.Named("SessionRelay").GetTypes()
            .Where(type => Methods(type).Any(method => method.Attributes.HasFlag(MethodAttributes.PinvokeImpl)))
            .Where(type => !In(type, HousePlan.CallingNativeCode))
            .Select(type => type.FullName)
            .ShouldBeEmpty();

    [Fact]
    public void Nothing_in_the_core_waits() =>
        Waiting(Assemblies.OwnTypes("SessionRelay").Where(type => !In(type, HousePlan.TouchingTheSystem))).ShouldBeEmpty();

    [Fact]
    public void The_rules_catch_an_open_class_and_a_wait()
    {
        Unsealed([typeof(Unsealed)]).ShouldHaveSingleItem();
        Waiting([typeof(Unsealed)]).ShouldHaveSingleItem();
    }

    private static List<string> Unsealed(IReadOnlyList<Type> types) =>
        [.. types.Where(type => type is { IsClass: true, IsAbstract: false, IsSealed: false } && !types.Any(other => IsBase(type, other))).Select(type => type.FullName!)];

    private static bool IsBase(Type type, Type other) =>
        other.BaseType is { } parent && (parent == type || (parent.IsGenericType && parent.GetGenericTypeDefinition() == type));

    private static List<string> Waiting(IEnumerable<Type> types) =>
        [.. types.SelectMany(Methods).Where(method => method.IsDefined(typeof(AsyncStateMachineAttribute))).Select(method => $"{method.DeclaringType}.{method.Name}")];

    private static MethodInfo[] Methods(Type type) =>
        type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly);

    private static bool In(Type type, string[] rooms) =>
        rooms.Any(room => type.Namespace == (room.Length == 0 ? "SessionRelay" : "SessionRelay." + room));
}

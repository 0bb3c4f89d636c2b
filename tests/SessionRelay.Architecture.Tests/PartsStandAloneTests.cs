namespace SessionRelay.Architecture.Tests;

/// <summary>Each part may use those before it, never the other way: the relay knows no web, signaling no portal.</summary>
public sealed class PartsStandAloneTests
{
    public static TheoryData<string> Parts => [.. HousePlan.NeverReferenced.Keys];

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_part_references_nothing_above_it(string part)
    {
        var references = Assemblies.Named(part).GetReferencedAssemblies().Select(reference => reference.Name!).ToList();

        references.ShouldNotBeEmpty();
        references.Where(reference => HousePlan.NeverReferenced[part].Any(reference.StartsWith)).ShouldBeEmpty();
    }

    [Fact]
    public void The_rule_sees_the_references_that_there_are()
    {
        Assemblies.Named("SessionRelay.Signaling").GetReferencedAssemblies().ShouldContain(reference => reference.Name == "SessionRelay");
        Assemblies.Named("SessionRelay.Portal").GetReferencedAssemblies().ShouldContain(reference => reference.Name == "SessionRelay.Signaling");
    }
}

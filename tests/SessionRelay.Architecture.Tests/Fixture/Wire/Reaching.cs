using SessionRelay.Architecture.Tests.Fixture.Net;

namespace SessionRelay.Architecture.Tests.Fixture.Wire;

/// <summary>Breaks the plan on purpose: a room at the bottom that uses one at the top.</summary>
internal static class Reaching
{
    public static int Reach() => Socketed.Port();
}

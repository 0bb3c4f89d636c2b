namespace SessionRelay.Portal.Demo;

/// <summary>What the demo says on the terminal. The lines that begin with <c>host:</c>, <c>guest:</c>, <c>api-key:</c> and a role are for programs too.</summary>
internal static class DemoText
{
    public static void WritePeople(TextWriter output, IReadOnlyList<(string Role, string Link)> people)
    {
        output.WriteLine("\nA practice that is not real comes with it. Sign in as one of its people; each link works once.\n");
        foreach (var (role, link) in people) output.WriteLine($"{role}: {link}");
        output.WriteLine();
    }

    public static void Write(TextWriter output, string hostLink, string guestLink, string apiKey) => output.WriteLine(
        $"""

        SessionRelay demo: a session of two hours starts now. It is not real, and all of it is gone when you press Ctrl+C.

        Open one link in one browser and the other in a second one, or in a second tab. The guest waits
        until the host lets them in. Camera and microphone stay on this network.

        host: {hostLink}
        guest: {guestLink}

        Each link lets one person in, once: for more people make tickets through the HTTP API (docs/api.md) with this key.

        api-key: {apiKey}

        """);
}

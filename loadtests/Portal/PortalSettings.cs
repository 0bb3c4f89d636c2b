using System.Net;
using System.Security.Cryptography;
using SessionRelay.LoadTests.FrontDoor;

namespace SessionRelay.LoadTests.Portal;

/// <summary>What <c>portal</c> is asked for.</summary>
/// <param name="Count">People at the same time.</param>
/// <param name="Think">Between two pages, on the average; each pause is from half of it to one and a half.</param>
/// <param name="Ramp">Over which they sign in.</param>
internal sealed record PortalSettings(int Count, TimeSpan Think, TimeSpan Ramp, TimeSpan WarmUp, TimeSpan Duration, bool AddressEach);

/// <summary>Sign-in links of a practice that was filled for this (<c>SessionRelay.Portal fill</c>), handed out in a random order: each works once, and runs before this one have used some. Any thread.</summary>
internal sealed class SignInLinks
{
    private readonly Lock _lock = new();
    private readonly Queue<string> _links;

    private SignInLinks(IEnumerable<string> links) => _links = new Queue<string>(links);

    public int Left
    {
        get
        {
            lock (_lock)
                return _links.Count;
        }
    }

    /// <summary>Throws <see cref="LoadTestException"/> when the file can't be read or has too few.</summary>
    public static SignInLinks Read(string file, int least)
    {
        string[] lines;
        try
        {
            lines = [.. File.ReadLines(file).Select(line => line.Trim()).Where(line => line.Length > 0)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new LoadTestException(
                ExitCodes.BadUsage, $"The sign-in links can't be read from {file}: {e.Message} \"SessionRelay.Portal fill\" makes a practice for load tests and writes them.", e);
        }

        if (Array.Find(lines, line => !line.StartsWith('/') || line.StartsWith("//", StringComparison.Ordinal)) is not null)
            throw new LoadTestException(ExitCodes.BadUsage, $"{file} holds no sign-in links: a line begins with /, as \"SessionRelay.Portal fill\" writes them.");
        if (lines.Length < least)
            throw new LoadTestException(ExitCodes.BadUsage, $"{file} has {lines.Length} sign-in links, and {least} people need one each: fill a larger practice, or give a smaller --count.");
        RandomNumberGenerator.Shuffle(lines.AsSpan());
        return new SignInLinks(lines);
    }

    /// <summary>Null when there is none left.</summary>
    public string? Next()
    {
        lock (_lock)
            return _links.TryDequeue(out var link) ? link : null;
    }
}

/// <summary>Loopback addresses, one a person: the node limits how often one address may try to sign in, and people have addresses of their own.</summary>
internal static class PersonAddress
{
    /// <param name="number">Of the person, from 0.</param>
    public static IPAddress Of(int number) => new([127, 2, (byte)(number / 250 + 1), (byte)(number % 250 + 1)]);
}

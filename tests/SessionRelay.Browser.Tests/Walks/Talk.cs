namespace SessionRelay.Browser.Tests.Walks;

/// <summary>People who are in a room together.</summary>
internal static class Talk
{
    /// <summary>In all pairs together: two cores encode and decode for everybody.</summary>
    private const int Frames = 200;

    /// <summary>Each has decoded frames of each other one, and hears them.</summary>
    public static Task EachSeesAndHearsAsync(params Walker[] people)
    {
        var pairs = people.SelectMany(one => people.Where(other => other != one).Select(other => (One: one, Other: other))).ToList();
        return Task.WhenAll(pairs.Select(pair => pair.One.Room.SeesAndHearsByNameAsync(pair.Other.Room, Frames / pairs.Count)));
    }
}

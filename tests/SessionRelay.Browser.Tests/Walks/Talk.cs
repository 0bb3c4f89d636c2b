namespace SessionRelay.Browser.Tests.Walks;

/// <summary>People who are in a room together.</summary>
internal static class Talk
{
    /// <summary>Each has more than 100 decoded frames of each other one, and hears them.</summary>
    public static Task EachSeesAndHearsAsync(params Walker[] people) => Task.WhenAll(
        from one in people
        from other in people
        where one != other
        select one.Room.SeesAndHearsByNameAsync(other.Room));
}

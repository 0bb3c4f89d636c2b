using System.Text.Json.Serialization;

namespace SessionRelay.Signaling.Sessions;

/// <summary>What happens about the phone when somebody stays away; <c>policy.phone</c>.</summary>
public enum PhonePolicy : byte
{
    Off = 0,
    Offer = 1,
    Auto = 2,
}

/// <summary>A session's rules, as protocol.md lists them; the values that stand here are its defaults.</summary>
[GenerateSerializer, Immutable]
public sealed record SessionPolicy
{
    /// <summary>Guests and aides wait until somebody with <c>admit</c> lets them in.</summary>
    [Id(0)]
    public bool WaitingRoom { get; init; } = true;

    /// <summary>2 to 1,000. One seat is always kept for a host.</summary>
    [Id(1)]
    public int MaxPeople { get; init; } = 8;

    /// <summary>0 to 240: how long after its end the session stays open.</summary>
    [Id(2)]
    public int GraceMinutes { get; init; } = 15;

    /// <summary>0 to 240: when guests are told that the host is late.</summary>
    [Id(3)]
    public int LateHostMinutes { get; init; } = 10;

    [Id(4)]
    public PhonePolicy Phone { get; init; } = PhonePolicy.Offer;

    /// <summary>0 to 240: minutes by which the session may grow, in all.</summary>
    [Id(5)]
    public int ExtendMinutes { get; init; } = 15;

    /// <summary>Where the booking system is asked before the session grows; null: nobody is. May hold a secret, and is told to nobody in the session.</summary>
    [Id(6)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ExtendUrl { get; init; }

    /// <summary>Its type's name: an address in it may hold a secret.</summary>
    public override string ToString() => nameof(SessionPolicy);
}

using SessionRelay.Wire;

namespace SessionRelay.Ice;

/// <summary>An address where a peer may be reached, with its priority: higher is tried first (RFC 8445 section 5.1.2).</summary>
internal readonly record struct IceCandidate(TransportAddress Address, uint Priority)
{
    private const uint HostTypePreference = 126; // RFC 8445 section 5.1.2.2: the most preferred, for a machine's own addresses
    private const uint PeerReflexiveTypePreference = 110;
    private const uint RtpComponent = 1; // RTCP is multiplexed, so there is no second component

    /// <summary>Priority of a host candidate; of several, the one with the higher <paramref name="localPreference"/> comes first.</summary>
    public static uint HostPriority(ushort localPreference) => Combine(HostTypePreference, localPreference);

    /// <summary>The PRIORITY that a check carries: what its source would get as a peer-reflexive candidate (RFC 8445 section 7.1.1).</summary>
    public static uint PeerReflexivePriority(ushort localPreference) => Combine(PeerReflexiveTypePreference, localPreference);

    private static uint Combine(uint type, ushort localPreference) => (type << 24) | ((uint)localPreference << 8) | (256 - RtpComponent);
}

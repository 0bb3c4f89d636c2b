using System.Globalization;
using System.Net;
using System.Text;
using SessionRelay.Wire;

namespace SessionRelay.Sdp;

/// <summary>A host candidate as an answer announces it (RFC 8839 section 5.1, RFC 6544 section 4.5 for TCP).</summary>
/// <param name="Address">Where checks go; a TCP one listens (<c>tcptype passive</c>).</param>
/// <param name="Foundation">Equal for candidates of one base and transport: 1 to 32 ice-chars.</param>
/// <param name="Priority">RFC 8445 section 5.1.2: higher is tried first.</param>
internal readonly record struct SdpCandidate(TransportAddress Address, string Foundation, uint Priority)
{
    // RFC 8445 section 5.1.2.2 recommends 126 for host candidates; TCP ones stand below every UDP one (RFC 6544 section 4.2).
    private const uint UdpTypePreference = 126;
    private const uint TcpTypePreference = 90;

    // RFC 6544 section 4.2: direction preference of a passive candidate, in the upper 3 bits of the local preference.
    private const uint PassivePreference = 4 << 13;

    /// <summary>The relay's candidate number <paramref name="index"/> (from 0, the most preferred first; at most 8,191).</summary>
    public static SdpCandidate Host(TransportAddress address, int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, (1 << 13) - 1);
        var udp = address.Protocol == TransportProtocol.Udp;
        var local = udp ? ushort.MaxValue - (uint)index : PassivePreference | ((1u << 13) - 1 - (uint)index);
        var priority = ((udp ? UdpTypePreference : TcpTypePreference) << 24) | (local << 8) | 255;
        return new SdpCandidate(address, (index + 1).ToString(CultureInfo.InvariantCulture), priority);
    }

    internal void AppendTo(StringBuilder text)
    {
        var tcp = Address.Protocol == TransportProtocol.Tcp;
        // The scope of a link-local address means nothing on the other machine.
        var address = (Address with { ScopeId = 0 }).ToIPAddress();
        text.Append($"a=candidate:{Foundation} 1 {(tcp ? "tcp" : "udp")} {Priority} {address} {Address.Port} typ host{(tcp ? " tcptype passive" : "")}\r\n");
    }

    /// <summary>
    /// Reads what follows <c>a=candidate:</c>. False for what the client role can't use: another component, a name instead of an address
    /// (nothing is ever resolved), an active TCP candidate.
    /// </summary>
    internal static bool TryParse(ReadOnlySpan<char> value, out SdpCandidate candidate)
    {
        candidate = default;
        var foundation = SdpToken.NextWord(ref value);
        var component = SdpToken.NextWord(ref value);
        var transport = SdpToken.NextWord(ref value);
        if (!SdpToken.IsIceCredential(foundation, 1) || foundation.Length > 32 || component is not "1")
            return false;
        var udp = SdpToken.EqualsIgnoringCase(transport, "udp");
        if (!udp && !SdpToken.EqualsIgnoringCase(transport, "tcp"))
            return false;
        if (!SdpToken.TryNumber(SdpToken.NextWord(ref value), int.MaxValue, out var priority)
            || !IPAddress.TryParse(SdpToken.NextWord(ref value), out var address)
            || !SdpToken.TryNumber(SdpToken.NextWord(ref value), ushort.MaxValue, out var port)
            || SdpToken.NextWord(ref value) is not "typ"
            || SdpToken.NextWord(ref value).IsEmpty)
            return false;
        if (!udp && (SdpToken.NextWord(ref value) is not "tcptype" || SdpToken.NextWord(ref value) is not "passive"))
            return false;
        candidate = new SdpCandidate(TransportAddress.From(address, (int)port, udp ? TransportProtocol.Udp : TransportProtocol.Tcp), foundation.ToString(), priority);
        return true;
    }
}

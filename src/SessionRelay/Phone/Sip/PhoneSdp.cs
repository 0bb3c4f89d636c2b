using System.Net;
using System.Net.Sockets;
using System.Text;
using SessionRelay.Phone.Audio;
using SessionRelay.Sdp;

namespace SessionRelay.Phone.Sip;

/// <summary>
/// Session descriptions of a phone leg (RFC 3264): one audio stream, PCMU, PCMA and telephone-event, SDES keys (RFC 4568) when they are required.
/// Never throws on what the other side wrote.
/// </summary>
internal static class PhoneSdp
{
    /// <summary>m-lines that are answered; beyond, the description is refused.</summary>
    public const int MediaLines = 8;

    private const byte EventPayloadType = 101;
    private const int KeyLength = 30;
    private const string Suite = "AES_CM_128_HMAC_SHA1_80";

    /// <param name="version">Counts descriptions that differ (RFC 3264 section 8).</param>
    public static string Offer(PhoneLocalMedia local, ulong version)
    {
        var text = Session(local, version);
        var profile = local.SrtpKey is null ? "RTP/AVP" : "RTP/SAVP";
        text.Append($"m=audio {local.Rtp.Port} {profile} 0 8 {EventPayloadType}\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\n");
        AppendEvents(text, EventPayloadType);
        if (local.SrtpKey is not null)
            AppendKey(text, "1", local.SrtpKey);
        return text.Append("a=ptime:20\r\na=sendrecv\r\n").ToString();
    }

    /// <summary>Reads the answer to <see cref="Offer"/>. False, with a reason that names no value, when it can't be used.</summary>
    public static bool TryReadAnswer(string sdp, PhoneLocalMedia local, out PhoneRemoteMedia? remote, out string reason)
    {
        remote = null;
        if (!TryParse(sdp, out var description, out reason))
            return false;
        if (description!.Media.Count != 1)
        {
            reason = "an answer has as many m-lines as its offer";
            return false;
        }

        remote = Take(description, description.Media[0], local, out _, out reason);
        return remote is not null;
    }

    /// <summary>Answers an offer of the other side. False, with a reason, when nothing in it can be taken (488).</summary>
    public static bool TryAnswer(string sdp, PhoneLocalMedia local, ulong version, out string answer, out PhoneRemoteMedia? remote, out string reason)
    {
        answer = "";
        remote = null;
        if (!TryParse(sdp, out var description, out reason))
            return false;
        var text = Session(local, version);
        foreach (var media in description!.Media)
        {
            var keyTag = "";
            var taken = remote is null ? Take(description, media, local, out keyTag, out reason) : null;
            if (taken is null)
            {
                text.Append($"m={media.Type} 0 {media.Profile} {media.Formats[0]}\r\n");
                continue;
            }

            remote = taken;
            text.Append($"m=audio {local.Rtp.Port} {media.Profile} {taken.PayloadType}");
            text.Append(taken.EventPayloadType is { } number ? $" {number}\r\n" : "\r\n");
            text.Append($"a=rtpmap:{taken.PayloadType} {(taken.Codec == G711Law.Pcmu ? "PCMU" : "PCMA")}/8000\r\n");
            if (taken.EventPayloadType is { } events)
                AppendEvents(text, events);
            if (local.SrtpKey is not null)
                AppendKey(text, keyTag, local.SrtpKey);
            text.Append("a=ptime:20\r\n").Append((taken.Receives, taken.Sends) switch
            {
                (true, true) => "a=sendrecv\r\n",
                (true, false) => "a=sendonly\r\n",
                (false, true) => "a=recvonly\r\n",
                _ => "a=inactive\r\n",
            });
        }

        answer = text.ToString();
        return remote is not null;
    }

    private static PhoneRemoteMedia? Take(Description description, Media media, PhoneLocalMedia local, out string keyTag, out string reason)
    {
        keyTag = "";
        reason = "no audio, or refused";
        if (media.Type != "audio" || media.Port == 0)
            return null;
        reason = "the media profile is not the required one";
        if (media.Profile != (local.SrtpKey is null ? "RTP/AVP" : "RTP/SAVP"))
            return null;
        reason = "no address of its sound";
        if ((media.Address ?? description.Address) is not { } address)
            return null;
        G711Law? codec = null;
        byte payloadType = 0;
        byte? events = null;
        foreach (var format in media.Formats)
        {
            if (!SdpToken.TryNumber(format, 127, out var number))
                continue;
            var name = media.Maps.GetValueOrDefault((byte)number) ?? number switch { 0 => "PCMU/8000", 8 => "PCMA/8000", _ => "" };
            if (name.EndsWith("/1", StringComparison.Ordinal))
                name = name[..^2];
            G711Law? named = name.ToUpperInvariant() switch { "PCMU/8000" => G711Law.Pcmu, "PCMA/8000" => G711Law.Pcma, _ => null };
            if (codec is null && named is not null)
                (codec, payloadType) = (named, (byte)number);
            else if (events is null && name.Equals("telephone-event/8000", StringComparison.OrdinalIgnoreCase))
                events = (byte)number;
        }

        reason = "no codec in common";
        if (codec is null)
            return null;
        byte[]? key = null;
        reason = "no key that can be used";
        if (local.SrtpKey is not null && !TryKey(media, out keyTag, out key))
            return null;

        // An address of zeros is RFC 2543's way to hold.
        var direction = media.Direction ?? description.Direction ?? "sendrecv";
        var held = address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
        return new PhoneRemoteMedia
        {
            Rtp = new IPEndPoint(address, media.Port),
            Codec = codec.Value,
            PayloadType = payloadType,
            EventPayloadType = events,
            Receives = direction is "sendrecv" or "recvonly" && !held,
            Sends = direction is "sendrecv" or "sendonly",
            SrtpKey = key,
        };
    }

    // RFC 4568 section 9.1: tag suite "inline:" key||salt ["|" lifetime] ["|" MKI ":" length] *(SP session parameter).
    private static bool TryKey(Media media, out string tag, out byte[]? key)
    {
        foreach (var line in media.Keys)
        {
            ReadOnlySpan<char> rest = line;
            var number = SdpToken.NextWord(ref rest);
            var suite = SdpToken.NextWord(ref rest);
            var inline = SdpToken.NextWord(ref rest);
            var parameters = rest.Trim(' ');
            if (!SdpToken.TryNumber(number, 999_999_999, out _) || suite is not Suite || !inline.StartsWith("inline:") || !parameters.IsEmpty)
                continue; // session parameters change what is protected: none is known here
            inline = inline["inline:".Length..];
            var end = inline.IndexOf('|');
            var lifetime = end < 0 ? default : inline[(end + 1)..];
            inline = end < 0 ? inline : inline[..end];
            var bytes = new byte[KeyLength];
            if (inline.Length != 40 || lifetime.Contains(':') || !Convert.TryFromBase64Chars(inline, bytes, out var length) || length != KeyLength)
                continue; // with an MKI each packet would carry one
            tag = number.ToString();
            key = bytes;
            return true;
        }

        tag = "";
        key = null;
        return false;
    }

    private static bool TryParse(string sdp, out Description? description, out string reason)
    {
        description = new Description();
        var lines = new SdpLineReader(sdp);
        string? wrong = null;
        Media? media = null;
        while (wrong is null && lines.TryRead(out wrong))
        {
            var value = lines.Value;
            switch (lines.Type)
            {
                case 'm':
                    wrong = description.Media.Count == MediaLines ? "too many m-lines" : ReadMedia(value, out media);
                    if (wrong is null)
                        description.Media.Add(media!);
                    break;
                case 'c' when TryAddress(value, out var address):
                    if (media is null)
                        description.Address = address;
                    else
                        media.Address = address;
                    break;
                case 'a' when value is "sendrecv" or "sendonly" or "recvonly" or "inactive":
                    if (media is null)
                        description.Direction = value.ToString();
                    else
                        media.Direction = value.ToString();
                    break;
                case 'a' when media is not null && value.StartsWith("rtpmap:") && media.Maps.Count < 128:
                    var map = value["rtpmap:".Length..];
                    if (SdpToken.TryNumber(SdpToken.NextWord(ref map), 127, out var number))
                        media.Maps[(byte)number] = map.Trim(' ').ToString();
                    break;
                case 'a' when media is not null && value.StartsWith("crypto:") && media.Keys.Count < 16:
                    media.Keys.Add(value["crypto:".Length..].ToString());
                    break;
            }
        }

        if (description.Media.Count == 0)
            wrong ??= "no m-line";
        reason = wrong ?? "";
        return wrong is null;
    }

    private static string? ReadMedia(ReadOnlySpan<char> value, out Media? media)
    {
        media = null;
        var type = SdpToken.NextWord(ref value).ToString();
        if (!SdpToken.TryNumber(SdpToken.NextWord(ref value).ToString().Split('/')[0], ushort.MaxValue, out var port))
            return "a malformed port";
        media = new Media(type, (int)port, SdpToken.NextWord(ref value).ToString());
        while (SdpToken.NextWord(ref value) is { IsEmpty: false } format)
        {
            if (media.Formats.Count == 64)
                return "too many formats";
            media.Formats.Add(format.ToString());
        }

        return media.Formats.Count == 0 ? "an m-line without formats" : null;
    }

    private static bool TryAddress(ReadOnlySpan<char> value, out IPAddress? address)
    {
        address = null;
        if (SdpToken.NextWord(ref value) is not "IN")
            return false;
        var family = SdpToken.NextWord(ref value);
        return family is "IP4" or "IP6" && IPAddress.TryParse(SdpToken.NextWord(ref value), out address)
            && address.AddressFamily == (family is "IP4" ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6);
    }

    private static StringBuilder Session(PhoneLocalMedia local, ulong version)
    {
        var address = $"{(local.Rtp.AddressFamily == AddressFamily.InterNetworkV6 ? "IP6" : "IP4")} {local.Rtp.Address}";
        return new StringBuilder($"v=0\r\no=- {local.SessionId} {version} IN {address}\r\ns=-\r\nc=IN {address}\r\nt=0 0\r\n");
    }

    private static void AppendEvents(StringBuilder text, byte payloadType) =>
        text.Append($"a=rtpmap:{payloadType} telephone-event/8000\r\na=fmtp:{payloadType} 0-15\r\n");

    private static void AppendKey(StringBuilder text, string tag, byte[] key) =>
        text.Append($"a=crypto:{tag} {Suite} inline:{Convert.ToBase64String(key)}\r\n");

    private sealed class Description
    {
        public IPAddress? Address { get; set; }
        public string? Direction { get; set; }
        public List<Media> Media { get; } = [];
    }

    private sealed class Media(string type, int port, string profile)
    {
        public string Type { get; } = type;
        public int Port { get; } = port;
        public string Profile { get; } = profile;
        public List<string> Formats { get; } = [];
        public IPAddress? Address { get; set; }
        public string? Direction { get; set; }
        public Dictionary<byte, string> Maps { get; } = [];
        public List<string> Keys { get; } = [];
    }
}

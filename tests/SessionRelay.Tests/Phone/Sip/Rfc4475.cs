using System.Text;
using System.Text.RegularExpressions;

namespace SessionRelay.Tests.Phone.Sip;

/// <summary>RFC 4475's messages by their names there, as bytes.</summary>
internal static partial class Rfc4475
{
    public static IReadOnlyDictionary<string, byte[]> Messages { get; } = Load();

    private static Dictionary<string, byte[]> Load()
    {
        using var stream = typeof(Rfc4475).Assembly.GetManifestResourceStream("Rfc4475.txt")!;
        using var reader = new StreamReader(stream, Encoding.Latin1); // the file's UTF-8 stays as it is, byte for byte
        Dictionary<string, byte[]> messages = [];
        foreach (var block in reader.ReadToEnd().Split("=== ").Skip(1))
        {
            var text = block[(block.IndexOf('\n') + 1)..];
            text = Repeat().Replace(text, m => new StringBuilder().Insert(0, m.Groups[2].Value, int.Parse(m.Groups[1].Value)).ToString());
            text = Sdp().Replace(text, "v=0\no=mhandley 29739 7272939 IN IP4 $1\ns=-\nc=IN IP4 $1\nt=0 0\nm=audio 49217 RTP/AVP 0 12\nm=video 3227 RTP/AVP 31\na=rtpmap:31 LPC");
            text = text.Replace("\n", "\r\n");
            text = Octets().Replace(text, m => string.Concat(Enumerable.Range(0, int.Parse(m.Groups[1].Value)).Select(i => (char)(i * 7 % 256))));
            text = Octet().Replace(text, m => ((char)Convert.ToByte(m.Groups[1].Value, 16)).ToString());
            messages.Add(block[..block.IndexOf('\n')], Encoding.Latin1.GetBytes(text));
        }

        return messages;
    }

    [GeneratedRegex("<repeat count=([0-9]+)>(.*?)</repeat>", RegexOptions.None, 10_000)]
    private static partial Regex Repeat();

    [GeneratedRegex(@"\{SDP ([0-9.]+)\}", RegexOptions.None, 10_000)]
    private static partial Regex Sdp();

    [GeneratedRegex(@"\{bytes ([0-9]+)\}", RegexOptions.None, 10_000)]
    private static partial Regex Octets();

    [GeneratedRegex(@"\{([0-9A-F]{2})\}", RegexOptions.None, 10_000)]
    private static partial Regex Octet();
}

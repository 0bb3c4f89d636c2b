using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;
using SessionRelay.Signaling.Sealing;

namespace SessionRelay.Portal.Data.Auditing;

/// <summary>The last link of a trail: its number (0 before the first) and hash.</summary>
internal sealed record AuditHead(long Number, byte[] Hash)
{
    public static readonly AuditHead None = new(0, new byte[HMACSHA256.HashSizeInBytes]);
}

/// <summary>
/// The trail's head outside the database: <c>audit-head</c> below <c>Data:Path</c>. It is written after each commit, so it may be behind the trail, never ahead of it:
/// a trail that ends before it was cut. Two lines are written in turn, each with its own keyed hash, so that of a write that a crash cut short the other line counts.
/// Any thread.
/// </summary>
internal sealed class AuditHeadFile(string file, byte[] key)
{
    private const int LineLength = 20 + 1 + 64 + 1 + 64 + 1; // number, hash, keyed hash of both; spaces and line end

    private readonly Lock writing = new();
    private long lastNumber = -1;
    private int nextLine;

    /// <summary>Null when there is no file, or nothing in it can be believed.</summary>
    public AuditHead? Read()
    {
        lock (writing)
        {
            if (!File.Exists(file)) return null;
            var lines = File.ReadAllBytes(file).Chunk(LineLength).Select(Parse).ToArray();
            var best = lines.OfType<AuditHead>().MaxBy(head => head.Number);
            nextLine = best is not null && lines[0]?.Number == best.Number ? 1 : 0;
            lastNumber = best?.Number ?? -1;
            return best;
        }
    }

    /// <summary>Notes a head, on the disk when it returns. One that is not beyond the last changes nothing.</summary>
    public void Write(AuditHead head)
    {
        lock (writing)
        {
            if (head.Number <= lastNumber) return;
            var text = Text(head);
            PrivateFiles.Reserve(file);
            using SafeFileHandle handle = File.OpenHandle(file, FileMode.Open, FileAccess.Write);
            RandomAccess.Write(handle, Encoding.ASCII.GetBytes($"{text} {Mac(text)}\n"), nextLine * LineLength);
            RandomAccess.FlushToDisk(handle);
            (lastNumber, nextLine) = (head.Number, 1 - nextLine);
        }
    }

    private static string Text(AuditHead head) => string.Create(CultureInfo.InvariantCulture, $"{head.Number:D20} {Convert.ToHexStringLower(head.Hash)}");

    private string Mac(string text) => Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes("head " + text)));

    private AuditHead? Parse(byte[] bytes)
    {
        if (bytes.Length != LineLength) return null;
        var parts = Encoding.ASCII.GetString(bytes).TrimEnd('\n').Split(' ');
        return parts is [var number, var hash, var mac] && mac == Mac($"{number} {hash}") ? new AuditHead(long.Parse(number, CultureInfo.InvariantCulture), Convert.FromHexString(hash)) : null;
    }
}

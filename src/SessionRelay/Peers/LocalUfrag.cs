using System.Runtime.InteropServices;
using System.Text;

namespace SessionRelay.Peers;

/// <summary>The relay's own username fragments all have 8 ASCII characters, so that a check's peer is found by one 64-bit key.</summary>
internal static class LocalUfrag
{
    public const int Length = 8;

    /// <summary>The key of a user name that starts with one of ours. Needs <see cref="Length"/> bytes.</summary>
    public static ulong Key(ReadOnlySpan<byte> username) => MemoryMarshal.Read<ulong>(username);

    public static ulong Key(string ufrag)
    {
        Span<byte> bytes = stackalloc byte[Length];
        Encoding.ASCII.GetBytes(ufrag, bytes);
        return Key(bytes);
    }
}

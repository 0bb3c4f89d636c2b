using SessionRelay.Stun;
using SessionRelay.Wire;

namespace SessionRelay.Ice;

/// <summary>
/// Writes the answers to binding requests. All carry MESSAGE-INTEGRITY under the key that the request proved, and FINGERPRINT: without both
/// Chromium ignores them without a word. A destination of <see cref="MaxLength"/> bytes suffices for each; a smaller one may give length 0.
/// </summary>
internal static class IceResponses
{
    public const int MaxLength = 128; // header 20, integrity 24, fingerprint 8, and the longest of the bodies below, which is 48

    private const int MaxUnknownAttributes = 8; // told of; a client with more learns of the others when these are gone

    public static int WriteSuccess(Span<byte> destination, in StunMessage request, in TransportAddress source, ReadOnlySpan<byte> key)
    {
        var writer = new StunWriter(destination, StunClass.Success, StunMethod.Binding, request.TransactionId);
        writer.AddXorMappedAddress(source);
        return Finish(ref writer, key);
    }

    public static int WriteRoleConflict(Span<byte> destination, in StunMessage request, ReadOnlySpan<byte> key)
    {
        var writer = new StunWriter(destination, StunClass.Error, StunMethod.Binding, request.TransactionId);
        writer.AddErrorCode(StunErrorCode.RoleConflict, "Role Conflict"u8);
        return Finish(ref writer, key);
    }

    /// <summary>A 420, when the request has attributes that must be understood and are not; otherwise 0.</summary>
    public static int WriteUnknownAttributes(Span<byte> destination, in StunMessage request, ReadOnlySpan<byte> key)
    {
        Span<ushort> unknown = stackalloc ushort[MaxUnknownAttributes];
        var count = request.CopyUnknownRequired(unknown);
        if (count == 0)
            return 0;

        var writer = new StunWriter(destination, StunClass.Error, StunMethod.Binding, request.TransactionId);
        writer.AddErrorCode(StunErrorCode.UnknownAttribute, "Unknown Attribute"u8);
        writer.AddUnknownAttributes(unknown[..count]);
        return Finish(ref writer, key);
    }

    private static int Finish(ref StunWriter writer, ReadOnlySpan<byte> key)
    {
        writer.AddIntegrity(key);
        writer.AddFingerprint();
        return writer.Length;
    }
}

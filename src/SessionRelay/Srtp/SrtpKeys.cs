using System.Security.Cryptography;

namespace SessionRelay.Srtp;

/// <summary>What a DTLS handshake gives to SRTP (RFC 5764 section 4.2): profile, and master key and salt for each direction.</summary>
internal sealed class SrtpKeys : IDisposable
{
    private readonly byte[] _localKey;
    private readonly byte[] _localSalt;
    private readonly byte[] _remoteKey;
    private readonly byte[] _remoteSalt;

    /// <summary>Takes copies. Throws <see cref="ArgumentException"/> when a length does not fit the profile.</summary>
    public SrtpKeys(
        SrtpProfile profile,
        ReadOnlySpan<byte> localKey,
        ReadOnlySpan<byte> localSalt,
        ReadOnlySpan<byte> remoteKey,
        ReadOnlySpan<byte> remoteSalt)
    {
        SrtpKeyDerivation.RequireLengths(profile, localKey, localSalt);
        SrtpKeyDerivation.RequireLengths(profile, remoteKey, remoteSalt);
        Profile = profile;
        _localKey = localKey.ToArray();
        _localSalt = localSalt.ToArray();
        _remoteKey = remoteKey.ToArray();
        _remoteSalt = remoteSalt.ToArray();
    }

    public SrtpProfile Profile { get; }

    /// <summary>16 bytes: what this side sends with.</summary>
    public ReadOnlySpan<byte> LocalKey => _localKey;

    public ReadOnlySpan<byte> LocalSalt => _localSalt;

    /// <summary>16 bytes: what the peer sends with.</summary>
    public ReadOnlySpan<byte> RemoteKey => _remoteKey;

    public ReadOnlySpan<byte> RemoteSalt => _remoteSalt;

    public SrtpSender CreateSender() => new(Profile, _localKey, _localSalt);

    public SrtpReceiver CreateReceiver() => new(Profile, _remoteKey, _remoteSalt);

    /// <summary>Overwrites the keys.</summary>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_localKey);
        CryptographicOperations.ZeroMemory(_localSalt);
        CryptographicOperations.ZeroMemory(_remoteKey);
        CryptographicOperations.ZeroMemory(_remoteSalt);
    }
}

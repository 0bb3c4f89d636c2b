using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace SessionRelay.OpenSsl;

/// <summary>An <c>EVP_CIPHER_CTX</c>.</summary>
internal sealed class CipherContextHandle : NativeObject
{
    public CipherContextHandle()
        : base(LibCrypto.EVP_CIPHER_CTX_new())
    {
    }

    protected override void Free(nint pointer) => LibCrypto.EVP_CIPHER_CTX_free(pointer);
}

/// <summary>An <c>EVP_MAC_CTX</c>.</summary>
internal sealed class MacContextHandle(nint mac) : NativeObject(LibCrypto.EVP_MAC_CTX_new(mac))
{
    protected override void Free(nint pointer) => LibCrypto.EVP_MAC_CTX_free(pointer);
}

/// <summary>An <c>SSL_CTX</c>. OpenSSL counts the references that each <c>SSL</c> has to it, so the order of disposal does not matter.</summary>
internal sealed class SslContextHandle(nint method) : NativeObject(LibSsl.SSL_CTX_new(method))
{
    protected override void Free(nint pointer) => LibSsl.SSL_CTX_free(pointer);
}

/// <summary>An <c>SSL</c>. It owns the BIOs that were set on it.</summary>
internal sealed class SslHandle(nint context) : NativeObject(LibSsl.SSL_new(context))
{
    protected override void Free(nint pointer) => LibSsl.SSL_free(pointer);
}

/// <summary>
/// Owns a native object: freed once, by <see cref="SafeHandle.Dispose()"/> or, when its owner was forgotten, by the finalizer.
/// The imports take the bare <see cref="Pointer"/>, since counting references costs more than the work on a short packet:
/// who calls must be one thread, and must keep this object alive meanwhile.
/// </summary>
internal abstract class NativeObject : SafeHandle
{
    protected NativeObject(nint pointer)
        : base(0, ownsHandle: true)
    {
        if (pointer == 0)
        {
            throw new CryptographicException("OpenSSL is out of memory.");
        }

        SetHandle(pointer);
    }

    public sealed override bool IsInvalid => handle == 0;

    /// <summary>The object; throws <see cref="ObjectDisposedException"/> after disposal.</summary>
    public nint Pointer
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return handle;
        }
    }

    protected abstract void Free(nint pointer);

    protected sealed override bool ReleaseHandle()
    {
        Free(handle);
        return true;
    }
}

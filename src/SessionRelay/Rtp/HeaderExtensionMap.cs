namespace SessionRelay.Rtp;

/// <summary>
/// The extension ids of one m-line (RFC 8285 section 5): one id may mean another extension in another m-line, so each m-line has a map of its own.
/// Filled while the offer is read, then only read. Ids are 1 to 255; 0 stands for "not negotiated".
/// </summary>
internal sealed class HeaderExtensionMap
{
    private readonly byte[] _ids = new byte[HeaderExtensionUris.Count];

    /// <summary>The id of an extension, or 0 when the m-line does not have it.</summary>
    public byte IdOf(HeaderExtension extension) => _ids[(int)extension];

    public bool Has(HeaderExtension extension) => _ids[(int)extension] != 0;

    /// <summary>False when the id is 0 or taken, or when the extension already has an id.</summary>
    public bool TryAdd(byte id, HeaderExtension extension)
    {
        if (id == 0 || Has(extension) || TryGet(id, out _))
            return false;

        _ids[(int)extension] = id;
        return true;
    }

    /// <summary>What an id means in this m-line.</summary>
    public bool TryGet(byte id, out HeaderExtension extension)
    {
        var index = id == 0 ? -1 : _ids.AsSpan().IndexOf(id);
        extension = index < 0 ? default : (HeaderExtension)index;
        return index >= 0;
    }

    /// <summary>Reads an extension's value from a packet of this m-line. False when it is not negotiated or not in the packet.</summary>
    public bool TryRead(in RtpPacket packet, HeaderExtension extension, out ReadOnlySpan<byte> value)
    {
        var id = IdOf(extension);
        if (id != 0)
            return packet.TryGetExtension(id, out value);

        value = default;
        return false;
    }
}

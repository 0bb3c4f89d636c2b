namespace SessionRelay.Dtls;

/// <summary>Which side speaks first: <c>a=setup:active</c> is the client (RFC 5763 section 5). The relay answers as server.</summary>
internal enum DtlsRole : byte
{
    Server = 0,
    Client = 1,
}

internal enum DtlsState : byte
{
    /// <summary>A client that was not started, a server that has seen nothing.</summary>
    New = 0,

    Handshaking = 1,

    /// <summary>The peer holds the expected certificate and the SRTP keys are there.</summary>
    Connected = 2,

    /// <summary>For good; <see cref="DtlsTransport.Failure"/> says why.</summary>
    Failed = 3,

    /// <summary>For good: by <see cref="DtlsTransport.Close"/> or the peer's close_notify.</summary>
    Closed = 4,
}

internal enum DtlsFailure : byte
{
    None = 0,

    /// <summary>The peer's certificate is not the one that its session description named (RFC 8122 section 5).</summary>
    FingerprintMismatch = 1,

    /// <summary>No end after <see cref="DtlsTransport.HandshakeTimeout"/>.</summary>
    Timeout = 2,

    /// <summary>What came breaks the protocol, a fatal alert came, or more came than any handshake needs.</summary>
    Protocol = 3,

    /// <summary>The peer has no use_srtp, or none of our profiles.</summary>
    NoSrtpProfile = 4,
}

namespace SessionRelay.Portal.Start;

/// <summary>What the program's end tells whoever started it; docs/operations.md has the same table.</summary>
internal enum ExitCode
{
    /// <summary>Ended because it was asked to.</summary>
    Done = 0,

    /// <summary><c>audit verify</c> alone: the trail is not whole.</summary>
    TrailNotWhole = 1,

    /// <summary>A setting or an argument can't be used.</summary>
    BadSetting = 2,

    /// <summary>Can't listen: a port is taken, or an address is not this machine's.</summary>
    CannotListen = 3,

    /// <summary>OpenSSL 3 is missing.</summary>
    OpenSslMissing = 4,

    /// <summary>Not Linux on x64 or arm64.</summary>
    UnsupportedSystem = 5,

    /// <summary>The data folder can't be used, or belongs to something else.</summary>
    DataFolder = 6,

    /// <summary><c>doctor</c> alone: a check failed.</summary>
    DoctorFound = 7,

    /// <summary>A defect; EX_SOFTWARE of sysexits.h.</summary>
    Unexpected = 70,
}

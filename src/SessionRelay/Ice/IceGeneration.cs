using System.Text;

namespace SessionRelay.Ice;

/// <summary>Local credentials between one restart and the next, as bytes, and how far the other side has got with them.</summary>
internal sealed class IceGeneration(IceCredentials credentials, int number)
{
    private readonly byte[] _ufrag = Encoding.ASCII.GetBytes(credentials.Ufrag);
    private readonly byte[] _password = Encoding.ASCII.GetBytes(credentials.Password);

    public IceCredentials Credentials { get; } = credentials;

    /// <summary>1 for a peer's first credentials, one more for each restart.</summary>
    public int Number { get; } = number;

    public ReadOnlySpan<byte> Ufrag => _ufrag;

    public ReadOnlySpan<byte> Password => _password;

    /// <summary>A valid check nominated a path under these credentials.</summary>
    public bool IsNominated { get; set; }

    /// <summary>The highest NOMINATION value so far, or -1: only a higher one nominates anew.</summary>
    public long HighestNomination { get; set; } = -1;
}

namespace SessionRelay.Signaling.Hosting;

/// <summary>Configuration section <c>Data</c>.</summary>
public sealed class DataOptions
{
    public const string Section = "Data";

    /// <summary>Folder of everything this node keeps on disk; made when missing, readable by its owner only.</summary>
    public string Path { get; set; } = "./data";

    /// <summary>PostgreSQL connection string; empty: SQLite below <see cref="Path"/>.</summary>
    public string Postgres { get; set; } = "";
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace SessionRelay.Portal.Data.Storage;

/// <summary>For <c>dotnet ef</c> alone: a context on no database.</summary>
internal sealed class SqliteDesign : IDesignTimeDbContextFactory<SqlitePortalContext>
{
    public SqlitePortalContext CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<SqlitePortalContext>().UseSqlite("Data Source=:memory:").Options);
}

/// <inheritdoc cref="SqliteDesign"/>
internal sealed class PostgresDesign : IDesignTimeDbContextFactory<PostgresPortalContext>
{
    public PostgresPortalContext CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<PostgresPortalContext>().UseNpgsql("Host=nowhere").Options);
}

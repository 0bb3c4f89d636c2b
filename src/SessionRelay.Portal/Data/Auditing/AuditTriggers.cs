using Microsoft.EntityFrameworkCore.Migrations;

namespace SessionRelay.Portal.Data.Auditing;

/// <summary>Makes the trail append-only in the database itself, whoever is connected. To be called by a migration.</summary>
internal static class AuditTriggers
{
    public static void Create(MigrationBuilder migration)
    {
        if (migration.ActiveProvider?.EndsWith("Sqlite", StringComparison.Ordinal) == true)
        {
            foreach (var deed in new[] { "UPDATE", "DELETE" })
                migration.Sql($"CREATE TRIGGER \"AuditTrail_no_{deed}\" BEFORE {deed} ON \"AuditTrail\" BEGIN SELECT RAISE(ABORT, 'The audit trail is only ever added to.'); END");
            return;
        }

        migration.Sql("""
            CREATE FUNCTION audit_trail_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'The audit trail is only ever added to.'; END $$
            """);
        migration.Sql("CREATE TRIGGER audit_trail_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON \"AuditTrail\" FOR EACH STATEMENT EXECUTE FUNCTION audit_trail_is_append_only()");
    }
}

using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SessionRelay.Portal.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class StaffPhone : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<byte[]>(
                name: "Phone",
                table: "Staff",
                type: "BLOB",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Phone",
                table: "Staff");
        }
    }
}

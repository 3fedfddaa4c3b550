using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace VisualSearch.Engine.Catalogue.Migrations.Sqlite
{
    /// <inheritdoc />
    internal sealed partial class OperatorFigures : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_pictures_failing",
                table: "pictures",
                column: "product_id",
                filter: "error IS NOT NULL");

            migrationBuilder.AddColumn<int>(
                name: "skipped",
                table: "search_log",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "problem",
                table: "pictures",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "indexing_slices",
                columns: table => new
                {
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    worker = table.Column<string>(type: "TEXT", nullable: false),
                    seen_at = table.Column<long>(type: "INTEGER", nullable: false),
                    products = table.Column<int>(type: "INTEGER", nullable: false),
                    pictures = table.Column<int>(type: "INTEGER", nullable: false),
                    failed_pictures = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_indexing_slices", x => new { x.at, x.worker });
                });
        }
    }
}

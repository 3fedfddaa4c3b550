using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace VisualSearch.Engine.Catalogue.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class OperatorFigures : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // First, since it looks through the table: reads go on meanwhile, and what follows takes a moment however large the tables are.
            migrationBuilder.CreateIndex(
                name: "IX_pictures_failing",
                table: "pictures",
                column: "product_id",
                filter: "error IS NOT NULL");

            migrationBuilder.AddColumn<int>(
                name: "skipped",
                table: "search_log",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "problem",
                table: "pictures",
                type: "text",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "indexing_slices",
                columns: table => new
                {
                    at = table.Column<long>(type: "bigint", nullable: false),
                    worker = table.Column<string>(type: "text", nullable: false),
                    seen_at = table.Column<long>(type: "bigint", nullable: false),
                    products = table.Column<int>(type: "integer", nullable: false),
                    pictures = table.Column<int>(type: "integer", nullable: false),
                    failed_pictures = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_indexing_slices", x => new { x.at, x.worker });
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "indexing_slices");

            migrationBuilder.DropIndex(
                name: "IX_pictures_failing",
                table: "pictures");

            migrationBuilder.DropColumn(
                name: "skipped",
                table: "search_log");

            migrationBuilder.DropColumn(
                name: "problem",
                table: "pictures");
        }
    }
}

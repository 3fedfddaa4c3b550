using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace VisualSearch.Engine.Catalogue.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class EventInbox : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_webhook_events_received_at",
                table: "webhook_events");

            migrationBuilder.DropIndex(
                name: "IX_webhook_events_status",
                table: "webhook_events");

            migrationBuilder.AddColumn<string>(
                name: "external_id",
                table: "webhook_events",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<long>(
                name: "attributes_clock",
                table: "products",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "translations_clock",
                table: "products",
                type: "bigint",
                nullable: true);

            // What is there was written whole.
            migrationBuilder.Sql("UPDATE products SET translations_clock = details_clock, attributes_clock = details_clock");

            migrationBuilder.CreateIndex(
                name: "IX_webhook_events_external_id_received_at_event_id",
                table: "webhook_events",
                columns: new[] { "external_id", "received_at", "event_id" });

            migrationBuilder.CreateIndex(
                name: "IX_webhook_events_received_at_event_id",
                table: "webhook_events",
                columns: new[] { "received_at", "event_id" });

            migrationBuilder.CreateIndex(
                name: "IX_webhook_events_status_received_at_event_id",
                table: "webhook_events",
                columns: new[] { "status", "received_at", "event_id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_webhook_events_external_id_received_at_event_id",
                table: "webhook_events");

            migrationBuilder.DropIndex(
                name: "IX_webhook_events_received_at_event_id",
                table: "webhook_events");

            migrationBuilder.DropIndex(
                name: "IX_webhook_events_status_received_at_event_id",
                table: "webhook_events");

            migrationBuilder.DropColumn(
                name: "external_id",
                table: "webhook_events");

            migrationBuilder.DropColumn(
                name: "attributes_clock",
                table: "products");

            migrationBuilder.DropColumn(
                name: "translations_clock",
                table: "products");

            migrationBuilder.CreateIndex(
                name: "IX_webhook_events_received_at",
                table: "webhook_events",
                column: "received_at");

            migrationBuilder.CreateIndex(
                name: "IX_webhook_events_status",
                table: "webhook_events",
                column: "status");
        }
    }
}

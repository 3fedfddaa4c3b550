using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace VisualSearch.Engine.Catalogue.Migrations.Sqlite
{
    /// <inheritdoc />
    internal sealed partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "fingerprints",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    fingerprint = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_fingerprints", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "index_generations",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    model = table.Column<string>(type: "TEXT", nullable: false),
                    fingerprint = table.Column<string>(type: "TEXT", nullable: false),
                    dimension = table.Column<int>(type: "INTEGER", nullable: false),
                    collection = table.Column<string>(type: "TEXT", nullable: false),
                    epoch = table.Column<string>(type: "TEXT", nullable: false),
                    active = table.Column<int>(type: "INTEGER", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_index_generations", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "products",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    version = table.Column<long>(type: "INTEGER", nullable: false),
                    deleted_at = table.Column<long>(type: "INTEGER", nullable: true),
                    category = table.Column<string>(type: "TEXT", nullable: true),
                    brand = table.Column<string>(type: "TEXT", nullable: true),
                    price_minor = table.Column<long>(type: "INTEGER", nullable: true),
                    in_stock = table.Column<bool>(type: "INTEGER", nullable: true),
                    currency = table.Column<string>(type: "TEXT", nullable: true),
                    details_clock = table.Column<long>(type: "INTEGER", nullable: true),
                    pictures_clock = table.Column<long>(type: "INTEGER", nullable: true),
                    deletion_clock = table.Column<long>(type: "INTEGER", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false),
                    external_id = table.Column<string>(type: "TEXT", nullable: true),
                    article = table.Column<string>(type: "TEXT", nullable: true),
                    title = table.Column<string>(type: "TEXT", nullable: false),
                    url = table.Column<string>(type: "TEXT", nullable: true),
                    description = table.Column<string>(type: "TEXT", nullable: true),
                    translations = table.Column<string>(type: "TEXT", nullable: true),
                    attributes = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_products", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "search_log",
                columns: table => new
                {
                    search_id = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    kind = table.Column<string>(type: "TEXT", nullable: false),
                    text = table.Column<string>(type: "TEXT", nullable: true),
                    model = table.Column<string>(type: "TEXT", nullable: false),
                    duration_ms = table.Column<int>(type: "INTEGER", nullable: false),
                    results = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_search_log", x => x.search_id);
                });

            migrationBuilder.CreateTable(
                name: "webhook_events",
                columns: table => new
                {
                    event_id = table.Column<string>(type: "TEXT", nullable: false),
                    kind = table.Column<string>(type: "TEXT", nullable: false),
                    source = table.Column<string>(type: "TEXT", nullable: false),
                    received_at = table.Column<long>(type: "INTEGER", nullable: false),
                    occurred_at = table.Column<long>(type: "INTEGER", nullable: false),
                    status = table.Column<int>(type: "INTEGER", nullable: false),
                    error = table.Column<string>(type: "TEXT", nullable: true),
                    body = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_webhook_events", x => x.event_id);
                });

            migrationBuilder.CreateTable(
                name: "embeddings",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    fingerprint_id = table.Column<long>(type: "INTEGER", nullable: false),
                    content = table.Column<byte[]>(type: "BLOB", nullable: false),
                    vector = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_embeddings", x => x.id);
                    table.ForeignKey(
                        name: "FK_embeddings_fingerprints_fingerprint_id",
                        column: x => x.fingerprint_id,
                        principalTable: "fingerprints",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "pictures",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    product_id = table.Column<long>(type: "INTEGER", nullable: false),
                    position = table.Column<int>(type: "INTEGER", nullable: false),
                    state = table.Column<int>(type: "INTEGER", nullable: false),
                    fetch = table.Column<int>(type: "INTEGER", nullable: false),
                    attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    content = table.Column<byte[]>(type: "BLOB", nullable: true),
                    next_attempt_at = table.Column<long>(type: "INTEGER", nullable: true),
                    fetched_at = table.Column<long>(type: "INTEGER", nullable: true),
                    reference = table.Column<string>(type: "TEXT", nullable: false),
                    etag = table.Column<string>(type: "TEXT", nullable: true),
                    error = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_pictures", x => x.id);
                    table.ForeignKey(
                        name: "FK_pictures_products_product_id",
                        column: x => x.product_id,
                        principalTable: "products",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "product_index",
                columns: table => new
                {
                    generation_id = table.Column<long>(type: "INTEGER", nullable: false),
                    product_id = table.Column<long>(type: "INTEGER", nullable: false),
                    indexed_version = table.Column<long>(type: "INTEGER", nullable: false),
                    target_version = table.Column<long>(type: "INTEGER", nullable: false),
                    changed_at = table.Column<long>(type: "INTEGER", nullable: false),
                    queued_at = table.Column<long>(type: "INTEGER", nullable: true),
                    claimed_by = table.Column<string>(type: "TEXT", nullable: true),
                    claimed_until = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_product_index", x => new { x.generation_id, x.product_id });
                    table.ForeignKey(
                        name: "FK_product_index_index_generations_generation_id",
                        column: x => x.generation_id,
                        principalTable: "index_generations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_product_index_products_product_id",
                        column: x => x.product_id,
                        principalTable: "products",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "search_clicks",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    search_id = table.Column<string>(type: "TEXT", nullable: false),
                    product_id = table.Column<long>(type: "INTEGER", nullable: false),
                    position = table.Column<int>(type: "INTEGER", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_search_clicks", x => x.id);
                    table.ForeignKey(
                        name: "FK_search_clicks_search_log_search_id",
                        column: x => x.search_id,
                        principalTable: "search_log",
                        principalColumn: "search_id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_embeddings_fingerprint_id_content",
                table: "embeddings",
                columns: new[] { "fingerprint_id", "content" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_fingerprints_fingerprint",
                table: "fingerprints",
                column: "fingerprint",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_index_generations_active",
                table: "index_generations",
                column: "active",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_index_generations_collection",
                table: "index_generations",
                column: "collection",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_pictures_content",
                table: "pictures",
                column: "content",
                filter: "content IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_pictures_next_attempt_at",
                table: "pictures",
                column: "next_attempt_at",
                filter: "next_attempt_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_pictures_product_id_position",
                table: "pictures",
                columns: new[] { "product_id", "position" });

            migrationBuilder.CreateIndex(
                name: "IX_product_index_generation_id_changed_at_product_id",
                table: "product_index",
                columns: new[] { "generation_id", "changed_at", "product_id" },
                filter: "indexed_version < target_version");

            migrationBuilder.CreateIndex(
                name: "IX_product_index_product_id",
                table: "product_index",
                column: "product_id");

            migrationBuilder.CreateIndex(
                name: "IX_products_article",
                table: "products",
                column: "article",
                filter: "article IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_products_brand_id",
                table: "products",
                columns: new[] { "brand", "id" },
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_products_category_id",
                table: "products",
                columns: new[] { "category", "id" },
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_products_deleted_at",
                table: "products",
                column: "deleted_at");

            migrationBuilder.CreateIndex(
                name: "IX_products_external_id",
                table: "products",
                column: "external_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_search_clicks_search_id",
                table: "search_clicks",
                column: "search_id");

            migrationBuilder.CreateIndex(
                name: "IX_search_log_at",
                table: "search_log",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "IX_webhook_events_received_at",
                table: "webhook_events",
                column: "received_at");

            migrationBuilder.CreateIndex(
                name: "IX_webhook_events_status",
                table: "webhook_events",
                column: "status");

            // Contentless: the texts live in products; only the inverted index is kept. Words arrive folded, so the tokenizer has nothing left to fold.
            migrationBuilder.Sql(
                """
                CREATE VIRTUAL TABLE product_words USING fts5(
                    title, labels, article, description,
                    content = '', contentless_delete = 1, prefix = '2 3', tokenize = 'unicode61 remove_diacritics 0')
                """);
        }
    }
}

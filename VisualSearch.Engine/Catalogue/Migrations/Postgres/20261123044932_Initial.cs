using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace VisualSearch.Engine.Catalogue.Migrations.Postgres
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
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    fingerprint = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_fingerprints", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "index_generations",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    model = table.Column<string>(type: "text", nullable: false),
                    fingerprint = table.Column<string>(type: "text", nullable: false),
                    dimension = table.Column<int>(type: "integer", nullable: false),
                    collection = table.Column<string>(type: "text", nullable: false),
                    epoch = table.Column<string>(type: "text", nullable: false),
                    active = table.Column<int>(type: "integer", nullable: true),
                    created_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_index_generations", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "products",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    deleted_at = table.Column<long>(type: "bigint", nullable: true),
                    category = table.Column<string>(type: "text", nullable: true),
                    brand = table.Column<string>(type: "text", nullable: true),
                    price_minor = table.Column<long>(type: "bigint", nullable: true),
                    in_stock = table.Column<bool>(type: "boolean", nullable: true),
                    currency = table.Column<string>(type: "text", nullable: true),
                    details_clock = table.Column<long>(type: "bigint", nullable: true),
                    pictures_clock = table.Column<long>(type: "bigint", nullable: true),
                    deletion_clock = table.Column<long>(type: "bigint", nullable: true),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    updated_at = table.Column<long>(type: "bigint", nullable: false),
                    external_id = table.Column<string>(type: "text", nullable: true),
                    article = table.Column<string>(type: "text", nullable: true),
                    title = table.Column<string>(type: "text", nullable: false),
                    url = table.Column<string>(type: "text", nullable: true),
                    description = table.Column<string>(type: "text", nullable: true),
                    translations = table.Column<string>(type: "text", nullable: true),
                    attributes = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_products", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "search_log",
                columns: table => new
                {
                    search_id = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    text = table.Column<string>(type: "text", nullable: true),
                    model = table.Column<string>(type: "text", nullable: false),
                    duration_ms = table.Column<int>(type: "integer", nullable: false),
                    results = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_search_log", x => x.search_id);
                });

            migrationBuilder.CreateTable(
                name: "webhook_events",
                columns: table => new
                {
                    event_id = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    source = table.Column<string>(type: "text", nullable: false),
                    received_at = table.Column<long>(type: "bigint", nullable: false),
                    occurred_at = table.Column<long>(type: "bigint", nullable: false),
                    status = table.Column<int>(type: "integer", nullable: false),
                    error = table.Column<string>(type: "text", nullable: true),
                    body = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_webhook_events", x => x.event_id);
                });

            migrationBuilder.CreateTable(
                name: "embeddings",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    fingerprint_id = table.Column<long>(type: "bigint", nullable: false),
                    content = table.Column<byte[]>(type: "bytea", nullable: false),
                    vector = table.Column<byte[]>(type: "bytea", nullable: false)
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
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    product_id = table.Column<long>(type: "bigint", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    fetch = table.Column<int>(type: "integer", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    content = table.Column<byte[]>(type: "bytea", nullable: true),
                    next_attempt_at = table.Column<long>(type: "bigint", nullable: true),
                    fetched_at = table.Column<long>(type: "bigint", nullable: true),
                    reference = table.Column<string>(type: "text", nullable: false),
                    etag = table.Column<string>(type: "text", nullable: true),
                    error = table.Column<string>(type: "text", nullable: true)
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
                    generation_id = table.Column<long>(type: "bigint", nullable: false),
                    product_id = table.Column<long>(type: "bigint", nullable: false),
                    indexed_version = table.Column<long>(type: "bigint", nullable: false),
                    target_version = table.Column<long>(type: "bigint", nullable: false),
                    changed_at = table.Column<long>(type: "bigint", nullable: false),
                    queued_at = table.Column<long>(type: "bigint", nullable: true),
                    claimed_by = table.Column<string>(type: "text", nullable: true),
                    claimed_until = table.Column<long>(type: "bigint", nullable: true)
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
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    search_id = table.Column<string>(type: "text", nullable: false),
                    product_id = table.Column<long>(type: "bigint", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false)
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

            // Words arrive folded and with their places and weights; the server's parser has no part in them. The beginning of the title is indexed for what is being typed.
            migrationBuilder.Sql(
                """
                CREATE TABLE product_words (
                    product_id bigint PRIMARY KEY REFERENCES products (id) ON DELETE CASCADE,
                    title text NOT NULL,
                    words tsvector NOT NULL);
                CREATE INDEX ix_product_words_words ON product_words USING gin (words);
                CREATE INDEX ix_product_words_beginning ON product_words (left(title, 200) text_pattern_ops);
                """);

            // Replaced at each start by one that drops what is left of accents, where the server can.
            migrationBuilder.Sql("CREATE FUNCTION catalogue_plain(word text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS 'SELECT word'");

            // Folding has made of й at the end of a word an и, which the stemmer of Russian would not know for an ending.
            migrationBuilder.Sql(
                """
                CREATE FUNCTION catalogue_stem(word text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
                    SELECT CASE WHEN word ~ '[^ -~]'
                        THEN (ts_lexize('pg_catalog.russian_stem', regexp_replace(word, '([аеиоуыэюя])и$', '\1й')))[1]
                        ELSE (ts_lexize('pg_catalog.english_stem', word))[1] END
                $$;
                """);

            // ~ before a stem and ^ before a form without accents: neither can be taken for a word.
            migrationBuilder.Sql(
                """
                CREATE FUNCTION catalogue_words(exact tsvector, words text[], weights text[]) RETURNS tsvector LANGUAGE sql STABLE PARALLEL SAFE AS $$
                    SELECT exact || coalesce((
                        SELECT string_agg(quote_literal(form) || ':1' || weight, ' ')
                        FROM unnest(words, weights) AS given(word, weight),
                            unnest(ARRAY['~' || catalogue_stem(word), '^' || nullif(catalogue_plain(word), word)]) AS form
                        WHERE form IS NOT NULL), '')::tsvector
                $$;
                """);
            migrationBuilder.Sql(
                """
                CREATE FUNCTION catalogue_query(words text[], between_words text, finished boolean DEFAULT false) RETURNS tsquery LANGUAGE sql STABLE PARALLEL SAFE AS $$
                    SELECT string_agg('(' || concat_ws(' | ',
                        quote_literal(word) || ending,
                        quote_literal('^' || catalogue_plain(word)) || ending,
                        quote_literal('~' || catalogue_stem(word))) || ')', between_words ORDER BY place)::tsquery
                    FROM unnest(words) WITH ORDINALITY AS given(word, place),
                        LATERAL (SELECT CASE WHEN finished OR place < cardinality(words) THEN '' ELSE ':*' END AS ending) AS how
                $$;
                """);
        }
    }
}

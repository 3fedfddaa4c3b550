using Npgsql;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Catalogue.Events;
using VisualSearch.Engine.Catalogue.Postgres;

namespace VisualSearch.Benchmarks.Webhooks;

/// <summary>
/// What the Api's transaction says to Postgres for one <c>product.updated</c> of a known product, with nothing around it: the statements as they stand in the server's log,
/// written down. Values are made beforehand.
/// </summary>
internal sealed class BareTransaction
{
    private const string KeepEvent = """
        INSERT INTO webhook_events (event_id, kind, source, external_id, received_at, occurred_at, status, error, body)
        VALUES (@id, @kind, @source, @external, @received, @occurred, @status, @error, @body)
        ON CONFLICT (event_id) DO NOTHING RETURNING 1
        """;

    private const string TakeProduct = "SELECT * FROM products WHERE external_id = @external FOR UPDATE";

    private const string TakePictures = "SELECT * FROM pictures WHERE product_id = (SELECT id FROM products WHERE external_id = @external)";

    private const string Follow = """
        INSERT INTO product_index (generation_id, product_id, indexed_version, target_version, changed_at, queued_at)
        SELECT id, @p0, 0, @p1, @p2, @p2 FROM index_generations WHERE true
        ON CONFLICT (generation_id, product_id) DO UPDATE SET
            changed_at = CASE WHEN product_index.indexed_version < product_index.target_version THEN product_index.changed_at ELSE excluded.changed_at END,
            target_version = excluded.target_version,
            queued_at = excluded.queued_at
        """;

    private const string SaveProduct = """
        UPDATE products SET details_clock = @p3, in_stock = @p4, pictures_clock = @p3, price_minor = @p5, translations_clock = @p3, updated_at = @p2, version = @p1
        WHERE id = @p0
        """;

    private readonly ProductEvent _received;
    private readonly byte[] _body;

    public BareTransaction(MadeEvent made)
    {
        _received = made.Read(TimeProvider.System.GetUtcNow());
        _body = made.Body;
    }

    /// <summary>A command for each statement.</summary>
    public Task RunAsync(NpgsqlDataSource source, CancellationToken cancellationToken) => RunAsync(source, [KeepEvent, TakeProduct, TakePictures], [Follow, SaveProduct], cancellationToken);

    /// <summary>Two commands, as the Api sends them.</summary>
    public Task RunBatchedAsync(NpgsqlDataSource source, CancellationToken cancellationToken) =>
        RunAsync(source, [$"{KeepEvent}; {TakeProduct}; {TakePictures}"], [$"{Follow}; {SaveProduct}"], cancellationToken);

    /// <param name="take">The product is in the last result but one.</param>
    private async Task RunAsync(NpgsqlDataSource source, string[] take, string[] save, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        long now = _received.ReceivedAt.UtcTicks;
        long clock = _received.OccurredAt.UtcTicks;
        (long product, long version) = (0, 0);
        foreach (string text in take)
        {
            await using NpgsqlCommand command = Command(
                connection,
                text,
                [
                    ("id", _received.Id), ("kind", _received.Kind.Word()), ("source", "bakai"), ("external", _received.ExternalId), ("received", now), ("occurred", clock),
                    ("status", (int)WebhookEventStatus.Applied), ("error", DBNull.Value), ("body", _body),
                ]);
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
            do
            {
                while (await reader.ReadAsync(cancellationToken))
                {
                    if (reader.FieldCount > 1 && reader.GetName(1) == "version")
                    {
                        (product, version) = (reader.GetInt64(reader.GetOrdinal("id")), reader.GetInt64(reader.GetOrdinal("version")));
                    }
                }
            }
            while (await reader.NextResultAsync(cancellationToken));
        }

        foreach (string text in save)
        {
            await using NpgsqlCommand command = Command(
                connection, text, [("p0", product), ("p1", version + 1), ("p2", now), ("p3", clock), ("p4", _received.Details!.InStock!), ("p5", _received.Details.PriceMinor!)]);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string text, (string Name, object Value)[] values)
    {
        NpgsqlCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this class.
        command.CommandText = text;
#pragma warning restore CA2100
        foreach ((string name, object value) in values.Where(value => text.Contains("@" + value.Name, StringComparison.Ordinal)))
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}

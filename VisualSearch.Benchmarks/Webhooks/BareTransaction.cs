using Npgsql;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Catalogue.Events;
using VisualSearch.Engine.Catalogue.Postgres;

namespace VisualSearch.Benchmarks.Webhooks;

/// <summary>
/// What the Api's transaction says to Postgres for one <c>product.updated</c> of a known product, with the same journeys and nothing around them: the statements as they
/// stand in the server's log, written down. Values are made beforehand.
/// </summary>
internal sealed class BareTransaction
{
    private const string KeepEvent = """
        INSERT INTO webhook_events (event_id, kind, source, external_id, received_at, occurred_at, status, error, body)
        VALUES (@id, @kind, @source, @external, @received, @occurred, @status, @error, @body)
        ON CONFLICT (event_id) DO NOTHING RETURNING 1;
        SELECT * FROM products WHERE external_id = @external FOR UPDATE;
        SELECT * FROM pictures WHERE product_id = (SELECT id FROM products WHERE external_id = @external)
        """;

    private const string SaveProduct = """
        INSERT INTO product_index (generation_id, product_id, indexed_version, target_version, changed_at, queued_at)
        SELECT id, @p0, 0, @p1, @p2, @p2 FROM index_generations WHERE true
        ON CONFLICT (generation_id, product_id) DO UPDATE SET
            changed_at = CASE WHEN product_index.indexed_version < product_index.target_version THEN product_index.changed_at ELSE excluded.changed_at END,
            target_version = excluded.target_version,
            queued_at = excluded.queued_at;
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

    public async Task RunAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        long now = _received.ReceivedAt.UtcTicks;
        long clock = _received.OccurredAt.UtcTicks;
        (long product, long version) = await TakeAsync(
            connection,
            [
                ("id", _received.Id), ("kind", _received.Kind.Word()), ("source", "bakai"), ("external", _received.ExternalId), ("received", now), ("occurred", clock),
                ("status", (int)WebhookEventStatus.Applied), ("error", DBNull.Value), ("body", _body),
            ],
            cancellationToken);
        await RunAsync(
            connection,
            SaveProduct,
            [("p0", product), ("p1", version + 1), ("p2", now), ("p3", clock), ("p4", _received.Details!.InStock!), ("p5", _received.Details.PriceMinor!)],
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task RunAsync(NpgsqlConnection connection, string text, (string Name, object Value)[] values, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = Command(connection, text, values);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The product's id and version; the rest is read and left.</summary>
    private static async Task<(long Product, long Version)> TakeAsync(NpgsqlConnection connection, (string Name, object Value)[] values, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = Command(connection, KeepEvent, values);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        (long, long) found = (reader.GetInt64(reader.GetOrdinal("id")), reader.GetInt64(reader.GetOrdinal("version")));
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            _ = reader.GetInt64(0);
        }

        return found;
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string text, (string Name, object Value)[] values)
    {
        NpgsqlCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this class.
        command.CommandText = text;
#pragma warning restore CA2100
        foreach ((string name, object value) in values)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}

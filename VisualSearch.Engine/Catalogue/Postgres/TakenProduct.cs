using System.Data.Common;
using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore.Metadata;
using VisualSearch.Engine.Catalogue.Rows;

namespace VisualSearch.Engine.Catalogue.Postgres;

/// <summary>Locks a product's row and reads it with its pictures in one journey. The pictures are asked for by a statement of their own, so they are those of the moment at which the row was free.</summary>
internal static class TakenProduct
{
    private const string ById = "SELECT {0} FROM products WHERE id = @key FOR UPDATE; SELECT {1} FROM pictures WHERE product_id = @key";

    private const string ByExternalId =
        "SELECT {0} FROM products WHERE external_id = @key FOR UPDATE; SELECT {1} FROM pictures WHERE product_id = (SELECT id FROM products WHERE external_id = @key)";

    private static readonly string _event = string.Format(
        CultureInfo.InvariantCulture, CompositeFormat.Parse(CatalogueContext.KeepEvent), "@p0", "@p1", "@p2", "@p3", "@p4", "@p5", "@p6", "@p7", "@p8") + " RETURNING 1; ";

    /// <returns>Not tracked yet; null when there is none.</returns>
    public static async Task<ProductRow?> ReadAsync(DbCommand command, IModel model, ProductKey key, CancellationToken cancellationToken)
    {
        PostgresRows rows = PostgresRows.Of(model);
        command.CommandText = key.ExternalId is null ? rows.Text(ById) : rows.Text(ByExternalId);
        command.Add("key", key.ExternalId is null ? key.Id.GetValueOrDefault().Value : PostgresCommands.Storable(key.ExternalId));
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        return await ReadAsync(reader, rows, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Keeps an event of the product on the way, unless it is kept already.</summary>
    /// <returns>Whether it was added; the product, not tracked yet, null when there is none.</returns>
    public static async Task<(bool Added, ProductRow? Product)> ReadAsync(DbCommand command, IModel model, WebhookEventRow received, CancellationToken cancellationToken)
    {
        PostgresRows rows = PostgresRows.Of(model);
        command.CommandText = rows.Text(_event + ByExternalId);
        command.Add("key", PostgresCommands.Storable(received.ExternalId));
        foreach ((int at, object? value) in received.Values().Index())
        {
            command.Add(string.Create(CultureInfo.InvariantCulture, $"p{at}"), value switch { null => DBNull.Value, string text => PostgresCommands.Storable(text), _ => value });
        }

        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        bool added = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        return (added, await ReadAsync(reader, rows, cancellationToken).ConfigureAwait(false));
    }

    private static async Task<ProductRow?> ReadAsync(DbDataReader reader, PostgresRows rows, CancellationToken cancellationToken)
    {
        if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        ProductRow product = rows.Product(reader);
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            product.Pictures.Add(rows.Picture(reader));
        }

        return product;
    }
}

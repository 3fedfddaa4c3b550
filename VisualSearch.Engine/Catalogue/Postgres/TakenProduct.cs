using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using VisualSearch.Engine.Catalogue.Rows;

namespace VisualSearch.Engine.Catalogue.Postgres;

/// <summary>Locks a product's row and reads it with its pictures in one journey. The pictures are asked for by a statement of their own, so they are those of the moment at which the row was free.</summary>
internal static class TakenProduct
{
    private const string ById = "SELECT * FROM products WHERE id = @key FOR UPDATE; SELECT * FROM pictures WHERE product_id = @key";

    private const string ByExternalId =
        "SELECT * FROM products WHERE external_id = @key FOR UPDATE; SELECT * FROM pictures WHERE product_id = (SELECT id FROM products WHERE external_id = @key)";

    /// <returns>Not tracked yet; null when there is none.</returns>
    public static async Task<ProductRow?> ReadAsync(DbCommand command, IModel model, ProductKey key, CancellationToken cancellationToken)
    {
        command.CommandText = key.ExternalId is null ? ById : ByExternalId;
        command.Add("key", key.ExternalId is null ? key.Id.GetValueOrDefault().Value : PostgresCommands.Storable(key.ExternalId));
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        ProductRow product = Read<ProductRow>(reader, model);
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            product.Pictures.Add(Read<PictureRow>(reader, model));
        }

        return product;
    }

    /// <summary>Every column that the model knows, so that a new one is not forgotten here.</summary>
    private static T Read<T>(DbDataReader reader, IModel model)
        where T : new()
    {
        T row = new();
        foreach (IProperty property in model.FindEntityType(typeof(T))!.GetProperties())
        {
            object value = reader.GetValue(reader.GetOrdinal(property.GetColumnName()));
            if (value is not DBNull)
            {
                Type type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
                property.PropertyInfo!.SetValue(row, type.IsEnum ? Enum.ToObject(type, Convert.ToInt32(value, CultureInfo.InvariantCulture)) : value);
            }
        }

        return row;
    }
}

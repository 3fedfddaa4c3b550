using System.Data.Common;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace VisualSearch.Engine.Catalogue;

/// <summary>Gathers the rows of <see cref="EmbeddingStorage.ReadAll"/> into products.</summary>
internal sealed class StoredProductReader(DbDataReader reader)
{
    // A shop has few categories and brands and many products: each name is kept once.
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private bool _onRow;
    private bool _started;

    /// <summary>Null after the last.</summary>
    public async Task<StoredProduct?> NextAsync(CancellationToken cancellationToken)
    {
        if (!_started)
        {
            _started = true;
            _onRow = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        }

        if (!_onRow)
        {
            return null;
        }

        long product = reader.GetInt64(0);
        long version = reader.GetInt64(1);
        FilterFields fields = new(Name(2), Name(3), reader.IsDBNull(4) ? null : reader.GetInt64(4), reader.IsDBNull(5) ? null : reader.GetBoolean(5));
        List<(PictureId, Half[])> pictures = new(1);
        do
        {
            pictures.Add((new PictureId(reader.GetInt64(6)), Vector(7)));
            _onRow = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        while (_onRow && reader.GetInt64(0) == product);
        return new StoredProduct(new ProductId(product), version, fields, pictures);
    }

    private string? Name(int column)
    {
        if (reader.IsDBNull(column))
        {
            return null;
        }

        string name = reader.GetString(column);
        if (!_names.TryGetValue(name, out string? kept))
        {
            _names.Add(name, kept = name);
        }

        return kept;
    }

    /// <summary>From SQLite's own memory, without the copy that its reader would make.</summary>
    private Half[] Vector(int column) => reader is SqliteDataReader { Handle: { } statement }
        ? EmbeddingStorage.ToVector(raw.sqlite3_column_blob(statement, column))
        : EmbeddingStorage.ToVector(reader.GetFieldValue<byte[]>(column));
}

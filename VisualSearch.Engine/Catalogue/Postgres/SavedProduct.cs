using System.Data.Common;
using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using VisualSearch.Engine.Catalogue.Rows;

namespace VisualSearch.Engine.Catalogue.Postgres;

/// <summary>Writes outbox, words and, where nothing else changed, the product's row itself in one journey.</summary>
internal static class SavedProduct
{
    /// <summary>Words that stay as they are cost no new row in the index.</summary>
    private const string Know = """
        ;
        INSERT INTO product_words AS known (product_id, title, words) VALUES (@id, @title, catalogue_words(@exact::tsvector, @words, @weights))
        ON CONFLICT (product_id) DO UPDATE SET title = excluded.title, words = excluded.words
        WHERE known.title <> excluded.title OR known.words <> excluded.words
        """;

    private const string Forget = "; DELETE FROM product_words WHERE product_id = @id";

    private static readonly string _lag = string.Format(CultureInfo.InvariantCulture, CompositeFormat.Parse(CatalogueContext.LagBehind), "@id", "@target", "@now");

    /// <param name="words">Null when they stay.</param>
    /// <param name="now">UTC ticks.</param>
    /// <param name="changed">Set to write the row's changed columns as well; it stays marked as changed.</param>
    public static async Task FollowAsync(DbCommand command, ProductRow row, ProductWords? words, long now, EntityEntry<ProductRow>? changed, CancellationToken cancellationToken)
    {
        StringBuilder text = new(_lag);
        command.Add("id", row.Id);
        command.Add("target", row.Version);
        command.Add("now", now);
        if (row.DeletedAt is not null)
        {
            text.Append(Forget);
        }
        else if (words is not null)
        {
            PostgresWords made = PostgresWords.Of(words);
            text.Append(Know);
            command.Add("title", words.Title);
            command.Add("exact", made.Exact);
            command.Add("words", made.Words);
            command.Add("weights", made.Weights);
        }

        if (changed is not null)
        {
            string before = "; UPDATE products SET ";
            foreach (PropertyEntry property in changed.Properties.Where(property => property.IsModified))
            {
                string column = property.Metadata.GetColumnName();
                text.Append(before).Append('"').Append(column).Append("\" = @new_").Append(column);
                command.Add("new_" + column, property.CurrentValue switch { null => DBNull.Value, string value => PostgresCommands.Storable(value), object value => value });
                before = ", ";
            }

            text.Append(" WHERE id = @id");
        }

        command.CommandText = text.ToString();
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}

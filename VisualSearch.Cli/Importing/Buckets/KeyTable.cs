using VisualSearch.Cli.Importing.Reading;

namespace VisualSearch.Cli.Importing.Buckets;

/// <summary>A table that says which keys are whose pictures: columns <c>external_id</c> and <c>key</c>, a row for each picture, in the order in which a product shows them.</summary>
internal static class KeyTable
{
    /// <exception cref="CommandFailedException">It is not there, or has not these columns.</exception>
    public static async Task<Dictionary<string, (string ExternalId, long Place)>> ReadAsync(ImportSettings table, CancellationToken cancellationToken)
    {
        await using RowSource source = await RowSources.OpenAsync(table, cancellationToken);
        Dictionary<string, (string, long)> products = new(StringComparer.Ordinal);
        await foreach (SourceRow row in source.ReadAsync(cancellationToken))
        {
            if (row.Fault is { } fault)
            {
                throw new CommandFailedException(ExitCode.Failed, $"{source.Name}, line {row.Line}: {fault}");
            }

            string? id = ValueOf(row, "external_id");
            string? key = ValueOf(row, "key");
            if (string.IsNullOrEmpty(id) || string.IsNullOrEmpty(key))
            {
                throw new CommandFailedException(ExitCode.Failed, $"{source.Name}, line {row.Line}: a row has external_id and key, in columns of these names.");
            }

            products[key] = (id, row.Number);
        }

        return products;
    }

    private static string? ValueOf(SourceRow row, string column)
    {
        int at = row.Columns.ToList().FindIndex(name => name.Trim().Equals(column, StringComparison.OrdinalIgnoreCase));
        return at < 0 || at >= row.Cells.Count ? null : row.Cells[at].Text?.Trim();
    }
}

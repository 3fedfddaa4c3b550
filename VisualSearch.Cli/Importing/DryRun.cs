using Spectre.Console;
using VisualSearch.Cli.Importing.Reading;
using VisualSearch.Cli.Terminal;

namespace VisualSearch.Cli.Importing;

/// <summary>Reads all rows and writes none: what columns become, what the first rows look like, and what is wrong where.</summary>
internal static class DryRun
{
    private const int RowsShown = 5;

    public static async Task<ImportPreview> ReadAsync(RowSource source, ColumnMap map, RowReader reader, RefusedRows refused, long? maxErrors, CancellationToken cancellationToken)
    {
        List<ImportRow> first = [];
        HashSet<string> ids = new(StringComparer.Ordinal);
        ColumnLayout? layout = null;
        long rows = 0, bad = 0, repeated = 0, pictures = 0;
        await foreach (SourceRow raw in source.ReadAsync(cancellationToken))
        {
            rows++;
            (ImportRow? row, string? reason) = reader.Read(raw);
            if (raw.Fault is null)
            {
                layout ??= map.LayoutOf(raw.Columns);
            }

            if (row is null)
            {
                refused.Add(raw.Number, raw.Line, null, reason!);
                if (++bad > maxErrors)
                {
                    break;
                }

                continue;
            }

            repeated += ids.Add(row.ExternalId) ? 0 : 1;
            pictures += row.Pictures?.Count ?? 0;
            if (first.Count < RowsShown)
            {
                first.Add(row);
            }
        }

        return new ImportPreview(
            source.Name,
            [.. layout?.Columns.Index().Select(column => new ColumnUse(column.Item, UseOf(layout, column.Index))) ?? []],
            rows,
            rows - bad,
            bad,
            repeated,
            pictures,
            [.. first.Select(PreviewRow.Of)]);
    }

    public static void Show(Screen screen, ImportPreview preview, bool attributes)
    {
        Table columns = new Table().Border(TableBorder.Simple).AddColumn("column").AddColumn("goes to");
        foreach (ColumnUse column in preview.Columns)
        {
            columns.AddRow(new Text(column.Column), new Text(column.Field ?? (attributes ? "attributes" : "nothing (--attributes keeps it)")));
        }

        screen.Output.Write(columns);
        Table rows = new Table().Border(TableBorder.Simple).AddColumn("line").AddColumn("external id").AddColumn("title").AddColumn("category").AddColumn("price").AddColumn("stock").AddColumn("pictures");
        foreach (PreviewRow row in preview.First)
        {
            rows.AddRow(new Text($"{row.Line}"), new Text(row.ExternalId), new Text(row.Title), new Text(row.Category ?? "-"), new Text($"{row.Price} {row.Currency}".Trim()), new Text(row.InStock switch { true => "yes", false => "no", null => "-" }), new Text(string.Join("\n", row.Pictures)));
        }

        screen.Output.Write(rows);
        screen.OutputWriter.WriteLine($"{preview.Rows:N0} rows: {preview.Good:N0} good, {preview.Refused:N0} would be refused; {preview.Pictures:N0} pictures. Nothing was written.");
        if (preview.Repeated > 0)
        {
            screen.OutputWriter.WriteLine($"{preview.Repeated:N0} rows have an external id that came before in the file; of each the last row stays.");
        }
    }

    private static string? UseOf(ColumnLayout layout, int column) => layout.Places.TryGetValue(column, out Destination place) ? place.ToString() : null;
}

/// <param name="Columns">What becomes of each column of the first row.</param>
/// <param name="Repeated">Rows whose external id came before.</param>
/// <param name="Pictures">That the good rows name.</param>
internal sealed record ImportPreview(string Source, IReadOnlyList<ColumnUse> Columns, long Rows, long Good, long Refused, long Repeated, long Pictures, IReadOnlyList<PreviewRow> First);

/// <param name="Field">Null for a column that fills none.</param>
internal sealed record ColumnUse(string Column, string? Field);

internal sealed record PreviewRow(long Line, string ExternalId, string Title, string? Category, decimal? Price, string? Currency, bool? InStock, IReadOnlyList<string> Pictures)
{
    public static PreviewRow Of(ImportRow row) => new(
        row.Line,
        row.ExternalId,
        row.Details.Title,
        row.Details.Category,
        row.Details.PriceMinor / 100m,
        row.Details.Currency,
        row.Details.InStock,
        [.. row.Pictures?.Select(picture => picture is RowPicture.Address address ? address.Reference : ((RowPicture.Local)picture).Path) ?? []]);
}

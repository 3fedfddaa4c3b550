using System.Globalization;
using Spectre.Console;

namespace VisualSearch.Cli.Searching;

/// <summary>Results for people.</summary>
internal static class ResultTable
{
    /// <param name="offset">Results that were passed over.</param>
    public static Table Of(FoundProducts found, int offset)
    {
        bool relevance = found.Results.Any(result => result.Relevance is not null);
        Table table = new Table().Border(TableBorder.Simple).AddColumn(new TableColumn("#").RightAligned()).AddColumn(new TableColumn("similarity").RightAligned());
        if (relevance)
        {
            table.AddColumn(new TableColumn("relevance").RightAligned());
        }

        table.AddColumn("title").AddColumn(new TableColumn("price").RightAligned()).AddColumn("category").AddColumn("id").AddColumn("external id").AddColumn("picture");
        foreach ((int index, FoundProduct result) in found.Results.Index())
        {
            List<string> cells = [$"{offset + index + 1}", Number(result.SimilarityScore, result.MatchedBy)];
            if (relevance)
            {
                cells.Add(result.Relevance?.ToString("0.00", CultureInfo.InvariantCulture) ?? "-");
            }

            string price = string.Create(CultureInfo.InvariantCulture, $"{result.Price:0.00} {result.Currency}").Trim();
            cells.AddRange([result.Title, price.Length > 0 ? price : "-", result.Category ?? "-", result.ProductId, result.ExternalId ?? "-", result.ImageUrl ?? "-"]);
            table.AddRow(cells.Select(cell => new Text(cell)));
        }

        return table;
    }

    private static string Number(double? similarity, IReadOnlyList<string> matchedBy) =>
        similarity?.ToString("0.000", CultureInfo.InvariantCulture) ?? (matchedBy.Contains("lexical") ? "words" : "-");
}

using System.Text;
using System.Text.Json;
using VisualSearch.Benchmarks.Measuring;

namespace VisualSearch.Benchmarks.Quality;

/// <summary>Products with a picture each, and pictures of which the right products are known.</summary>
/// <param name="Products">External id, title, category and picture file.</param>
/// <param name="Queries">Picture file and the external ids that are right, at least one.</param>
internal sealed record LabelledSet(string Name, IReadOnlyList<LabelledProduct> Products, IReadOnlyList<LabelledQuery> Queries, Reference Reference)
{
    public static LabelledSet SampleShop()
    {
        string folder = Path.Combine(Checkout.Root, "samples", "sample-shop");
        return new LabelledSet(
            "sample-shop",
            [.. Lines("catalog.jsonl").Select(line => new LabelledProduct(Text(line, "external_id"), Text(line, "title"), Text(line, "category"), Path.Combine(folder, Text(line, "image"))))],
            [.. Lines("queries.jsonl").Select(line => new LabelledQuery(Path.Combine(folder, Text(line, "image")), [Text(line, "relevant")]))],
            new Reference(.941, .985, .960));

        IEnumerable<JsonElement> Lines(string file) => File.ReadLines(Path.Combine(folder, file)).Select(line => JsonSerializer.Deserialize<JsonElement>(line));
    }

    /// <summary>The same style and colour from other sides; queries whose very product is not in the catalogue are left out.</summary>
    public static LabelledSet MagentoLuma()
    {
        string folder = Checkout.Shared("data", "magento_luma");
        string images = Path.Combine(folder, "images");
        return new LabelledSet(
            "magento_luma, same style and colour",
            [.. Rows("catalog.csv").Select(row => new LabelledProduct(row["id"], row["name"], row["category"], Find(images, row["image"])))],
            [.. Rows("queries.csv").Where(row => row["exact_ids"].Length > 0).Select(row => new LabelledQuery(Find(images, row["image"]), row["exact_ids"].Split(';')))],
            new Reference(.353, .622, .478));

        IEnumerable<Dictionary<string, string>> Rows(string file)
        {
            string[][] lines = [.. File.ReadLines(Path.Combine(folder, file)).Select(Cells)];
            return lines.Skip(1).Select(cells => lines[0].Zip(cells).ToDictionary(pair => pair.First, pair => pair.Second));
        }
    }

    private static string Find(string folder, string file) => Directory.EnumerateFiles(folder, file, SearchOption.AllDirectories).First();

    private static string Text(JsonElement line, string member) => line.GetProperty(member).GetString()!;

    /// <summary>One line of comma-separated values; a quoted cell may hold commas and doubled quotes.</summary>
    private static string[] Cells(string line)
    {
        List<string> cells = [];
        StringBuilder cell = new();
        bool quoted = false;
        for (int at = 0; at < line.Length; at++)
        {
            switch (line[at])
            {
                case '"' when quoted && at + 1 < line.Length && line[at + 1] == '"':
                    cell.Append('"');
                    at++;
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case ',' when !quoted:
                    cells.Add(cell.ToString());
                    cell.Clear();
                    break;
                default:
                    cell.Append(line[at]);
                    break;
            }
        }

        return [.. cells, cell.ToString()];
    }
}

internal sealed record LabelledProduct(string ExternalId, string Title, string Category, string Picture);

internal sealed record LabelledQuery(string Picture, string[] Right);

/// <summary>The figures of the model's own README.</summary>
internal sealed record Reference(double Recall1, double Recall5, double MeanReciprocalRank);

using VisualSearch.Cli;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Cli.Searching;

/// <summary>Three products, to be imported.</summary>
internal static class SmallCatalogue
{
    private static readonly string[] Lines =
    [
        """{"external_id":"banana","title":"Yellow banana","title_ru":"Жёлтый банан","category":"fruit","price":1,"currency":"KGS","in_stock":true,"image":"1f34c.webp"}""",
        """{"external_id":"pear","title":"Pear","category":"fruit","price":3,"currency":"KGS","in_stock":false,"image":"1f350.webp"}""",
        """{"external_id":"ball","title":"Football","category":"toys","price":5,"currency":"KGS","in_stock":true,"image":"26bd.webp"}""",
    ];

    public static async Task ImportAsync(string folder, params string[] where)
    {
        string file = Path.Combine(folder, "catalog.jsonl");
        await File.WriteAllLinesAsync(file, Lines, TestContext.Current.CancellationToken);
        (await CliRun.OfAsync(["import", file, "--images", Repository.PathOf("samples", "sample-shop", "images"), .. where])).Ended(ExitCode.Done);
    }
}

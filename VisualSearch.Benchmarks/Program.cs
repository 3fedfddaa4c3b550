using VisualSearch.Benchmarks.Indexing;
using VisualSearch.Benchmarks.Quality;
using VisualSearch.Benchmarks.Requests;
using VisualSearch.Benchmarks.Towers;
using VisualSearch.Benchmarks.Vectors;
using VisualSearch.Benchmarks.Webhooks;

using CancellationTokenSource stop = new();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

(string Name, Func<CancellationToken, Task> RunAsync)[] measurements =
[
    ("vectors", VectorScan.RunAsync),
    ("kernels", RowDots.RunAsync),
    ("upsert", UpsertBody.RunAsync),
    ("towers", TextTowerPadding.RunAsync),
    ("request", ImageRequests.RunAsync),
    ("indexing", IndexingThroughput.RunAsync),
    ("distributed-request", DistributedRequests.RunAsync),
    ("distributed-indexing", DistributedIndexing.RunAsync),
    ("webhook", WebhookRequests.RunAsync),
    ("search-log", SearchLogCost.RunAsync),
    ("memory", ResidentMemory.RunAsync),
    ("start", StartTime.RunAsync),
    ("quality", SearchQuality.RunAsync),
];

string asked = args.FirstOrDefault() ?? "";
var chosen = measurements.Where(measurement => asked == "all" || asked == measurement.Name).ToArray();
if (chosen.Length == 0)
{
    Console.Error.WriteLine($"usage: dotnet run -c Release --project VisualSearch.Benchmarks -- {string.Join('|', measurements.Select(measurement => measurement.Name))}|all");
    return 1;
}

foreach (var measurement in chosen)
{
    await measurement.RunAsync(stop.Token);
}

return 0;

using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using VisualSearch.Benchmarks.Hosting;
using VisualSearch.Benchmarks.Measuring;
using VisualSearch.Benchmarks.Models;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Embedding;

namespace VisualSearch.Benchmarks.Requests;

/// <summary>
/// From starting the process to ready with 76,462 stored vectors, less what loading the model takes, against reading the same vectors out of SQLite through the
/// catalogue and doing nothing with them. The bare SELECT of the column is shown beside it.
/// </summary>
internal static class StartTime
{
    private const int Rounds = 5;

    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        Report report = new("start");
        SyntheticClip clip = await SyntheticClip.UnpackAsync(cancellationToken);
        string prepared = await GeneratedCatalogue.PrepareAsync(clip, SyntheticClip.Fp32, cancellationToken);
        List<double> ready = [];
        List<double> loading = [];
        List<double> reading = [];
        List<double> selecting = [];
        for (int round = 0; round < Rounds; round++)
        {
            using DataFolder folder = new();
            folder.CopyFrom(prepared);
            Dictionary<string, string?> settings = folder.Settings(clip, SyntheticClip.Fp32);
            await using (ApiProcess api = await ApiProcess.StartAsync(folder, settings, cancellationToken))
            {
                ready.Add(api.StartTime.TotalMilliseconds);
            }

            using IHost host = BenchmarkEngine.Open(folder.Root, settings);
            loading.Add(await TimeAsync(async () => await (await host.Services.GetRequiredService<ModelLibrary>().LoadAsync(null, cancellationToken)).DisposeAsync()));
            await host.Services.GetRequiredService<CatalogueStartup>().PrepareAsync(cancellationToken);
            reading.Add(await TimeAsync(() => ReadAsync(host.Services, cancellationToken)));
            selecting.Add(await TimeAsync(() => SelectAsync(Directory.EnumerateFiles(folder.Data, "*.db").Single(), cancellationToken)));
        }

        Pair pair = new(Median.Of(ready) - Median.Of(loading), Median.Of(reading));
        report.AddAtMost("start until ready, beyond loading the model / reading the same vectors from SQLite alone", pair, 2);
        report.Add("start until ready, all of it", Report.Milliseconds(Median.Of(ready)), $"{Report.Milliseconds(Median.Of(loading))} of them the model", "", "some 5 s", null);
        report.Add("a bare SELECT of the vectors", Report.Milliseconds(Median.Of(selecting)), "", "", "", null);
        await report.WriteAsync(cancellationToken);
    }

    private static async Task ReadAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        Generation generation = (await services.GetRequiredService<Generations>().FindActiveAsync(cancellationToken))!;
        await foreach (StoredProduct _ in services.GetRequiredService<Embeddings>().ReadAllAsync(generation.Id, generation.Fingerprint, cancellationToken))
        {
        }
    }

    private static async Task SelectAsync(string file, CancellationToken cancellationToken)
    {
        await using SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false, Mode = SqliteOpenMode.ReadOnly }.ToString());
        await connection.OpenAsync(cancellationToken);
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT vector FROM embeddings";
        await using SqliteDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            _ = reader.GetFieldValue<byte[]>(0);
        }
    }

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        long started = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }
}

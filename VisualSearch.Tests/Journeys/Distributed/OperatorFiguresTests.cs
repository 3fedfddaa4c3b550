using System.Net.Http.Json;
using System.Text.Json;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Journeys.Distributed;

/// <summary>What an Api that indexes nothing itself tells of those that do.</summary>
public sealed class OperatorFiguresTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_Api_tells_the_work_of_all_Indexers_and_goes_on_telling_it_without_the_queue()
    {
        await using PictureServer pictures = await PictureServer.StartAsync();
        await using DistributedSystem system = await DistributedSystem.StartAsync();
        HostProcess[] apis = [await system.StartApiAsync(), await system.StartApiAsync()];
        await system.StartIndexerAsync("left");
        HostProcess right = await system.StartIndexerAsync("right");
        const int Products = 6;
        for (int number = 0; number < Products; number++)
        {
            using HttpResponseMessage made = await apis[0].Client.PostAsJsonAsync("/api/v1/products", new { title = $"ball {number}", images = new[] { pictures.Serve($"{number}.webp", SampleShop.Picture("26bd")) } }, Stop);
            made.EnsureSuccessStatusCode();
        }

        await DistributedSystem.CaughtUpAsync(apis[0]);
        foreach (HostProcess api in apis)
        {
            JsonElement status = await Eventually.HoldsAsync(() => StatusAsync(api), read => Done(read) >= Products && read.GetProperty("workers").GetArrayLength() == 2);

            Assert.Equal("distributed", status.GetProperty("mode").GetString());
            Assert.Equal(["left", "right"], status.GetProperty("workers").EnumerateArray().Select(worker => worker.GetProperty("name").GetString()));
            Assert.Equal(Products, status.GetProperty("workers").EnumerateArray().Sum(worker => worker.GetProperty("products_last_minute").GetInt64()));
            Assert.True(status.GetProperty("throughput").GetProperty("products_per_second").GetDouble() > 0);
            Assert.Equal((Products, Products), (status.GetProperty("pictures").GetProperty("indexed").GetInt64(), status.GetProperty("vectors").GetInt64()));
            Assert.Equal(JsonValueKind.Number, status.GetProperty("queue").GetProperty("waiting").ValueKind);
        }

        await system.Redis.StopAsync();
        JsonElement without = await Eventually.HoldsAsync(() => StatusAsync(apis[1]), read => read.GetProperty("queue").ValueKind == JsonValueKind.Null);
        Assert.Equal(Products, without.GetProperty("products").GetProperty("total").GetInt64());
        await right.KillAsync();
        Assert.Equal(2, (await StatusAsync(apis[1])).GetProperty("workers").GetArrayLength());
    }

    private static Task<JsonElement> StatusAsync(HostProcess api) => api.GetAsync("/api/v1/admin/status");

    private static long Done(JsonElement status) => status.GetProperty("history").EnumerateArray().Sum(minute => minute.GetProperty("products").GetInt64());
}

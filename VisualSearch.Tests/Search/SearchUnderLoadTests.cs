using System.Text.Json;
using VisualSearch.Tests.Support;
using static VisualSearch.Tests.Search.SearchJourney;

namespace VisualSearch.Tests.Search;

/// <summary>Searches beside writes, and searches whose client goes away.</summary>
public sealed class SearchUnderLoadTests
{
    [Fact]
    public async Task Searches_beside_writes_are_all_answered_with_each_living_product_once()
    {
        await using ApiHost api = await ApiHost.StartAsync();
        await api.AddPicturesAsync(await api.CreateAsync(new { title = "Always there", external_id = "stays" }), SampleShop.Picture("1f34e"));
        using CancellationTokenSource written = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);

        async Task<int> SearchAsync(int client)
        {
            int searches = 0;
            do
            {
                JsonElement answer = await AnsweredAsync((client % 3) switch
                {
                    0 => api.PostFormAsync(ByImage, SampleShop.Picture("1f34e"), fields: ("limit", "100")),
                    1 => api.PostAsync(ByText, new { query = "there", limit = 100 }),
                    _ => api.PostAsync(ByText, new { query = "comes", mode = "lexical", limit = 100 }),
                });
                IReadOnlyList<string?> found = Found(answer);
                Assert.Equal(found.Count, found.Distinct().Count());
                Assert.True(client % 3 == 2 || found.Contains("stays"), string.Join(' ', found));
                searches++;
            }
            while (!written.IsCancellationRequested);

            return searches;
        }

        Task<int>[] clients = [.. Enumerable.Range(0, 3).Select(client => Task.Run(() => SearchAsync(client), Cancelled))];
        for (int i = 0; i < 12; i++)
        {
            string product = await api.CreateAsync(new { title = $"Comes and goes {i}", external_id = $"p{i}" });
            await api.AddPicturesAsync(product, SampleShop.Picture(SampleShop.Pictures[i]), SampleShop.Picture(SampleShop.Pictures[i + 20]));
            if (i % 2 == 0)
            {
                using HttpResponseMessage deleted = await api.Client.DeleteAsync("/api/v1/products/" + product, Cancelled);
                Assert.Equal(204, (int)deleted.StatusCode);
                Assert.DoesNotContain($"p{i}", Found(await AnsweredAsync(api.PostFormAsync(ByImage, SampleShop.Picture(SampleShop.Pictures[i]), fields: ("limit", "100")))));
            }
        }

        await written.CancelAsync();
        Assert.All(await Task.WhenAll(clients), searches => Assert.True(searches > 0));
        JsonElement last = await AnsweredAsync(api.PostFormAsync(ByImage, SampleShop.Picture("1f34e"), fields: ("limit", "100")));
        Assert.Equal(["p1", "p11", "p3", "p5", "p7", "p9", "stays"], Found(last).Order(StringComparer.Ordinal));
        Assert.Equal(0, await api.MetricAsync("visual_search_errors_total"));
    }

    [Fact]
    public async Task A_client_that_goes_away_ends_its_search_and_is_no_error_of_ours()
    {
        await using PictureServer server = await PictureServer.StartAsync();
        await using ApiHost api = await ApiHost.StartAsync(settings: [("Images:AllowedNetworks:0", "127.0.0.1/32"), ("Limits:ConcurrentSearches", "1"), ("Limits:WaitForPlace", "00:00:30")]);
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        string address = server.Serve("slow.jpg", async (context, _) =>
        {
            asked.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            released.TrySetResult();
        });
        using CancellationTokenSource away = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        Task<HttpResponseMessage> search = System.Net.Http.Json.HttpClientJsonExtensions.PostAsJsonAsync(api.Client, ByImage, new { image_url = address }, away.Token);
        await asked.Task.WaitAsync(Cancelled);

        await away.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => search);
        await released.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
        // Its place, the only one, is free.
        await AnsweredAsync(api.PostAsync(ByText, new { query = "apple" }));
        Assert.Equal(0, await api.MetricAsync("visual_search_errors_total", "internal"));
        Assert.Equal(0, await api.MetricAsync("visual_search_errors_total", "dependency"));
    }
}

using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using VisualSearch.Engine.Embedding;
using VisualSearch.Engine.Embedding.Downloads;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Embedding;

public sealed class ModelDownloadsTests
{
    private static readonly DownloadRules Quick = new() { FirstDelay = TimeSpan.FromMilliseconds(5), LongestDelay = TimeSpan.FromMilliseconds(10), FruitlessAttempts = 3 };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_comes_whole_and_leaves_nothing_beside_it()
    {
        await using ModelHub hub = await ModelHub.StartAsync();

        PullReport report = await PullAsync(hub);

        Assert.Equal(PullOutcome.Downloaded, Assert.Single(report.Files).Outcome);
        Assert.Equal(ModelHub.Content, await File.ReadAllBytesAsync(hub.Target, Stop));
        Assert.Equal(["files.lock.json", "manifest.json", "pull.lock", "weights.bin"], Directory.GetFiles(hub.Folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
        Assert.Equal(PullOutcome.Present, Assert.Single((await PullAsync(hub)).Files).Outcome);
        Assert.Equal(1, hub.Asked);
    }

    [Fact]
    public async Task A_connection_that_is_cut_again_and_again_costs_no_byte_twice()
    {
        List<string> ranges = [];
        await using ModelHub hub = await ModelHub.StartAsync((context, times) =>
        {
            ranges.Add(context.Request.Headers.Range.ToString());
            return ModelHub.AnswerAsync(context, cutAfter: times < 5 ? 60_000 : null);
        });

        PullReport report = await PullAsync(hub);

        Assert.True(report.Complete, Assert.Single(report.Files).Problem);
        Assert.Equal(ModelHub.Content, await File.ReadAllBytesAsync(hub.Target, Stop));
        Assert.Equal(string.Empty, ranges[0]);
        Assert.All(ranges.Skip(1), range => Assert.StartsWith("bytes=", range, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_ignores_ranges_sends_the_whole_again()
    {
        await using ModelHub hub = await ModelHub.StartAsync((context, times) => ModelHub.AnswerAsync(context, ranges: false, cutAfter: times == 1 ? 100_000 : null));

        Assert.True((await PullAsync(hub)).Complete);
        Assert.Equal(ModelHub.Content, await File.ReadAllBytesAsync(hub.Target, Stop));
    }

    [Fact]
    public async Task Another_version_on_the_server_is_not_appended_to_the_old()
    {
        byte[] before = [.. ModelHub.Content.Select(b => (byte)(b + 1))];
        await using ModelHub hub = await ModelHub.StartAsync(
            (context, times) => times == 1 ? ModelHub.AnswerAsync(context, before, "\"zero\"", cutAfter: 100_000) : ModelHub.AnswerAsync(context),
            knowsHash: false);

        Assert.True((await PullAsync(hub)).Complete);
        Assert.Equal(ModelHub.Content, await File.ReadAllBytesAsync(hub.Target, Stop));
    }

    [Fact]
    public async Task A_wrong_byte_is_found_and_the_file_got_once_more()
    {
        byte[] wrong = [.. ModelHub.Content];
        wrong[200_000] ^= 1;
        await using ModelHub hub = await ModelHub.StartAsync((context, times) => ModelHub.AnswerAsync(context, times == 1 ? wrong : null));

        Assert.True((await PullAsync(hub)).Complete);
        Assert.Equal(2, hub.Asked);
    }

    [Fact]
    public async Task A_server_that_always_sends_a_wrong_byte_is_named_and_nothing_stays()
    {
        byte[] wrong = [.. ModelHub.Content];
        wrong[200_000] ^= 1;
        await using ModelHub hub = await ModelHub.StartAsync((context, _) => ModelHub.AnswerAsync(context, wrong));

        PulledFile file = Assert.Single((await PullAsync(hub)).Files);

        Assert.Equal(PullOutcome.Failed, file.Outcome);
        Assert.Contains(ModelHub.Sha256, file.Problem, StringComparison.Ordinal);
        Assert.Equal(2, hub.Asked);
        Assert.False(File.Exists(hub.Target));
        Assert.False(File.Exists(hub.Part));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task A_file_of_another_length_is_refused_before_it_is_read(int more)
    {
        await using ModelHub hub = await ModelHub.StartAsync((context, _) => ModelHub.AnswerAsync(context, new byte[ModelHub.Content.Length + more]));

        PulledFile file = Assert.Single((await PullAsync(hub)).Files);

        Assert.Contains("bytes instead of", file.Problem, StringComparison.Ordinal);
        Assert.Equal(1, hub.Asked);
    }

    [Fact]
    public async Task What_is_not_there_is_not_asked_for_again()
    {
        await using ModelHub hub = await ModelHub.StartAsync((context, _) =>
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });

        Assert.Contains("404", Assert.Single((await PullAsync(hub)).Files).Problem, StringComparison.Ordinal);
        Assert.Equal(1, hub.Asked);
    }

    [Fact]
    public async Task A_server_that_is_busy_is_asked_again_and_one_that_stays_so_given_up()
    {
        await using ModelHub passing = await ModelHub.StartAsync((context, times) => times < 3 ? BusyAsync(context) : ModelHub.AnswerAsync(context));
        await using ModelHub lasting = await ModelHub.StartAsync((context, _) => BusyAsync(context));

        Assert.True((await PullAsync(passing)).Complete);
        Assert.Contains("503", Assert.Single((await PullAsync(lasting)).Files).Problem, StringComparison.Ordinal);
        Assert.Equal(3, lasting.Asked);

        static Task BusyAsync(HttpContext context)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task A_silent_server_counts_as_cut()
    {
        await using ModelHub hub = await ModelHub.StartAsync(async (context, times) =>
        {
            if (times > 1)
            {
                await ModelHub.AnswerAsync(context);
                return;
            }

            context.Response.ContentLength = ModelHub.Content.Length;
            await context.Response.Body.WriteAsync(ModelHub.Content.AsMemory(0, 1000));
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });

        Assert.True((await PullAsync(hub, Quick with { IdleTimeout = TimeSpan.FromMilliseconds(300) })).Complete);
    }

    [Fact]
    public async Task A_file_of_unknown_hash_is_held_to_the_first_one_seen()
    {
        byte[] other = [.. ModelHub.Content];
        other[0] ^= 1;
        bool changed = false;
        await using ModelHub hub = await ModelHub.StartAsync((context, _) => ModelHub.AnswerAsync(context, changed ? other : null, tag: null), knowsHash: false);
        Assert.True((await PullAsync(hub)).Complete);
        Assert.Contains(ModelHub.Sha256, await File.ReadAllTextAsync(Path.Combine(hub.Folder, "files.lock.json"), Stop), StringComparison.Ordinal);

        File.Delete(hub.Target);
        changed = true;

        Assert.Contains("damaged", Assert.Single((await PullAsync(hub)).Files).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_is_followed_to_where_the_bytes_are()
    {
        await using ModelHub elsewhere = await ModelHub.StartAsync();
        await using ModelHub hub = await ModelHub.StartAsync((context, _) =>
        {
            context.Response.Redirect($"{elsewhere.Mirror}/{ModelHub.Address}");
            return Task.CompletedTask;
        });

        Assert.True((await PullAsync(hub)).Complete);
        Assert.Equal(1, elsewhere.Asked);
    }

    [Fact]
    public async Task Without_room_nothing_is_begun()
    {
        await using ModelHub hub = await ModelHub.StartAsync();

        ModelUnavailableException refusal = await Assert.ThrowsAsync<ModelUnavailableException>(() => PullAsync(hub, Quick with { FreeSpace = _ => 1000 }));

        Assert.Contains("no room", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(0, hub.Asked);
    }

    [Fact]
    public async Task Two_pulls_at_once_get_the_file_once()
    {
        await using ModelHub hub = await ModelHub.StartAsync();

        PullReport[] reports = await Task.WhenAll(PullAsync(hub), PullAsync(hub));

        Assert.All(reports, report => Assert.True(report.Complete));
        Assert.Equal(1, hub.Asked);
        Assert.Equal(ModelHub.Content, await File.ReadAllBytesAsync(hub.Target, Stop));
    }

    [Fact]
    public async Task A_file_that_was_damaged_later_is_found_by_verifying_and_replaced_by_the_next_pull()
    {
        await using ModelHub hub = await ModelHub.StartAsync();
        await PullAsync(hub);
        DateTime written = File.GetLastWriteTimeUtc(hub.Target);
        byte[] damaged = [.. ModelHub.Content];
        damaged[5] ^= 1;
        await File.WriteAllBytesAsync(hub.Target, damaged, Stop);
        File.SetLastWriteTimeUtc(hub.Target, written);

        await using ServiceProvider engine = hub.Library.Provider();
        CheckedFile file = Assert.Single(await engine.GetRequiredService<ModelDownloads>().VerifyAsync(ModelHub.Model, null, _ => { }, Stop));
        Assert.Contains("damaged", file.Problem, StringComparison.Ordinal);

        File.SetLastWriteTimeUtc(hub.Target, written.AddSeconds(1));
        Assert.Equal(PullOutcome.Downloaded, Assert.Single((await PullAsync(hub)).Files).Outcome);
        Assert.Equal(ModelHub.Content, await File.ReadAllBytesAsync(hub.Target, Stop));
    }

    [Fact]
    public async Task A_redirect_from_https_to_http_is_not_followed()
    {
        using HttpClient client = new(new Downgrade());

        (HttpResponseMessage? answer, string? refusal) = await Redirects.FollowAsync(client, new Uri("https://hub.test/file"), _ => { }, Stop);

        Assert.Null(answer);
        Assert.Contains("not followed", refusal, StringComparison.Ordinal);
    }

    private static async Task<PullReport> PullAsync(ModelHub hub, DownloadRules? rules = null)
    {
        await using ServiceProvider engine = hub.Library.Provider();
        ModelDownloads downloads = new(new ModelShelf(hub.Models), engine.GetRequiredService<IHttpClientFactory>(), rules ?? Quick, TimeProvider.System);
        return await downloads.PullAsync(ModelHub.Model, null, new Uri(hub.Mirror), new Silence(), Stop);
    }

    private sealed class Silence : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value)
        {
        }
    }

    private sealed class Downgrade : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(System.Net.HttpStatusCode.Found) { Headers = { Location = new Uri("http://hub.test/file") } });
    }
}

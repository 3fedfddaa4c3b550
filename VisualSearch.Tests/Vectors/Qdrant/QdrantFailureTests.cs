using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using VisualSearch.Engine.Vectors;
using VisualSearch.Engine.Vectors.Qdrant;
using VisualSearch.QdrantStandIn;
using VisualSearch.Tests.Support.Qdrant;
using static VisualSearch.Tests.Vectors.VectorData;

namespace VisualSearch.Tests.Vectors.Qdrant;

/// <summary>What callers are told when Qdrant does not do as it should; each test has a server of its own to break.</summary>
public sealed class QdrantFailureTests
{
    private static readonly VectorCollection Products = new("products", 4, "1");
    private static readonly QdrantOptions Quick = new() { RetryDelay = TimeSpan.Zero };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lost_collection_is_said_to_be_lost_by_every_call_and_can_be_opened_anew()
    {
        await using StandInServer server = await StartAsync();
        using QdrantVectorStore store = StoreOf(server);
        IVectorIndex index = (await store.OpenAsync(Products, Stop)).Index;
        await store.ConfirmAsync(Products, Stop);
        await store.DropAsync(Products.Name, Stop);

        foreach (Func<Task> call in Calls(index))
        {
            Assert.True((await Assert.ThrowsAsync<VectorIndexUnavailableException>(call)).CollectionLost);
        }

        Assert.True((await store.OpenAsync(Products, Stop)).Fresh);
        await index.ApplyAsync([Product(1, 1, Vector(1, 0, 0, 0))], Stop);
        Assert.Equal(1, await index.CountAsync(Stop));
    }

    [Fact]
    public async Task A_server_that_is_away_is_unavailable_and_not_a_lost_collection()
    {
        using Socket closed = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        closed.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using QdrantVectorStore store = QdrantUnderTest.Store(QdrantConnection.Parse($"http://127.0.0.1:{((IPEndPoint)closed.LocalEndPoint!).Port}"), Quick);

        VectorIndexUnavailableException exception = await Assert.ThrowsAsync<VectorIndexUnavailableException>(() => store.OpenAsync(Products, Stop));

        Assert.False(exception.CollectionLost);
        Assert.Contains("could not be reached", exception.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<VectorIndexUnavailableException>(() => store.ProbeAsync(Products.Name, Stop));
    }

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task What_passes_by_itself_is_tried_again(int status)
    {
        await using StandInServer server = await StartAsync();
        using QdrantVectorStore store = StoreOf(server);
        IVectorIndex index = (await store.OpenAsync(Products, Stop)).Index;
        int left = Quick.Retries;
        server.Intercept = context => AnswerAsync(context, status, Interlocked.Decrement(ref left) >= 0);

        await index.ApplyAsync([Product(1, 1, Vector(1, 0, 0, 0))], Stop);

        Assert.Equal(1, await index.CountAsync(Stop));
    }

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(507)]
    public async Task What_does_not_pass_is_unavailable(int status)
    {
        await using StandInServer server = await StartAsync();
        using QdrantVectorStore store = StoreOf(server);
        IVectorIndex index = (await store.OpenAsync(Products, Stop)).Index;
        server.Intercept = context => AnswerAsync(context, status, true);

        foreach (Func<Task> call in Calls(index))
        {
            Assert.False((await Assert.ThrowsAsync<VectorIndexUnavailableException>(call)).CollectionLost);
        }
    }

    [Fact]
    public async Task A_server_that_asks_for_a_long_pause_is_left_alone_and_the_caller_is_told()
    {
        await using StandInServer server = await StartAsync();
        using QdrantVectorStore store = StoreOf(server);
        IVectorIndex index = (await store.OpenAsync(Products, Stop)).Index;
        int asked = 0;
        server.Intercept = context =>
        {
            asked++;
            context.Response.Headers.RetryAfter = "30";
            return AnswerAsync(context, 429, true);
        };

        VectorIndexUnavailableException exception = await Assert.ThrowsAsync<VectorIndexUnavailableException>(() => index.CountAsync(Stop));

        Assert.Equal(TimeSpan.FromSeconds(30), exception.RetryAfter);
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task A_connection_that_breaks_is_made_again()
    {
        await using StandInServer server = await StartAsync();
        using QdrantVectorStore store = StoreOf(server);
        IVectorIndex index = (await store.OpenAsync(Products, Stop)).Index;
        int left = 1;
        server.Intercept = context =>
        {
            bool breaks = Interlocked.Decrement(ref left) >= 0;
            if (breaks)
            {
                context.Abort();
            }

            return Task.FromResult(breaks);
        };

        await index.ApplyAsync([Product(1, 1, Vector(1, 0, 0, 0))], Stop);

        Assert.Equal(1, await index.CountAsync(Stop));
    }

    [Theory]
    [InlineData("wait_timeout")]
    [InlineData("acknowledged")]
    public async Task A_write_that_is_not_finished_in_time_is_not_called_done(string status)
    {
        await using StandInServer server = await StartAsync();
        using QdrantVectorStore store = StoreOf(server);
        IVectorIndex index = (await store.OpenAsync(Products, Stop)).Index;
        server.Intercept = async context =>
        {
            bool write = context.Request.Path.Value!.EndsWith("/batch", StringComparison.Ordinal);
            if (write)
            {
                await context.Response.WriteAsync($$"""{"result":[{"operation_id":1,"status":"{{status}}"}],"status":"ok","time":1}""", Stop);
            }

            return write;
        };

        await Assert.ThrowsAsync<VectorIndexUnavailableException>(() => index.ApplyAsync([Product(1, 1, Vector(1, 0, 0, 0))], Stop));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("wrong")]
    [InlineData("reader")]
    public async Task A_key_that_does_not_do_is_refused_with_the_setting_and_without_the_key(string? key)
    {
        await using StandInServer server = await StandInServer.StartAsync(new StandInOptions(Key: "writer", ReadOnlyKey: "reader"), Stop);
        using QdrantVectorStore store = QdrantUnderTest.Store(new QdrantConnection(new Uri(server.Address), key), Quick);

        VectorStoreRefusedException exception = await Assert.ThrowsAsync<VectorStoreRefusedException>(() => store.OpenAsync(Products, Stop));

        Assert.Contains("ConnectionStrings:qdrant_http", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", exception.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("reader", exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_right_key_opens()
    {
        await using StandInServer server = await StandInServer.StartAsync(new StandInOptions(Key: "writer"), Stop);
        using QdrantVectorStore store = QdrantUnderTest.Store(QdrantConnection.Parse($"Endpoint={server.Address};Key=writer"), Quick);

        Assert.True((await store.OpenAsync(Products, Stop)).Fresh);
    }

    [Theory]
    [InlineData("""{"title":"qdrant - vector search engine","version":"1.15.5"}""", "1.16")]
    [InlineData("""{"hello":"world"}""", "not Qdrant")]
    [InlineData("<html>", "not Qdrant")]
    public async Task A_server_that_cannot_be_used_is_refused_with_a_sentence(string root, string says)
    {
        await using StandInServer server = await StartAsync();
        using QdrantVectorStore store = StoreOf(server);
        server.Intercept = async context =>
        {
            await context.Response.WriteAsync(root, Stop);
            return true;
        };

        Assert.Contains(says, (await Assert.ThrowsAsync<VectorStoreRefusedException>(() => store.OpenAsync(Products, Stop))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_says_its_version_once_and_again_when_it_did_not_answer()
    {
        await using StandInServer server = await StartAsync();
        int asked = 0;
        bool away = false;
        server.Intercept = context =>
        {
            asked += context.Request.Path == "/" ? 1 : 0;
            return AnswerAsync(context, 500, away);
        };
        using QdrantVectorStore store = StoreOf(server);

        await store.OpenAsync(Products, Stop);
        await store.OpenAsync(Products, Stop);
        Assert.Equal(1, asked);

        away = true;
        await Assert.ThrowsAsync<VectorIndexUnavailableException>(() => store.OpenAsync(Products, Stop));
        away = false;
        await store.OpenAsync(Products, Stop);
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task A_silent_server_is_given_up_after_the_time_that_was_set()
    {
        await using StandInServer server = await StartAsync();
        using QdrantVectorStore patient = StoreOf(server);
        await patient.OpenAsync(Products, Stop);
        using QdrantVectorStore store = QdrantUnderTest.Store(QdrantConnection.Parse(server.Address), new QdrantOptions { ReadTimeout = TimeSpan.FromMilliseconds(50) });
        server.Intercept = async context =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        };

        Assert.Contains("did not answer", (await Assert.ThrowsAsync<VectorIndexUnavailableException>(() => store.ProbeAsync(Products.Name, Stop))).Message, StringComparison.Ordinal);
    }

    private static Task<StandInServer> StartAsync() => StandInServer.StartAsync(new StandInOptions(), Stop);

    private static QdrantVectorStore StoreOf(StandInServer server) => QdrantUnderTest.Store(QdrantConnection.Parse(server.Address), Quick);

    private static Func<Task>[] Calls(IVectorIndex index) =>
    [
        () => index.ApplyAsync([Product(1, 1, Vector(1, 0, 0, 0))], Stop),
        () => index.SearchAsync(Query([1, 0, 0, 0]), Stop),
        () => index.CountAsync(Stop),
        () => index.ReadAllAsync(Stop).ToListAsync(Stop).AsTask(),
    ];

    private static async Task<bool> AnswerAsync(HttpContext context, int status, bool now)
    {
        if (now)
        {
            context.Response.StatusCode = status;
            await context.Response.WriteAsync("""{"status":{"error":"Service internal error: not now"},"time":0}""", Stop);
        }

        return now;
    }
}

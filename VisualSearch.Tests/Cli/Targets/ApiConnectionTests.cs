using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using VisualSearch.Cli.Targets;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Cli.Targets;

public sealed class ApiConnectionTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_answer_that_takes_hours_is_waited_for_where_it_may_take_them_and_given_up_elsewhere()
    {
        FakeTimeProvider time = new();
        TaskCompletionSource compared = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using PictureServer server = await PictureServer.StartAsync();
        string address = server.Serve("slow", async (context, _) =>
        {
            await compared.Task;
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        });
        using ApiConnection api = ApiConnection.To(new Uri(address[..^"slow".Length]), null, time: time);
        Task<HttpResponseMessage> patient = api.SendPatientlyAsync(() => new HttpRequestMessage(HttpMethod.Post, "slow"), Stop);
        Task<HttpResponseMessage> other = api.SendOnceAsync(() => new HttpRequestMessage(HttpMethod.Post, "slow"), Stop);
        await Eventually.HoldsAsync(() => Task.FromResult(server.Asked("slow")), asked => asked == 2);

        time.Advance(TimeSpan.FromHours(3));
        ApiProblemException givenUp = await Assert.ThrowsAsync<ApiProblemException>(() => other);
        compared.SetResult();
        using HttpResponseMessage answer = await patient;

        Assert.Contains("did not answer in time", givenUp.Message, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    [Fact]
    public async Task What_only_reads_is_asked_again_while_the_server_is_busy_however_long_its_answer_takes()
    {
        await using PictureServer server = await PictureServer.StartAsync();
        string address = server.Serve("busy", async (context, ask) =>
        {
            context.Response.StatusCode = ask == 1 ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
            await context.Response.WriteAsync("[1]");
        });
        using ApiConnection api = ApiConnection.To(new Uri(address[..^"busy".Length]), null);

        Assert.Equal(1, Assert.Single(await api.GetPatientlyAsync<int[]>("busy", Stop)));
        Assert.Equal(2, server.Asked("busy"));
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text;
using VisualSearch.Tests.Support;
using static VisualSearch.Tests.Search.SearchJourney;

namespace VisualSearch.Tests.Search;

/// <summary>Too many at once. A search whose body does not come holds its place, which is how the places are filled here.</summary>
public sealed class OverloadTests
{
    [Fact]
    public async Task A_search_that_finds_no_place_in_time_is_429_and_one_that_does_is_answered()
    {
        await using ApiHost api = await ApiHost.StartAsync(settings: [("Limits:ConcurrentSearches", "1"), ("Limits:WaitingSearches", "1"), ("Limits:WaitForPlace", "00:00:00.3")]);
        using (TcpClient slow = await OccupyAsync(api))
        {
            await Eventually.HoldsAsync(
                async () =>
                {
                    using HttpResponseMessage response = await api.PostAsync(ByText, new { query = "apple" });
                    return (response.StatusCode, response.Headers.RetryAfter?.Delta);
                },
                seen => seen.StatusCode == HttpStatusCode.TooManyRequests && seen.Delta > TimeSpan.Zero);
            await RefusedAsync(api.PostFormAsync(ByImage, SampleShop.Query("1f34c")), 429, "too_many_requests");

            // What is not a search goes on.
            using HttpResponseMessage products = await api.GetAsync("/api/v1/products");
            Assert.Equal(HttpStatusCode.OK, products.StatusCode);
        }

        // The slow one went away, and its place is free again.
        await Eventually.HoldsAsync(
            async () =>
            {
                using HttpResponseMessage response = await api.PostAsync(ByText, new { query = "apple" });
                return response.StatusCode;
            },
            status => status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_search_waits_for_a_place_that_comes_free()
    {
        await using ApiHost api = await ApiHost.StartAsync(settings: [("Limits:ConcurrentSearches", "1"), ("Limits:WaitForPlace", "00:00:30")]);
        Task<HttpResponseMessage> waiting;
        using (TcpClient slow = await OccupyAsync(api))
        {
            waiting = api.PostAsync(ByText, new { query = "apple" });
            using HttpResponseMessage products = await api.GetAsync("/api/v1/products");
            Assert.False(waiting.IsCompleted);
        }

        await AnsweredAsync(waiting);
    }

    [Fact]
    public async Task More_than_may_wait_are_429_at_once()
    {
        await using ApiHost api = await ApiHost.StartAsync(settings: [("Limits:ConcurrentSearches", "1"), ("Limits:WaitingSearches", "0"), ("Limits:WaitForPlace", "00:00:30")]);
        using TcpClient slow = await OccupyAsync(api);

        await RefusedAsync(api.PostAsync(ByText, new { query = "apple" }), 429, "too_many_requests");
    }

    /// <summary>Begins a search and sends half of its body; the server says 100 when it has given it a place and reads.</summary>
    private static async Task<TcpClient> OccupyAsync(ApiHost api)
    {
        TcpClient client = new();
        await client.ConnectAsync(api.Address.Host, api.Address.Port, Cancelled);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"POST {ByText} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n"), Cancelled);
        using StreamReader reader = new(client.GetStream(), Encoding.ASCII, leaveOpen: true);
        Assert.Equal("HTTP/1.1 100 Continue", await reader.ReadLineAsync(Cancelled));
        return client;
    }
}

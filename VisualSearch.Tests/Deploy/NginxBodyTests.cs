using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using VisualSearch.Tests.Support;
using VisualSearch.Tests.Support.Servers;

namespace VisualSearch.Tests.Deploy;

/// <summary>How bodies come through the site of <c>deploy/nginx</c> to the real Api.</summary>
[Collection(nameof(BehindNginx))]
public sealed class NginxBodyTests(ProxiedApi proxied)
{
    private const string Search = ProxiedApi.Search;
    private const int TwentyMegabytes = 20_971_520;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_picture_of_20_MB_passes()
    {
        using HttpClient client = await proxied.ClientAsync();

        using HttpResponseMessage answer = await client.PostAsync(Search, ProxiedApi.Picture(TwentyMegabytes), Cancelled);

        await ApiHost.JsonAsync(answer);
    }

    [Fact]
    public async Task A_picture_of_21_MB_is_refused_by_the_Api_in_its_own_words()
    {
        using HttpClient client = await proxied.ClientAsync();

        using HttpResponseMessage answer = await client.PostAsync(Search, ProxiedApi.Picture(21 * 1024 * 1024), Cancelled);

        JsonElement problem = await ProxiedApi.ProblemAsync(answer, HttpStatusCode.RequestEntityTooLarge, "body_too_large");
        Assert.EndsWith("the request announces 22020096.", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_larger_than_any_route_takes_is_refused_by_nginx_in_the_same_form()
    {
        using HttpClient client = await proxied.ClientAsync();
        using HttpRequestMessage request = new(HttpMethod.Post, Search) { Content = ProxiedApi.Picture(34 * 1024 * 1024) };
        request.Headers.ExpectContinue = true;

        using HttpResponseMessage answer = await client.SendAsync(request, Cancelled);

        JsonElement problem = await ProxiedApi.ProblemAsync(answer, HttpStatusCode.RequestEntityTooLarge, "body_too_large");
        Assert.Equal("No route reads bodies of more than 33 MiB.", problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_client_that_sends_slowly_takes_no_place_among_the_searches()
    {
        (ApiHost api, NginxServer nginx) = await proxied.BothAsync();
        byte[] picture = SampleShop.Query("1f34c");
        using HttpClient other = await proxied.ClientAsync();

        // Without nginx half a picture takes the only place there is.
        using (TcpClient direct = new())
        {
            await direct.ConnectAsync(IPAddress.Loopback, api.Address.Port, Cancelled);
            await BeginAsync(direct.GetStream(), picture);
            await Eventually.HoldsAsync(() => ProxiedApi.SearchAsync(api.Client), status => status == HttpStatusCode.TooManyRequests);
        }

        await Eventually.HoldsAsync(() => ProxiedApi.SearchAsync(api.Client), status => status == HttpStatusCode.OK);

        await using SslStream slow = await nginx.ConnectAsync(Cancelled);
        await BeginAsync(slow, picture);
        using StreamReader answer = new(slow, Encoding.ASCII);
        Assert.Equal("HTTP/1.1 100 Continue", await answer.ReadLineAsync(Cancelled));
        Assert.Equal(HttpStatusCode.OK, await ProxiedApi.SearchAsync(other));

        await slow.WriteAsync(picture.AsMemory(picture.Length / 2), Cancelled);
        Assert.Contains("HTTP/1.1 200", await answer.ReadToEndAsync(Cancelled), StringComparison.Ordinal);
    }

    private static async Task BeginAsync(Stream connection, byte[] picture)
    {
        string head = $"POST {Search} HTTP/1.1\r\nHost: {NginxServer.Name}\r\nContent-Type: image/jpeg\r\nContent-Length: {picture.Length}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n";
        await connection.WriteAsync(Encoding.ASCII.GetBytes(head), Cancelled);
        await connection.WriteAsync(picture.AsMemory(0, picture.Length / 2), Cancelled);
    }
}

using System.Net;
using System.Net.Sockets;
using VisualSearch.ServiceDefaults.Hosting;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.ServiceDefaults;

public sealed class HealthProbeTests
{
    [Fact]
    public async Task A_probe_ends_with_0_when_the_process_answers_and_with_1_when_it_answers_badly()
    {
        await using ApiHost api = await ApiHost.StartAsync();

        Assert.Equal(0, await HealthProbe.AskAsync(new Uri(api.Address, "alive").ToString()));
        Assert.Equal(1, await HealthProbe.AskAsync(new Uri(api.Address, "api/v1/products/0").ToString()));
    }

    [Fact]
    public async Task A_probe_ends_with_1_when_nobody_listens()
    {
        using TcpListener freed = new(IPAddress.Loopback, 0);
        freed.Start();
        EndPoint address = freed.LocalEndpoint;
        freed.Stop();

        Assert.Equal(1, await HealthProbe.AskAsync($"http://{address}/health"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("8000")]
    [InlineData("ftp://127.0.0.1/health")]
    public async Task A_probe_of_what_is_no_address_ends_with_1(string address) => Assert.Equal(1, await HealthProbe.AskAsync(address));
}

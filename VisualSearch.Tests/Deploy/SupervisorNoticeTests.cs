using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using VisualSearch.ServiceDefaults;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Deploy;

/// <summary>What a process tells the supervisor that started it, on a socket as systemd has one.</summary>
public sealed class SupervisorNoticeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_Api_says_that_it_is_ready_when_it_listens_and_says_so_before_it_ends()
    {
        string path = Path.Combine(_folder.Path, "notify");
        using Socket supervisor = Listen(path);
        int port = LoopbackPort.Free();
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "VisualSearch.Api.dll"), $"--urls=http://127.0.0.1:{port}", "--Logging:Files:Directory=", "--Demo:Load=false"])
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardOutput = true,
        };
        start.Environment["NOTIFY_SOCKET"] = path;
        using Process process = Process.Start(start)!;
        Orphans.Watch(process);
        process.BeginOutputReadLine();
        try
        {
            Assert.Equal("READY=1", await ReceiveAsync(supervisor));

            using HttpClient client = new(new SocketsHttpHandler { UseProxy = false });
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri($"http://127.0.0.1:{port}/alive"), Cancelled)).StatusCode);

            using Process terminate = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
            Assert.Equal("STOPPING=1", await ReceiveAsync(supervisor));
            await process.WaitForExitAsync(Cancelled);
            Assert.Equal(0, process.ExitCode);
        }
        finally
        {
            process.Kill();
        }
    }

    [Fact]
    public async Task A_socket_in_the_abstract_namespace_is_told_too()
    {
        string name = $"visualsearch-test-{Guid.NewGuid():N}";
        using Socket supervisor = Listen('\0' + name);

        await using WebApplication app = await StartAsync('@' + name);
        Assert.Equal("READY=1", await ReceiveAsync(supervisor));
        await app.StopAsync(Cancelled);

        Assert.Equal("STOPPING=1", await ReceiveAsync(supervisor));
    }

    [Fact]
    public async Task A_supervisor_that_is_gone_costs_a_warning_and_not_the_start()
    {
        await using WebApplication app = await StartAsync(Path.Combine(_folder.Path, "nobody"));

        Assert.Contains(
            app.Services.GetFakeLogCollector().GetSnapshot(),
            line => line.Level == LogLevel.Warning && line.Message.StartsWith("The process that NOTIFY_SOCKET names could not be told", StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Dispose();

    private static Socket Listen(string path)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        return socket;
    }

    private static async Task<string> ReceiveAsync(Socket socket)
    {
        byte[] datagram = new byte[256];
        return Encoding.UTF8.GetString(datagram, 0, await socket.ReceiveAsync(datagram, Cancelled));
    }

    private async Task<WebApplication> StartAsync(string socket)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = _folder.Path });
        builder.Configuration["NOTIFY_SOCKET"] = socket;
        builder.Configuration["Logging:Files:Directory"] = string.Empty;
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.AddServiceDefaults();
        builder.Services.AddFakeLogging();
        WebApplication app = builder.Build();
        await app.StartAsync(Cancelled);
        return app;
    }
}

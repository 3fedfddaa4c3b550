using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using VisualSearch.Engine.Images;
using VisualSearch.ServiceDefaults;

namespace VisualSearch.Tests.Images;

public sealed class PicturesUnderTelemetryTests
{
    [Fact]
    public async Task A_picture_server_is_told_of_no_trace_while_tracing_is_on()
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration["Logging:Files:Directory"] = string.Empty;
        builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:9";
        builder.WebHost.UseTestServer();
        builder.AddServiceDefaults();
        await using WebApplication app = builder.Build();
        await app.StartAsync(TestContext.Current.CancellationToken);
        await using ScriptedServer server = ScriptedServer.Answering(Tiny.Png());
        using WebPictures web = ImagesParts.Web();
        using Activity journey = new Activity("a change").SetIdFormat(ActivityIdFormat.W3C).Start();
        Assert.True(ImageReference.TryParse(server.Address(), out ImageReference? reference));

        PictureResult<FetchedPicture> result = await web.FetchAsync(Assert.IsType<ImageReference.Web>(reference), null, TestContext.Current.CancellationToken);

        Assert.True(result.Succeeded, result.Failure?.ToString());
        Assert.DoesNotContain("traceparent", Assert.Single(server.Requests), StringComparison.OrdinalIgnoreCase);
    }
}
